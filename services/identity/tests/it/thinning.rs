//! A long session keeps few of its used tokens, and notices the second use of every one.

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::session_service_client::SessionServiceClient;
use kabinet_proto::identity::v1::{RefreshSessionRequest, SecurityEvent, SecurityEventKind};
use kabinet_seal::token::SecretToken;
use kabinet_testkit::StatementCount;

use crate::suite::{Person, Refused as _, Suite};

const USES: usize = 70;
const KEPT: &str = "SELECT count(*) FROM identity.refresh_token";

/// Refreshes so often, and returns every token, the first one first.
async fn refreshes(person: &Person<'_>, first: &str, times: usize) -> Vec<String> {
    let mut tokens = vec![first.to_owned()];
    for _ in 0..times {
        let latest = tokens.last().unwrap();
        let grant = person.refreshes(latest).await.unwrap();
        tokens.push(grant.refresh_token);
    }
    tokens
}

async fn reuses(suite: &Suite, person: &mut Person<'_>) -> usize {
    let grant = person.logs_in().await.unwrap();
    let events = suite.as_user(&grant.access_token).events().await;
    let kinds = events.iter().map(SecurityEvent::kind);
    kinds
        .filter(|kind| *kind == SecurityEventKind::RefreshTokenReused)
        .count()
}

#[tokio::test]
async fn used_tokens_are_thinned_out() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    refreshes(&person, &grant.refresh_token, 320).await;
    // One in thirty-two from the first, the latest used one, and the one to use.
    assert_eq!(suite.number(KEPT).await, 12);
}

#[tokio::test]
async fn second_use_of_any_token_ends_the_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    for (number, place) in [0, 1, 31, 32, 33, 62, 63, 64, 65, USES - 1]
        .into_iter()
        .enumerate()
    {
        let grant = person.logs_in().await.unwrap();
        let tokens = refreshes(&person, &grant.refresh_token, USES).await;
        let mut thief = person.on_another_device();
        thief.device.device_token.clear();
        for (holder, token) in [(&thief, &tokens[place]), (&person, &tokens[USES])] {
            let refused = holder.refreshes(token).await.reason();
            assert_eq!(refused, Reason::RefreshTokenInvalid, "{place}");
        }
        assert_eq!(reuses(&suite, &mut person).await, number + 1, "{place}");
    }
}

#[tokio::test]
async fn second_use_is_noticed_across_a_change_of_the_key() {
    let mut suite = Suite::new().await;
    let (password, mut chains) = {
        let mut person = suite.person("ivan.petrov");
        person.registers().await;
        let mut chains = Vec::new();
        for _ in 0..3 {
            let grant = person.logs_in().await.unwrap();
            chains.push(refreshes(&person, &grant.refresh_token, 40).await);
        }
        (person.password, chains)
    };
    suite.adds_key("k2");
    suite.restarts_with(&[]).await;
    let mut person = suite.person("ivan.petrov");
    person.password.clone_from(&password);
    for chain in &mut chains {
        let latest = chain.pop().unwrap();
        chain.extend(refreshes(&person, &latest, 40).await);
    }
    // Before the change, just before it, and after it.
    for (number, (chain, place)) in chains.iter().zip([33, 39, 45]).enumerate() {
        let refused = person.refreshes(&chain[place]).await.reason();
        assert_eq!(refused, Reason::RefreshTokenInvalid);
        let refused = person.refreshes(&chain[80]).await.reason();
        assert_eq!(refused, Reason::RefreshTokenInvalid, "{place}");
        assert_eq!(reuses(&suite, &mut person).await, number + 1, "{place}");
    }
}

#[tokio::test]
async fn forgotten_token_shown_by_another_front_end_ends_nothing() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let tokens = refreshes(&person, &grant.refresh_token, USES).await;
    let request = RefreshSessionRequest {
        refresh_token: tokens[5].clone(),
        client: Some(person.device.clone()),
    };
    let mut kiosk = SessionServiceClient::new(suite.called_by("gateway/kiosk"));
    let refused = kiosk.refresh_session(request).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
    person.refreshes(&tokens[USES]).await.unwrap();
}

/// Whoever makes up a token passes its checksum, and has as many tries as there are calls.
#[tokio::test]
async fn made_up_token_ends_nothing_and_costs_two_statements() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let tokens = refreshes(&person, &grant.refresh_token, USES).await;
    let made_up = || SecretToken::generate("krt", &suite.env).expose();
    // The first one also prepares statements.
    person.refreshes(&made_up()).await.refusal();
    suite.falls_silent().await;
    let (refused, statements) = StatementCount::of(&suite.database)
        .during(async || person.refreshes(&made_up()).await.reason())
        .await;
    assert_eq!((refused, statements), (Reason::RefreshTokenInvalid, 2));
    person.refreshes(&tokens[USES]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_uses_of_one_token_are_honest_while_others_are_thinned_out() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let mut latest = person.registers().await.refresh_token;
    for _ in 0..2 {
        let tokens = refreshes(&person, &latest, 29).await;
        latest.clone_from(&tokens[29]);
        for _ in 0..3 {
            let grants = join_all((0..6).map(|_| person.refreshes(&latest))).await;
            let mut successors = grants.into_iter().map(|grant| grant.unwrap().refresh_token);
            let successor = successors.next().unwrap();
            assert!(successors.all(|other| other == successor));
            latest = successor;
        }
    }
    person.refreshes(&latest).await.unwrap();
    assert_eq!(reuses(&suite, &mut person).await, 0);
}
