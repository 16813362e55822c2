//! What may be tried, and how often.

use std::time::Duration;

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::Channel;
use kabinet_status::read;
use tonic::{Response, Status};

use super::fixture::Wanted;
use crate::harness::{Asked, Subscriptions, refused};

const DAY: Duration = Duration::from_hours(24);

fn number(number: u32) -> Wanted {
    Wanted::broadband(&format!("{number:012}"))
}

fn limited(answer: Result<pb::Link, Status>) -> (String, Duration) {
    let status = refused(answer.map(Response::new), Reason::RateLimited);
    let limit = read::metadata(&status, "limit").unwrap();
    (limit, read::retry_after(&status).unwrap())
}

#[tokio::test]
async fn account_may_try_five_identifiers_a_day() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    for nth in 0..5 {
        service.starts(somebody, &number(nth)).await.unwrap();
        service.clock.advance(Duration::from_mins(1));
    }
    let (limit, wait) = limited(service.starts(somebody, &number(5)).await);
    assert_eq!(limit, "identifiers_per_day");
    assert_eq!(wait + Duration::from_mins(5), DAY);
    service.starts(somebody, &number(0)).await.unwrap();
    let other = service.somebody();
    service.starts(other, &number(5)).await.unwrap();
    service.clock.advance(wait + Duration::from_mins(1));
    service.starts(somebody, &number(5)).await.unwrap();
}

#[tokio::test]
async fn account_may_try_twenty_identifiers_a_month() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    for nth in 0..20 {
        service.starts(somebody, &number(nth)).await.unwrap();
        service.clock.advance(DAY / 5);
    }
    service.clock.advance(DAY);
    let (limit, wait) = limited(service.starts(somebody, &number(20)).await);
    assert_eq!(limit, "identifiers_per_month");
    assert_eq!(wait, DAY * 25);
    service.clock.advance(wait);
    service.starts(somebody, &number(20)).await.unwrap();
}

#[tokio::test]
async fn refused_start_leaves_nothing_and_may_be_repeated() {
    let settings = [
        ("SUBSCRIPTIONS_IDENTIFIERS_PER_DAY", "1"),
        ("SUBSCRIPTIONS_IDENTIFIERS_PER_MONTH", "2"),
    ];
    let service = Subscriptions::start_with(&settings).await;
    let somebody = service.somebody();
    service.starts(somebody, &number(0)).await.unwrap();
    let before = service.counts().await;
    let calls = service.codes.asked().len();
    let request_id = service.request_id();
    let start = || async { service.starts_as(somebody, &number(1), &request_id).await };
    let (_, wait) = limited(start().await);
    assert_eq!(service.counts().await, before);
    assert_eq!(service.codes.asked().len(), calls);
    service.clock.advance(wait);
    start().await.unwrap();
}

#[tokio::test]
async fn twenty_parallel_starts_do_not_exceed_the_budget() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let wanted: Vec<_> = (0..20).map(number).collect();
    let starts = wanted.iter().map(|wanted| service.starts(somebody, wanted));
    let (taken, refusals): (Vec<_>, Vec<_>) =
        join_all(starts).await.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refusals.len()), (5, 15));
    for refusal in refusals {
        assert_eq!(limited(refusal).0, "identifiers_per_day");
    }
    let tried = "SELECT count(DISTINCT locator) FROM subscriptions.link";
    assert_eq!(service.number(tried).await, 5);
}

#[tokio::test]
async fn account_has_so_many_links_at_most() {
    let settings = [("SUBSCRIPTIONS_LINKS_PER_ACCOUNT", "2")];
    let service = Subscriptions::start_with(&settings).await;
    let somebody = service.somebody();
    let first = service.starts(somebody, &number(0)).await.unwrap();
    service.starts(somebody, &number(0)).await.unwrap();
    let start = || async {
        service
            .starts(somebody, &number(0))
            .await
            .map(Response::new)
    };
    let status = refused(start().await, Reason::TooManyLinks);
    assert_eq!(read::metadata(&status, "limit").as_deref(), Some("2"));
    service.cancels(somebody, &first.link_id).await.unwrap();
    start().await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    start().await.unwrap();
}

#[tokio::test]
async fn proof_adds_no_link_beyond_the_limit() {
    let mut service = Subscriptions::start().await;
    let home = |number: &str| service.home(number);
    service
        .import(vec![home("000000000000"), home("000000000001")])
        .await;
    let somebody = service.somebody();
    service.links_to(somebody, &number(0)).await;
    let second = service.starts(somebody, &number(1)).await.unwrap();
    service
        .restarts_with(&[("SUBSCRIPTIONS_LINKS_PER_ACCOUNT", "1")])
        .await;
    let proven = service.proves(somebody, &second.link_id).await;
    refused(proven.map(Response::new), Reason::TooManyLinks);
    service.restarts_with(&[]).await;
    let proven = service.proves(somebody, &second.link_id).await.unwrap();
    assert_eq!(proven.state(), pb::LinkState::Active);
}

fn sent(service: &Subscriptions) -> Vec<bool> {
    let asked = service.codes.asked().into_iter();
    asked
        .filter_map(|asked| match asked {
            Asked::Start { suppress, .. } | Asked::Switch { suppress, .. } => Some(!suppress),
            Asked::Resend | Asked::Check | Asked::Cancel => None,
        })
        .collect()
}

#[tokio::test]
async fn contract_gets_three_codes_a_day_and_ten_a_month_whoever_asks() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home("000000000000")]).await;
    for _ in 0..4 {
        for _ in 0..4 {
            service
                .starts(service.somebody(), &number(0))
                .await
                .unwrap();
        }
        service.clock.advance(DAY);
    }
    let day = [true, true, true, false];
    let last = [true, false, false, false];
    assert_eq!(sent(&service), [day, day, day, last].concat());
}

#[tokio::test]
async fn parallel_starts_of_many_accounts_do_not_exceed_the_budget_of_a_contract() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home("000000000000")]).await;
    let wanted = number(0);
    let starts = (0..8).map(|_| service.starts(service.somebody(), &wanted));
    for start in join_all(starts).await {
        start.unwrap();
    }
    let sent = sent(&service).into_iter().filter(|&sent| sent).count();
    assert_eq!(sent, 3);
}

#[tokio::test]
async fn new_codes_and_first_messages_over_another_channel_count_too() {
    let service = Subscriptions::start().await;
    let mut contract = service.home("000000000000");
    contract.contact.as_mut().unwrap().mobile = String::new();
    service.import(vec![contract]).await;
    let email = number(0).over(Channel::Email);
    for _ in 0..2 {
        service.starts(service.somebody(), &email).await.unwrap();
    }
    let somebody = service.somebody();
    let link = service.starts(somebody, &number(0)).await.unwrap();
    let (id, over) = (&link.link_id, Channel::Email);
    service.switches(somebody, id, over).await.unwrap();
    assert_eq!(sent(&service), [true, true, false, true]);
    let other = service.somebody();
    let link = service.starts(other, &number(0)).await.unwrap();
    service.switches(other, &link.link_id, over).await.unwrap();
    assert_eq!(sent(&service)[4..], [false, false], "the budget is spent");
    service.codes.forgets();
    service.resends(somebody, id).await.unwrap();
    assert_eq!(sent(&service)[6..], [false], "a new code counts");
}

#[tokio::test]
async fn withheld_codes_cost_a_contract_nothing() {
    let service = Subscriptions::start().await;
    let mut contract = service.home("000000000000");
    contract.contact.as_mut().unwrap().email = String::new();
    service.import(vec![contract]).await;
    let email = number(0).over(Channel::Email);
    for _ in 0..4 {
        service.starts(service.somebody(), &email).await.unwrap();
    }
    service
        .starts(service.somebody(), &number(0))
        .await
        .unwrap();
    assert_eq!(sent(&service), [false, false, false, false, true]);
}
