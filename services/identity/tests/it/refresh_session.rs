use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{RefreshSessionRequest, SessionGrant};
use kabinet_proto::types::v1::ClientContext;
use tonic::{Code, Status};

use crate::journey::{assert_refused, device, device_at};
use crate::world::{World, gateway};

async fn refresh(
    world: &World,
    refresh_token: &str,
    client: ClientContext,
) -> Result<SessionGrant, Status> {
    let request = RefreshSessionRequest {
        refresh_token: refresh_token.to_owned(),
        client: Some(client),
    };
    let answer = world.sessions().refresh_session(gateway(request)).await?;
    Ok(answer.into_inner().grant.unwrap())
}

#[tokio::test]
async fn each_token_works_once_and_gives_the_next() {
    let world = World::new().await;
    let mut grant = world.register("ivan").await;
    for _ in 0..3 {
        world.clock.advance(Duration::from_mins(5));
        let next = refresh(&world, &grant.refresh_token, device())
            .await
            .unwrap();
        assert_ne!(next.refresh_token, grant.refresh_token);
        assert!(world.is_live(&next.access_token).await);
        grant = next;
    }
}

#[tokio::test]
async fn lost_answer_is_given_again_within_thirty_seconds() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    let first = refresh(&world, &grant.refresh_token, device())
        .await
        .unwrap();
    world.clock.advance(Duration::from_secs(29));
    let again = refresh(&world, &grant.refresh_token, device())
        .await
        .unwrap();
    assert_eq!(again.refresh_token, first.refresh_token);
    refresh(&world, &first.refresh_token, device())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn simultaneous_refreshes_of_one_client_get_one_successor() {
    let world = Arc::new(World::new().await);
    let grant = world.register("ivan").await;
    let refreshes = (0..8).map(|_| {
        let (world, token) = (Arc::clone(&world), grant.refresh_token.clone());
        tokio::spawn(async move {
            refresh(&world, &token, device())
                .await
                .unwrap()
                .refresh_token
        })
    });
    let tokens = join_all(refreshes).await;
    let tokens: Vec<_> = tokens.into_iter().map(Result::unwrap).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]));
}

async fn assert_ended(world: &World, grants: &[&SessionGrant]) {
    for grant in grants {
        assert!(!world.is_live(&grant.access_token).await);
        let answer = refresh(world, &grant.refresh_token, device()).await;
        assert_refused(answer, Code::Unauthenticated, Reason::RefreshTokenInvalid);
    }
    let events = "SELECT count(*) FROM identity.security_event WHERE kind = 'REFRESH_TOKEN_REUSED'";
    assert_eq!(world.count(events).await, 1);
}

#[tokio::test]
async fn late_second_use_ends_the_session() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    let next = refresh(&world, &grant.refresh_token, device())
        .await
        .unwrap();
    world.clock.advance(Duration::from_secs(31));
    refresh(&world, &grant.refresh_token, device())
        .await
        .unwrap_err();
    assert_ended(&world, &[&grant, &next]).await;
}

#[tokio::test]
async fn second_use_after_the_successor_was_used_ends_the_session() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    let next = refresh(&world, &grant.refresh_token, device())
        .await
        .unwrap();
    let third = refresh(&world, &next.refresh_token, device())
        .await
        .unwrap();
    refresh(&world, &grant.refresh_token, device())
        .await
        .unwrap_err();
    assert_ended(&world, &[&grant, &next, &third]).await;
}

#[tokio::test]
async fn second_use_by_another_device_ends_the_session() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    let next = refresh(&world, &grant.refresh_token, device())
        .await
        .unwrap();
    refresh(&world, &grant.refresh_token, device_at("198.51.100.1"))
        .await
        .unwrap_err();
    assert_ended(&world, &[&grant, &next]).await;
}

#[tokio::test]
async fn device_token_tells_the_device_wherever_it_is() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    let at = |address: &str| ClientContext {
        device_token: grant.device_token.clone(),
        ..device_at(address)
    };
    let first = refresh(&world, &grant.refresh_token, at("192.0.2.7"))
        .await
        .unwrap();
    let again = refresh(&world, &grant.refresh_token, at("198.51.100.1"))
        .await
        .unwrap();
    assert_eq!(again.refresh_token, first.refresh_token);
}

#[tokio::test]
async fn token_of_another_front_end_or_shape_is_refused() {
    let world = World::new().await;
    let grant = world.register("ivan").await;
    for token in [
        "",
        "krt_",
        "krt_wrong",
        &grant.device_token,
        &grant.access_token,
    ] {
        assert!(refresh(&world, token, device()).await.is_err());
    }
    let request = RefreshSessionRequest {
        refresh_token: grant.refresh_token.clone(),
        client: Some(device()),
    };
    let mut request = tonic::Request::new(request);
    request
        .metadata_mut()
        .insert("kabinet-caller", "gateway/other".parse().unwrap());
    let answer = world.sessions().refresh_session(request).await;
    assert_refused(answer, Code::Unauthenticated, Reason::RefreshTokenInvalid);
    refresh(&world, &grant.refresh_token, device())
        .await
        .unwrap();
}

#[tokio::test]
async fn idle_and_absolute_lifetimes_end_a_session() {
    let settings = [
        ("IDENTITY_SESSION_IDLE_SECONDS", "3600"),
        ("IDENTITY_SESSION_ABSOLUTE_SECONDS", "7200"),
    ];
    let world = World::with(&settings).await;
    let idle = world.register("ivan").await;
    world.clock.advance(Duration::from_hours(1));
    let answer = refresh(&world, &idle.refresh_token, device()).await;
    assert_refused(answer, Code::Unauthenticated, Reason::RefreshTokenInvalid);

    let mut grant = world.login("ivan", crate::journey::PASSWORD).await.unwrap();
    for _ in 0..2 {
        world.clock.advance(Duration::from_mins(50));
        grant = refresh(&world, &grant.refresh_token, device())
            .await
            .unwrap();
    }
    world.clock.advance(Duration::from_mins(20));
    let answer = refresh(&world, &grant.refresh_token, device()).await;
    assert_refused(answer, Code::Unauthenticated, Reason::RefreshTokenInvalid);
}
