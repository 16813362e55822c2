use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use kabinet_testkit::TestRedis;
use tonic::{Code, Status};

use crate::journey::{PASSWORD, assert_refused, device_at};
use crate::world::World;

async fn guess(world: &World, identifier: &str, network_address: &str) -> Status {
    let mut request = world.login_request(identifier, "a wrong password");
    request.client = Some(device_at(network_address));
    world.login_as(request).await.unwrap_err()
}

#[tokio::test]
async fn guesses_from_one_network_are_limited_alike_for_everybody() {
    let world = World::with(&[("IDENTITY_LIMIT_LOGIN_IDENTIFIER_NETWORK", "3")]).await;
    world.register("ivan").await;
    let mut answers = Vec::new();
    for identifier in ["ivan", "nobody"] {
        for _ in 0..3 {
            let status = guess(&world, identifier, "198.51.100.1").await;
            assert_eq!(read::reason(&status), Some(Reason::CredentialsInvalid));
        }
        let hashes = world.hashes.get();
        let status = guess(&world, identifier, "198.51.100.2").await;
        assert_eq!(world.hashes.get(), hashes);
        assert_eq!(read::reason(&status), Some(Reason::RateLimited));
        assert!(read::retry_after(&status).unwrap() > Duration::ZERO);
        answers.push((
            status.code(),
            status.message().to_owned(),
            read::metadata(&status, "limit"),
        ));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn stranger_cannot_lock_a_known_device_out() {
    let world = World::with(&[("IDENTITY_LIMIT_LOGIN_IDENTIFIER", "4")]).await;
    let device_token = world.register("ivan").await.device_token;
    for network in 0..5 {
        guess(&world, "ivan", &format!("198.51.{network}.1")).await;
    }
    let stranger = world.login("ivan", PASSWORD).await;
    assert_refused(stranger, Code::ResourceExhausted, Reason::RateLimited);

    let mut request = world.login_request("ivan", PASSWORD);
    request.client.as_mut().unwrap().device_token = device_token;
    world.login_as(request).await.unwrap();
}

#[tokio::test]
async fn known_device_has_a_budget_of_its_own() {
    let world = World::with(&[("IDENTITY_LIMIT_LOGIN_DEVICE", "2")]).await;
    let device_token = world.register("ivan").await.device_token;
    for reason in [
        Reason::CredentialsInvalid,
        Reason::CredentialsInvalid,
        Reason::RateLimited,
    ] {
        let mut request = world.login_request("ivan", "a wrong password");
        request
            .client
            .as_mut()
            .unwrap()
            .device_token
            .clone_from(&device_token);
        let status = world.login_as(request).await.unwrap_err();
        assert_eq!(read::reason(&status), Some(reason));
    }
    world.login("ivan", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn one_password_at_many_identifiers_is_limited() {
    let world = World::with(&[("IDENTITY_LIMIT_LOGIN_PASSWORD", "3")]).await;
    for number in 0..3 {
        guess(
            &world,
            &format!("person{number}"),
            &format!("198.51.{number}.1"),
        )
        .await;
    }
    let status = guess(&world, "person9", "198.51.9.1").await;
    assert_eq!(
        read::metadata(&status, "limit").as_deref(),
        Some("login.password")
    );
}

#[tokio::test]
async fn right_passwords_cost_no_budget() {
    let world = World::with(&[("IDENTITY_LIMIT_LOGIN_IDENTIFIER_NETWORK", "2")]).await;
    world.register("ivan").await;
    for _ in 0..5 {
        world.login("ivan", PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn local_limiter_with_lower_numbers_stands_in_for_redis() {
    let settings = [("IDENTITY_LIMIT_LOGIN_IDENTIFIER_NETWORK", "12")];
    let mut redis = TestRedis::exclusive().await;
    redis.stop().await;
    let world = World::on(redis, &settings).await;
    for _ in 0..3 {
        let status = guess(&world, "ivan", "198.51.100.1").await;
        assert_eq!(read::reason(&status), Some(Reason::CredentialsInvalid));
    }
    let status = guess(&world, "ivan", "198.51.100.1").await;
    assert_eq!(read::reason(&status), Some(Reason::RateLimited));
}

#[tokio::test]
async fn no_identifier_or_address_stands_in_a_key() {
    let world = World::new().await;
    guess(&world, "ivan", "198.51.100.1").await;
    let keys = world.redis.keys().await;
    assert!(!keys.is_empty());
    for key in keys {
        assert!(!key.contains("ivan") && !key.contains("198.51"), "{key}");
    }
}
