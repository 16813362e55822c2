use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{
    GetSigningKeysRequest, ListSessionsRequest, ReauthenticateRequest, RevokeAllSessionsRequest,
    RevokeSessionRequest, Session,
};
use tonic::Code;

use crate::journey::{PASSWORD, assert_refused, device};
use crate::world::{World, gateway, person};

async fn list(world: &World, token: &str, page_size: i32) -> Vec<Session> {
    let mut sessions = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListSessionsRequest {
            page_size,
            page_token,
        };
        let page = world
            .sessions()
            .list_sessions(person(token, request))
            .await
            .unwrap();
        let page = page.into_inner();
        sessions.extend(page.sessions);
        if page.next_page_token.is_empty() {
            return sessions;
        }
        page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn person_sees_their_own_live_sessions_newest_first() {
    let world = World::new().await;
    world.register("anna").await;
    let first = world.register("ivan").await;
    world.clock.advance(Duration::from_secs(1));
    let second = world.login("ivan", PASSWORD).await.unwrap();
    world.clock.advance(Duration::from_secs(1));
    let third = world.login("ivan", PASSWORD).await.unwrap();
    let wanted: Vec<_> = [&third, &second, &first]
        .map(|grant| grant.session.as_ref().unwrap().session_id.clone())
        .to_vec();
    for page_size in [0, 1, 2, 100] {
        let sessions = list(&world, &second.access_token, page_size).await;
        let ids: Vec<_> = sessions
            .iter()
            .map(|session| session.session_id.clone())
            .collect();
        assert_eq!(ids, wanted, "{page_size}");
        let current: Vec<_> = sessions.iter().map(|session| session.current).collect();
        assert_eq!(current, [false, true, false]);
        assert_eq!(sessions[0].user_agent, "Browser/1.0");
    }
}

#[tokio::test]
async fn page_token_of_somebody_else_is_refused() {
    let world = World::new().await;
    let anna = world.register("anna").await;
    let ivan = world.register("ivan").await;
    world.login("ivan", PASSWORD).await.unwrap();
    let request = ListSessionsRequest {
        page_size: 1,
        page_token: String::new(),
    };
    let page = world
        .sessions()
        .list_sessions(person(&ivan.access_token, request))
        .await
        .unwrap();
    let page_token = page.into_inner().next_page_token;
    for page_token in [page_token, "nonsense".to_owned()] {
        let request = ListSessionsRequest {
            page_size: 1,
            page_token,
        };
        let answer = world
            .sessions()
            .list_sessions(person(&anna.access_token, request))
            .await;
        assert_refused(answer, Code::InvalidArgument, Reason::PageTokenInvalid);
    }
}

#[tokio::test]
async fn revoked_session_is_dead_at_once() {
    let world = World::new().await;
    let own = world.register("ivan").await;
    let other = world.login("ivan", PASSWORD).await.unwrap();
    let request = RevokeSessionRequest {
        request_id: world.request_id(),
        session_id: other.session.unwrap().session_id,
    };
    let revoke = async |request| {
        world
            .sessions()
            .revoke_session(person(&own.access_token, request))
            .await
    };
    revoke(request.clone()).await.unwrap();
    revoke(request.clone()).await.unwrap();
    assert!(!world.is_live(&other.access_token).await);
    let answer = world
        .sessions()
        .list_sessions(person(&other.access_token, ListSessionsRequest::default()))
        .await;
    assert_refused(answer, Code::Unauthenticated, Reason::TokenInvalid);
    let again = RevokeSessionRequest {
        request_id: world.request_id(),
        ..request
    };
    assert_refused(revoke(again).await, Code::NotFound, Reason::SessionNotFound);
}

#[tokio::test]
async fn session_of_somebody_else_is_not_found() {
    let world = World::new().await;
    let anna = world.register("anna").await;
    let ivan = world.register("ivan").await;
    for session_id in [
        anna.session.as_ref().unwrap().session_id.clone(),
        "ses_x".to_owned(),
    ] {
        let request = RevokeSessionRequest {
            request_id: world.request_id(),
            session_id,
        };
        let answer = world
            .sessions()
            .revoke_session(person(&ivan.access_token, request))
            .await;
        assert_refused(answer, Code::NotFound, Reason::SessionNotFound);
    }
    assert!(world.is_live(&anna.access_token).await);
}

#[tokio::test]
async fn all_sessions_end_with_one_call() {
    let world = World::new().await;
    let first = world.register("ivan").await;
    let second = world.login("ivan", PASSWORD).await.unwrap();
    let request = RevokeAllSessionsRequest {
        request_id: world.request_id(),
    };
    let answer = world
        .sessions()
        .revoke_all_sessions(person(&first.access_token, request))
        .await
        .unwrap();
    assert_eq!(answer.into_inner().revoked_count, 2);
    assert!(!world.is_live(&first.access_token).await);
    assert!(!world.is_live(&second.access_token).await);
}

#[tokio::test]
async fn access_token_ends_with_its_time_its_account_and_its_credentials() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    assert!(world.is_live(&grant.access_token).await);
    world
        .execute("UPDATE identity.account SET credential_epoch = credential_epoch + 1")
        .await;
    assert!(!world.is_live(&grant.access_token).await);
    let grant = world.login("ivan", PASSWORD).await.unwrap();
    assert!(world.is_live(&grant.access_token).await);
    world
        .execute("UPDATE identity.account SET state = 'LOCKED'")
        .await;
    assert!(!world.is_live(&grant.access_token).await);
    world
        .execute("UPDATE identity.account SET state = 'ACTIVE'")
        .await;
    world.clock.advance(Duration::from_mins(10));
    assert!(!world.is_live(&grant.access_token).await);
    assert!(!world.is_live("nonsense").await);
}

#[tokio::test]
async fn signing_keys_are_published() {
    let world = World::new().await;
    let answer = world
        .sessions()
        .get_signing_keys(gateway(GetSigningKeysRequest {}))
        .await
        .unwrap();
    let answer = answer.into_inner();
    assert_eq!((answer.issuer.as_str(), answer.keys.len()), ("kabinet", 1));
    assert_eq!(answer.keys[0].public_key.len(), 32);
}

#[tokio::test]
async fn reauthentication_makes_a_fresh_token() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    world.clock.advance(Duration::from_mins(4));
    let request = |password: &str| ReauthenticateRequest {
        request_id: world.request_id(),
        password: password.to_owned(),
        client: Some(device()),
    };
    let prove = async |request| {
        world
            .sessions()
            .reauthenticate(person(&grant.access_token, request))
            .await
    };
    let answer = prove(request("a wrong password")).await;
    assert_refused(answer, Code::Unauthenticated, Reason::CredentialsInvalid);
    let right = request(PASSWORD);
    let fresh = prove(right.clone()).await.unwrap().into_inner();
    assert_eq!(
        prove(right).await.unwrap().into_inner().access_token,
        fresh.access_token
    );
    let session = &list(&world, &fresh.access_token, 0).await[0];
    let authentication_time = session.authentication_time.unwrap();
    assert_eq!(
        authentication_time.seconds,
        world.env.now().unix_timestamp()
    );
}

#[tokio::test]
async fn reauthentication_is_limited() {
    let world = World::with(&[("IDENTITY_LIMIT_REAUTHENTICATION", "2")]).await;
    let grant = world.register("ivan").await;
    for reason in [
        Reason::CredentialsInvalid,
        Reason::CredentialsInvalid,
        Reason::RateLimited,
    ] {
        let request = ReauthenticateRequest {
            request_id: world.request_id(),
            password: "a wrong password".to_owned(),
            client: Some(device()),
        };
        let answer = world
            .sessions()
            .reauthenticate(person(&grant.access_token, request))
            .await;
        assert_eq!(
            kabinet_status::read::reason(&answer.unwrap_err()),
            Some(reason)
        );
    }
}
