//! Decides about one request: caller, then token, then age of the authentication.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;
use tonic::Status;

use crate::verifier::token_invalid;
use crate::{Caller, CallerSource, Callers, EndUser, EndUserRule, Rule, Rules, TokenVerifier};

pub(super) struct Guard {
    rules: Rules,
    source: CallerSource,
    verifier: Option<Arc<TokenVerifier>>,
}

impl Guard {
    pub(super) fn new(
        rules: Rules,
        source: CallerSource,
        verifier: Option<Arc<TokenVerifier>>,
    ) -> Self {
        Self {
            rules,
            source,
            verifier,
        }
    }

    /// Puts the caller and the end user into the request's extensions, or refuses.
    pub(super) async fn admit(&self, request: &mut Parts) -> Result<(), Status> {
        let Some(rule) = self.rules.get(request.uri.path()) else {
            return Err(Status::unimplemented("no such method"));
        };
        if *rule.callers() == Callers::Anyone {
            return Ok(());
        }
        let caller = self.caller(rule, &request.headers)?;
        request.extensions.insert(caller);
        if let EndUserRule::Required {
            max_authentication_age,
        } = rule.end_user()
        {
            let user = self
                .end_user(&request.headers, max_authentication_age)
                .await?;
            request.extensions.insert(user);
        }
        Ok(())
    }

    fn caller(&self, rule: &Rule, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let caller = self.source.caller(headers)?;
        if rule.admits(&caller) {
            Ok(caller)
        } else {
            let message = "this caller may not call this method";
            Err(Refusal::permission_denied(
                Reason::CallerNotAllowed,
                message,
            ))
        }
    }

    async fn end_user(
        &self,
        headers: &HeaderMap,
        max_age: Option<Duration>,
    ) -> Result<EndUser, Refusal> {
        // `AccessLayer::without_tokens` takes no rule that leads here.
        let verifier = self.verifier.as_deref().ok_or_else(Refusal::internal)?;
        let user = verifier.verify(bearer_token(headers)?).await?;
        match max_age {
            Some(max_age) if verifier.now() - user.auth_time > max_age => Err(step_up(max_age)),
            _ => Ok(user),
        }
    }
}

fn bearer_token(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values
        .next()
        .ok_or_else(|| token_invalid("an access token is needed"))?;
    let token = value.to_str().ok().and_then(|value| value.split_once(' '));
    match (token, values.next()) {
        (Some((scheme, token)), None) if scheme.eq_ignore_ascii_case("bearer") => Ok(token),
        _ => Err(token_invalid(
            "metadata authorization must be one Bearer token",
        )),
    }
}

fn step_up(max_age: Duration) -> Refusal {
    Refusal::failed_precondition(
        Reason::StepUpRequired,
        "the person has to prove again who they are",
    )
    .metadata("max_age_seconds", max_age.as_secs().to_string())
    .precondition(
        "AUTHENTICATION_AGE",
        "access token",
        "Reauthenticate, then repeat the call with the new access token",
    )
}
