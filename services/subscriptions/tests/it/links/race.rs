//! Calls that happen at the same time.

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_status::read;

use super::fixture::{Wanted, states};
use crate::harness::{FakeCodes, Subscriptions};

const NUMBER: &str = "+79000000045";

#[tokio::test]
async fn two_right_codes_activate_one_link_once() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let proofs = (0..4).map(|_| service.proves(somebody, &link.link_id));
    let answers = join_all(proofs).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1, "one activates it");
    for refused in lost {
        let status = refused.unwrap_err();
        let reason = read::reason(&status);
        assert_eq!(reason, Some(Reason::LinkStateUnsuitable), "{status:?}");
    }
    let history = service.history(&link.link_id).await;
    assert_eq!(states(&history), ["PENDING_PROOF", "ACTIVE"]);
    assert_eq!(service.count("contract_link").await, 1);
    assert_eq!(service.count("consumed_proof").await, 1);
    assert_eq!(service.profile.notices(1).await.len(), 1);
}

#[tokio::test]
async fn calls_that_wait_for_an_account_leave_it_its_connection() {
    // Fewer connections than calls: whoever holds the account gets no second one.
    let settings = [("SUBSCRIPTIONS_DATABASE_MAX_CONNECTIONS", "2")];
    let service = Subscriptions::start_with(&settings).await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let proofs = (0..8).map(|_| service.proves(somebody, &link.link_id));
    let answers = join_all(proofs).await;
    let refusals = answers.into_iter().filter_map(Result::err);
    let reasons: Vec<_> = refusals.map(|refusal| read::reason(&refusal)).collect();
    assert_eq!(reasons, [Some(Reason::LinkStateUnsuitable); 7]);
}

#[tokio::test]
async fn repeats_of_one_request_get_one_answer() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let request_id = service.request_id();
    let wanted = Wanted::mobile(NUMBER);
    let starts = (0..4).map(|_| service.starts_as(somebody, &wanted, &request_id));
    let links: Vec<_> = join_all(starts)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert!(links.iter().all(|link| *link == links[0]));
    assert_eq!(service.count("link").await, 1);
    assert_eq!(service.codes.ids().len(), 1);

    let (id, code) = (&links[0].link_id, FakeCodes::CODE);
    let request_id = service.request_id();
    let proofs = (0..4).map(|_| service.submits_as(somebody, id, code, &request_id));
    for answer in join_all(proofs).await {
        assert_eq!(answer.unwrap().state(), pb::LinkState::Active);
    }
    assert_eq!(
        states(&service.history(id).await),
        ["PENDING_PROOF", "ACTIVE"]
    );
}

#[tokio::test]
async fn two_links_of_one_account_to_one_contract_become_one() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let wanted = Wanted::mobile(NUMBER);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(service.starts(somebody, &wanted).await.unwrap().link_id);
    }
    let proofs = ids.iter().map(|id| service.proves(somebody, id));
    let answers = join_all(proofs).await;
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(won, 1);
    for (id, answer) in ids.iter().zip(answers) {
        let history = service.history(id).await;
        let Err(status) = answer else {
            assert_eq!(states(&history), ["PENDING_PROOF", "ACTIVE"]);
            continue;
        };
        assert_eq!(
            read::reason(&status),
            Some(Reason::LinkExists),
            "{status:?}"
        );
        let failed = ("FAILED".to_owned(), Some("LINKED_BEFORE".to_owned()));
        assert_eq!(history[1], failed);
        let again = service.proves(somebody, id).await.unwrap_err();
        assert_eq!(read::reason(&again), Some(Reason::LinkExists));
    }
    let active = "SELECT count(*) FROM subscriptions.link WHERE state = 'ACTIVE'";
    assert_eq!(service.number(active).await, 1);
    assert_eq!(service.count("contract_link").await, 1);
}

#[tokio::test]
async fn link_is_cancelled_or_activated_and_never_both() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    let (proven, cancelled) =
        tokio::join!(service.proves(somebody, id), service.cancels(somebody, id),);
    assert_ne!(proven.is_ok(), cancelled.is_ok());
    assert_eq!(service.history(id).await.len(), 2);
    let readers = i64::from(proven.is_ok());
    assert_eq!(service.count("contract_link").await, readers);
}

#[tokio::test]
async fn removed_link_is_removed_once() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service.links_to(somebody, &Wanted::mobile(NUMBER)).await;
    let unlinks = (0..4).map(|_| service.unlinks(somebody, &link.link_id));
    for answer in join_all(unlinks).await {
        assert_eq!(answer.unwrap().state(), pb::LinkState::Revoked);
    }
    let history = service.history(&link.link_id).await;
    assert_eq!(states(&history), ["PENDING_PROOF", "ACTIVE", "REVOKED"]);
    assert_eq!(service.profile.notices(2).await.len(), 2);
}

#[tokio::test]
async fn proof_waits_for_a_holder_change_that_is_on_its_way() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let wanted = Wanted::mobile(NUMBER);
    let link = service.starts(somebody, &wanted).await.unwrap();
    let mut change = service.pool.begin().await.unwrap();
    sqlx::query("UPDATE subscriptions.contract SET holder_generation = 2")
        .execute(&mut *change)
        .await
        .unwrap();
    let proof = service.proves(somebody, &link.link_id);
    tokio::pin!(proof);
    let waiting = "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        let waiting = service.number(waiting);
        tokio::select! {
            answer = &mut proof => panic!("it did not wait: {answer:?}"),
            waiting = waiting => if waiting > 0 { break },
        }
    }
    change.commit().await.unwrap();
    let status = proof.await.unwrap_err();
    assert_eq!(read::reason(&status), Some(Reason::ContractChanged));
    assert_eq!(service.count("contract_link").await, 0);
}

/// Whoever takes the contract over is not read by whoever had it, however close the two events are.
#[tokio::test]
async fn holder_change_and_proof_leave_no_reader_of_the_earlier_holder() {
    for _ in 0..8 {
        let service = Subscriptions::start().await;
        let mut record = service.phone(NUMBER);
        service.import(vec![record.clone()]).await;
        let somebody = service.somebody();
        let link = service
            .starts(somebody, &Wanted::mobile(NUMBER))
            .await
            .unwrap();
        record.version = 2;
        record.holder_generation = 2;
        let change = service.import(vec![record]);
        let (proven, ()) = tokio::join!(service.proves(somebody, &link.link_id), change);
        let shown = service.shows(somebody, &link.link_id).await.unwrap();
        let reason = match proven {
            Ok(_) => pb::LinkEndReason::HolderChanged,
            Err(_) => pb::LinkEndReason::ContractChanged,
        };
        assert_eq!(shown.end_reason(), reason);
        assert_eq!(service.count("contract_link").await, 0);
    }
}
