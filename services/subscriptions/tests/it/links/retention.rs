//! How long what is kept.

use std::time::Duration;

use super::fixture::Wanted;
use crate::harness::Subscriptions;

const NUMBER: &str = "+79000000045";
const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn ended_links_go_with_their_codes_and_events_and_active_ones_stay() {
    let service = Subscriptions::start().await;
    let numbers = [NUMBER, "+79000000046"];
    let contracts = numbers.map(|number| service.phone(number)).to_vec();
    service.import(contracts).await;
    let somebody = service.somebody();
    let mut next = Vec::new();
    for number in ["+79000000047", "+79000000048", numbers[0], numbers[1]] {
        // Ids sort by their millisecond.
        service.clock.advance(Duration::from_secs(1));
        let wanted = Wanted::mobile(number);
        next.push(service.starts(somebody, &wanted).await.unwrap().link_id);
    }
    let [cancelled, _, revoked, active] = next.try_into().unwrap();
    service.cancels(somebody, &cancelled).await.unwrap();
    for link in [&revoked, &active] {
        service.proves(somebody, link).await.unwrap();
    }
    service.unlinks(somebody, &revoked).await.unwrap();

    service.time_passes(DAY * 30).await;
    service.time_passes(DAY / 12).await;
    let links = async || {
        let links = service.lists(somebody).await.into_iter();
        links.map(|link| link.link_id).collect::<Vec<_>>()
    };
    assert_eq!(links().await, [active.clone(), revoked.clone()]);
    assert_eq!(service.count("link_event").await, 5);
    assert_eq!(service.count("consumed_proof").await, 0);
    assert_eq!(service.count("challenge").await, 2);
    service.time_passes(DAY).await;
    assert_eq!(service.count("challenge").await, 0);

    service.time_passes(DAY * 369).await;
    assert_eq!(links().await, [active]);
    assert_eq!(service.count("link_event").await, 2);
    assert_eq!(service.count("contract_link").await, 1);
}
