use std::time::Duration;

use kabinet_proto::identity::v1::RegistrationState;
use kabinet_proto::types::v1::event::Fact;

use crate::world::World;

const SWEEP_INTERVAL: Duration = Duration::from_mins(10);
const DAY: Duration = Duration::from_hours(24);

/// Lets the sweeper look until the question is answered with zero.
async fn swept(world: &World, question: &'static str) {
    while world.count(question).await > 0 {
        world.clock.advance(SWEEP_INTERVAL);
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn expired_registration_loses_its_secrets_and_its_login_and_profile_is_told() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    world.clock.advance(DAY);
    swept(
        &world,
        "SELECT count(*) FROM identity.registration WHERE state = 'OPEN'",
    )
    .await;
    assert_eq!(
        world.registration(&started).await.unwrap().state(),
        RegistrationState::Expired
    );
    let secrets = "SELECT count(*) FROM identity.registration
        WHERE login IS NOT NULL OR password_record IS NOT NULL OR verification IS NOT NULL";
    assert_eq!(world.count(secrets).await, 0);
    assert_eq!(
        world
            .count("SELECT count(*) FROM identity.login_name")
            .await,
        0
    );
    world
        .profile
        .wait_for_event(|event| {
            matches!(&event.fact,
        Some(Fact::RegistrationDiscarded(fact)) if fact.registration_id == started.id)
        })
        .await;
}

#[tokio::test]
async fn sweeper_leaves_a_login_that_another_has_taken() {
    let world = World::new().await;
    world.start("ivan").await;
    world.clock.advance(DAY);
    let second = world.start("ivan").await;
    swept(
        &world,
        "SELECT count(*) FROM identity.registration WHERE state = 'OPEN'
        AND create_time < (SELECT max(create_time) FROM identity.registration)",
    )
    .await;
    assert_eq!(
        world.registration(&second).await.unwrap().state(),
        RegistrationState::Open
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM identity.login_name")
            .await,
        1
    );
}

#[tokio::test]
async fn everything_with_a_retention_goes_when_it_has_ended() {
    let world = World::new().await;
    world.register("ivan").await;
    for (days, question) in [
        (1, "SELECT count(*) FROM identity.idempotency_record"),
        (1, "SELECT count(*) FROM identity.consumed_proof"),
        (30, "SELECT count(*) FROM identity.registration"),
        (2, "SELECT count(*) FROM identity.refresh_token"),
        (90, "SELECT count(*) FROM identity.session"),
        (300, "SELECT count(*) FROM identity.known_device"),
    ] {
        world.clock.advance(DAY * days);
        swept(&world, question).await;
    }
    assert_eq!(
        world.count("SELECT count(*) FROM identity.account").await,
        1
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM identity.security_event")
            .await,
        2
    );
}
