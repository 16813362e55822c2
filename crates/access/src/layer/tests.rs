use std::convert::Infallible;
use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, ready};
use http::header::AUTHORIZATION;
use kabinet_env::Env;
use kabinet_env::id::{AccountId, SessionId};
use kabinet_env::manual::ManualClock;
use kabinet_proto::errors::v1::Reason;
use kabinet_seal::KeyRing;
use kabinet_seal::signing::SigningKeys;
use kabinet_status::read;
use tonic::{Code, Status};
use tower::{ServiceExt, service_fn};

use super::*;
use crate::jwt::{self, Claims};
use crate::rules::tests::all_rules;
use crate::{
    AUDIENCE, CALLER_METADATA, Caller, CallerKind, CallerPattern, EndUser, EndUserRule, KeySource,
    PublicKeys, Rule, SessionStatus, Unavailable,
};

const ISSUER: &str = "https://identity.example.com";
const LIST_SESSIONS: &str = "/kabinet.identity.v1.SessionService/ListSessions";
const SENSITIVE: &str = "/example.Service/Sensitive";

struct Keys(SigningKeys);

impl KeySource for Keys {
    fn public_keys(&self) -> BoxFuture<'_, Result<PublicKeys, Unavailable>> {
        async { Ok(self.0.public_keys().into_iter().collect()) }.boxed()
    }
}

struct Live;

impl SessionStatus for Live {
    fn is_active<'a>(
        &'a self,
        _: &'a str,
        _: &'a EndUser,
    ) -> BoxFuture<'a, Result<bool, Unavailable>> {
        async { Ok(true) }.boxed()
    }
}

struct World {
    layer: AccessLayer,
    token: String,
    account_id: AccountId,
    clock: ManualClock,
}

fn world() -> World {
    let (env, clock) = ManualClock::new(1);
    let keys = SigningKeys::new(KeyRing::from_secret("k1", [7; 32]));
    let claims = claims(&env);
    let token = jwt::sign(&keys.current(), &claims);
    let verifier = TokenVerifier::new(ISSUER, Arc::new(Keys(keys)), Arc::new(Live), env);
    let gateways = CallerPattern {
        kind: CallerKind::Gateway,
        names: Vec::new(),
    };
    let age = EndUserRule::Required {
        max_authentication_age: Some(Duration::from_mins(1)),
    };
    let rules = all_rules().with(SENSITIVE, Rule::new(vec![gateways], age));
    World {
        layer: AccessLayer::new(rules, CallerSource::Insecure, Arc::new(verifier)),
        token,
        account_id: claims.sub,
        clock,
    }
}

fn claims(env: &Env) -> Claims {
    let now = env.now().replace_nanosecond(0).unwrap();
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: AccountId::new(env),
        client_id: "web".to_owned(),
        iat: now,
        exp: now + Duration::from_mins(5),
        jti: "1".to_owned(),
        sid: SessionId::new(env),
        auth_time: now,
        amr: vec!["pwd".to_owned()],
        acr: "aal1".to_owned(),
        epoch: 1,
    }
}

fn request(path: &str, caller: &str, authorization: Option<&str>) -> Request<()> {
    let mut request = Request::post(path).header(CALLER_METADATA, caller);
    if let Some(authorization) = authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    request.body(()).unwrap()
}

type Seen = (Option<Caller>, Option<EndUser>);

impl World {
    /// Sends a request; gives what its handler saw, or the refusal.
    async fn call(&self, request: Request<()>) -> Result<Seen, Status> {
        let handler = service_fn(|request: Request<()>| {
            let extensions = request.extensions();
            let seen: Seen = (extensions.get().cloned(), extensions.get().cloned());
            ready(Ok::<_, Infallible>(Response::new(Some(seen))))
        });
        let response = self.layer.layer(handler).oneshot(request).await.unwrap();
        match Status::from_header_map(response.headers()) {
            Some(status) => Err(status),
            None => Ok(response.into_body().unwrap()),
        }
    }

    async fn reason(&self, request: Request<()>) -> Option<Reason> {
        read::reason(&self.call(request).await.unwrap_err())
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

#[tokio::test]
async fn every_rpc_lets_in_the_callers_of_its_rule_and_no_other() {
    let world = world();
    let mut count = 0;
    for (path, rule) in all_rules().iter() {
        for kind in CallerKind::ALL {
            let names = match rule.callers() {
                crate::Callers::Anyone => vec!["any".to_owned()],
                crate::Callers::Listed(patterns) => patterns
                    .iter()
                    .flat_map(|pattern| pattern.names.clone())
                    .chain(["any".to_owned()])
                    .collect(),
            };
            for name in names {
                let caller = Caller { kind, name };
                let answer = world
                    .call(request(path, &caller.to_string(), Some(&world.bearer())))
                    .await;
                let admitted = match answer {
                    Ok(_) => true,
                    Err(status) => read::reason(&status) != Some(Reason::CallerNotAllowed),
                };
                assert_eq!(admitted, rule.admits(&caller), "{path} by {caller}");
                count += 1;
            }
        }
    }
    assert!(count > 50, "{count}");
}

#[tokio::test]
async fn handler_sees_the_caller_and_the_person() {
    let world = world();
    let (caller, user) = world
        .call(request(LIST_SESSIONS, "gateway/web", Some(&world.bearer())))
        .await
        .unwrap();
    assert_eq!(caller.unwrap().to_string(), "gateway/web");
    assert_eq!(user.unwrap().account_id, world.account_id);
}

#[tokio::test]
async fn token_is_not_read_where_no_rule_asks_for_it() {
    let world = world();
    let login = "/kabinet.identity.v1.SessionService/Login";
    let (_, user) = world
        .call(request(login, "gateway/web", Some("Bearer x")))
        .await
        .unwrap();
    assert_eq!(user, None);
}

#[tokio::test]
async fn caller_is_checked_before_the_token() {
    let world = world();
    let by_service = request(LIST_SESSIONS, "service/profile", None);
    assert_eq!(
        world.reason(by_service).await,
        Some(Reason::CallerNotAllowed)
    );
    let by_nobody = request(LIST_SESSIONS, "root", None);
    assert_eq!(world.reason(by_nobody).await, Some(Reason::CallerUnknown));
}

#[tokio::test]
async fn anything_but_one_bearer_token_is_refused() {
    let world = world();
    for authorization in [
        None,
        Some(""),
        Some("Bearer"),
        Some("Bearer "),
        Some(world.token.as_str()),
        Some(&format!("Basic {}", world.token)),
        Some(&format!("Bearer  {}", world.token)),
    ] {
        let request = request(LIST_SESSIONS, "gateway/web", authorization);
        assert_eq!(
            world.reason(request).await,
            Some(Reason::TokenInvalid),
            "{authorization:?}"
        );
    }
    let mut twice = request(LIST_SESSIONS, "gateway/web", Some(&world.bearer()));
    twice
        .headers_mut()
        .append(AUTHORIZATION, world.bearer().parse().unwrap());
    assert_eq!(world.reason(twice).await, Some(Reason::TokenInvalid));
}

#[tokio::test]
async fn old_authentication_needs_a_step_up() {
    let world = world();
    world.clock.advance(Duration::from_secs(61));
    let sensitive = request(SENSITIVE, "gateway/web", Some(&world.bearer()));
    let status = world.call(sensitive).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(read::reason(&status), Some(Reason::StepUpRequired));
    assert_eq!(
        read::metadata(&status, "max_age_seconds").as_deref(),
        Some("60")
    );
    assert_eq!(read::preconditions(&status).len(), 1);
    let elsewhere = request(LIST_SESSIONS, "gateway/web", Some(&world.bearer()));
    assert!(world.call(elsewhere).await.is_ok());
}

#[tokio::test]
async fn fresh_authentication_needs_no_step_up() {
    let world = world();
    world.clock.advance(Duration::from_secs(58));
    assert!(
        world
            .call(request(SENSITIVE, "gateway/web", Some(&world.bearer())))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn path_without_a_rule_is_unimplemented_and_reaches_no_handler() {
    let world = world();
    for path in [
        "/",
        "/kabinet.identity.v1.SessionService/login",
        "/no.Service/Method",
    ] {
        let status = world
            .call(request(path, "gateway/web", None))
            .await
            .unwrap_err();
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
    }
}

#[tokio::test]
async fn health_asks_nobody_who_they_are() {
    let world = world();
    let (caller, _) = world
        .call(request("/grpc.health.v1.Health/Check", "root", None))
        .await
        .unwrap();
    assert_eq!(caller, None);
}

#[test]
fn server_without_verifier_takes_no_rule_that_needs_tokens() {
    let layer = AccessLayer::without_tokens(all_rules(), CallerSource::Insecure);
    assert_eq!(layer.err(), Some(TokensNeeded));
}
