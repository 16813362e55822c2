use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{
    ChangePasswordRequest, ReauthenticateRequest, RefreshSessionRequest, SessionGrant,
};
use kabinet_status::read;
use tonic::{Code, Status};

use crate::journey::{PASSWORD, assert_refused, device};
use crate::world::{World, gateway, person};

const NEW_PASSWORD: &str = "copper.Lantern-41 harbour";

fn request(world: &World, current: &str, new: &str) -> ChangePasswordRequest {
    ChangePasswordRequest {
        request_id: world.request_id(),
        current_password: current.to_owned(),
        new_password: new.to_owned(),
        new_password_confirmation: new.to_owned(),
        client: Some(device()),
    }
}

async fn change(
    world: &World,
    token: &str,
    request: ChangePasswordRequest,
) -> Result<SessionGrant, Status> {
    let answer = world
        .credentials()
        .change_password(person(token, request))
        .await?;
    Ok(answer.into_inner().grant.unwrap())
}

#[tokio::test]
async fn new_password_ends_every_other_session_and_replaces_the_tokens_of_this_one() {
    let world = World::new().await;
    let own = world.register("ivan").await;
    let other = world.login("ivan", PASSWORD).await.unwrap();
    let request = request(&world, PASSWORD, NEW_PASSWORD);
    let changed = change(&world, &own.access_token, request).await.unwrap();

    assert!(!world.is_live(&other.access_token).await);
    assert!(!world.is_live(&own.access_token).await);
    assert!(world.is_live(&changed.access_token).await);
    assert_eq!(
        changed.session.unwrap().session_id,
        own.session.unwrap().session_id
    );
    for (token, good) in [
        (&own.refresh_token, false),
        (&other.refresh_token, false),
        (&changed.refresh_token, true),
    ] {
        let request = RefreshSessionRequest {
            refresh_token: token.clone(),
            client: Some(device()),
        };
        let answer = world.sessions().refresh_session(gateway(request)).await;
        assert_eq!(answer.is_ok(), good);
    }
    let answer = world.login("ivan", PASSWORD).await;
    assert_refused(answer, Code::Unauthenticated, Reason::CredentialsInvalid);
    world.login("ivan", NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn wrong_current_password_changes_nothing() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    let wrong = request(&world, "a wrong password", NEW_PASSWORD);
    let answer = change(&world, &grant.access_token, wrong).await;
    assert_refused(answer, Code::Unauthenticated, Reason::CredentialsInvalid);
    world.login("ivan", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn new_password_is_judged_beside_the_login() {
    let world = World::new().await;
    let grant = world.register("zhdanovich").await;
    let mut request = request(&world, PASSWORD, "Zhdanovich1");
    request.new_password_confirmation = "Zhdanovich2".to_owned();
    let answer = change(&world, &grant.access_token, request).await;
    let status = assert_refused(answer, Code::InvalidArgument, Reason::PasswordUnacceptable);
    let violations = read::field_violations(&status);
    let reasons: Vec<_> = violations
        .iter()
        .map(|fault| fault.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "PASSWORD_WEAK",
            "PASSWORD_CONTAINS_LOGIN",
            "PASSWORDS_DIFFER"
        ]
    );
}

#[tokio::test]
async fn two_spellings_of_the_new_password_are_refused() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    let mut request = request(&world, PASSWORD, NEW_PASSWORD);
    request.new_password_confirmation.push('x');
    let answer = change(&world, &grant.access_token, request).await;
    assert_refused(answer, Code::InvalidArgument, Reason::PasswordsDiffer);
}

#[tokio::test]
async fn old_authentication_has_to_be_renewed_first() {
    let world = World::with(&[("IDENTITY_ACCESS_TOKEN_SECONDS", "900")]).await;
    let grant = world.register("ivan").await;
    world.clock.advance(Duration::from_secs(601));
    let answer = change(
        &world,
        &grant.access_token,
        request(&world, PASSWORD, NEW_PASSWORD),
    )
    .await;
    assert_refused(answer, Code::FailedPrecondition, Reason::StepUpRequired);
    let proof = ReauthenticateRequest {
        request_id: world.request_id(),
        password: PASSWORD.to_owned(),
        client: Some(device()),
    };
    let fresh = world
        .sessions()
        .reauthenticate(person(&grant.access_token, proof))
        .await
        .unwrap();
    let fresh = fresh.into_inner().access_token;
    change(&world, &fresh, request(&world, PASSWORD, NEW_PASSWORD))
        .await
        .unwrap();
}

#[tokio::test]
async fn repeat_with_the_new_token_gets_the_same_answer() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    let request = request(&world, PASSWORD, NEW_PASSWORD);
    let changed = change(&world, &grant.access_token, request.clone())
        .await
        .unwrap();
    let again = change(&world, &changed.access_token, request)
        .await
        .unwrap();
    assert!(again == changed);
}
