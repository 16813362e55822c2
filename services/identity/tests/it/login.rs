use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::LoginRequest;
use kabinet_testkit::StatementCount;
use tonic::Code;

use crate::journey::{MOBILE, PASSWORD, assert_refused};
use crate::world::{World, gateway};

#[tokio::test]
async fn person_logs_in_by_login_name_or_confirmed_mobile() {
    let world = World::new().await;
    world.register("Ivan.Petrov").await;
    for identifier in ["Ivan.Petrov", "ivan.petrov", "+7 (900) 000-00-01"] {
        let grant = world.login(identifier, PASSWORD).await.unwrap();
        assert!(world.is_live(&grant.access_token).await);
        assert_eq!(grant.session.unwrap().authentication_methods, ["pwd"]);
    }
}

#[tokio::test]
async fn password_is_compared_in_its_normal_form() {
    let world = World::new().await;
    let decomposed = "cafe\u{301}-Tramway.88 crossing";
    let composed = "caf\u{e9}-Tramway.88 crossing";
    let mut request = crate::journey::start_request(world.request_id(), "ivan");
    request.password = decomposed.to_owned();
    request.password_confirmation = composed.to_owned();
    let answer = world
        .registrations()
        .start_registration(gateway(request))
        .await
        .unwrap();
    let answer = answer.into_inner();
    let started = crate::journey::Started {
        id: answer.registration.unwrap().registration_id,
        token: answer.resume_token,
    };
    world.submit_personal_data(&started).await.unwrap();
    world.submit_contacts(&started).await.unwrap();
    world
        .send(&started, kabinet_proto::types::v1::Channel::Sms)
        .await
        .unwrap();
    world
        .confirm(world.confirm_request(&started, crate::fakes::CODE))
        .await
        .unwrap();
    world.login("ivan", composed).await.unwrap();
}

#[tokio::test]
async fn unknown_locked_and_wrong_look_alike_and_cost_the_same() {
    let world = World::new().await;
    for login in ["wrong.password", "locked.account", "no.password"] {
        world.register(login).await;
        world.clock.advance(Duration::from_secs(1));
    }
    world
        .execute(
            "UPDATE identity.account SET state = 'LOCKED' WHERE id = (
                 SELECT id FROM identity.account ORDER BY create_time OFFSET 1 LIMIT 1)",
        )
        .await;
    world
        .execute(
            "DELETE FROM identity.password_credential WHERE account_id = (
                 SELECT id FROM identity.account ORDER BY create_time OFFSET 2 LIMIT 1)",
        )
        .await;
    let mut seen = Vec::new();
    for (identifier, password) in [
        ("nobody.at.all", PASSWORD),
        ("nobody@example.com", PASSWORD),
        ("+79000000099", PASSWORD),
        ("77012345678", PASSWORD),
        ("wrong.password", "another password"),
        ("locked.account", PASSWORD),
        ("no.password", PASSWORD),
        ("@", PASSWORD),
    ] {
        let hashes = world.hashes.get();
        let statements = StatementCount::of(&world.database);
        let (answer, statements) = statements
            .during(|| world.login(identifier, password))
            .await;
        let status = assert_refused(answer, Code::Unauthenticated, Reason::CredentialsInvalid);
        let answer = (status.message().to_owned(), status.details().to_vec());
        seen.push((answer, world.hashes.get() - hashes, statements));
    }
    assert!(seen.iter().all(|attempt| *attempt == seen[0]), "{seen:?}");
    assert_eq!(seen[0].1, 1);
}

#[tokio::test]
async fn account_number_never_logs_in() {
    let world = World::new().await;
    world.register("ivan").await;
    let answer = world.login("77012345678", PASSWORD).await;
    assert_refused(answer, Code::Unauthenticated, Reason::CredentialsInvalid);
}

#[tokio::test]
async fn repeat_gets_the_same_tokens_and_another_body_is_refused() {
    let world = World::new().await;
    world.register("ivan").await;
    let request = world.login_request("ivan", PASSWORD);
    let first = world.login_as(request.clone()).await.unwrap();
    let hashes = world.hashes.get();
    assert!(world.login_as(request.clone()).await.unwrap() == first);
    assert_eq!(world.hashes.get(), hashes);
    let other = LoginRequest {
        password: "another password".to_owned(),
        ..request
    };
    assert_refused(
        world.login_as(other).await,
        Code::Aborted,
        Reason::RequestIdReused,
    );
}

#[tokio::test]
async fn known_device_keeps_its_token() {
    let world = World::new().await;
    let issued = world.register("ivan").await.device_token;
    let mut request = world.login_request(MOBILE, PASSWORD);
    request
        .client
        .as_mut()
        .unwrap()
        .device_token
        .clone_from(&issued);
    let known = world.login_as(request).await.unwrap();
    assert_eq!(known.device_token, issued);
    let new = world.login("ivan", PASSWORD).await.unwrap();
    assert_ne!(new.device_token, issued);
    assert_eq!(
        world
            .count("SELECT count(*) FROM identity.known_device")
            .await,
        2
    );
}

#[tokio::test]
async fn stale_record_is_renewed_after_the_login() {
    let world = World::new().await;
    world.register("ivan").await;
    // The same hash would need another cost; only the comparison with the current one matters.
    world
        .execute(
            "UPDATE identity.password_credential
             SET record = replace(record, ',n=1$', ',n=0$')",
        )
        .await;
    world.login("ivan", PASSWORD).await.unwrap();
    let stale = "SELECT count(*) FROM identity.password_credential WHERE record LIKE '%,n=0$%'";
    while world.count(stale).await > 0 {
        tokio::task::yield_now().await;
    }
    world.login("ivan", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn full_queue_is_answered_overloaded_with_the_time_to_wait() {
    let settings = [
        ("IDENTITY_PASSWORD_THREADS", "1"),
        ("IDENTITY_PASSWORD_QUEUE", "1"),
        ("IDENTITY_ARGON2_MEMORY_KIB", "65536"),
        ("IDENTITY_ARGON2_PASSES", "2"),
        ("IDENTITY_LIMIT_LOGIN_NETWORK", "1000"),
        ("IDENTITY_LIMIT_LOGIN_PASSWORD", "1000"),
    ];
    let world = World::with(&settings).await;
    let attempts = (0..24).map(|number| {
        let identifier = format!("person-{number}x");
        let world = &world;
        async move { world.login(&identifier, PASSWORD).await.unwrap_err() }
    });
    let refusals = futures::future::join_all(attempts).await;
    let overloaded: Vec<_> = refusals
        .iter()
        .filter(|status| kabinet_status::read::reason(status) == Some(Reason::Overloaded))
        .collect();
    assert!(!overloaded.is_empty());
    for status in overloaded {
        assert_eq!(status.code(), Code::ResourceExhausted);
        assert!(kabinet_status::read::retry_after(status).is_some());
    }
}
