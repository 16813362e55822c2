use kabinet_env::id::{AccountId, LinkId};
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::notice::Subject;
use kabinet_proto::types::v1::{Notice, ServiceKind, UnlinkCause};

use super::feed::{bill, contract};
use crate::harness::Subscriptions;

impl Subscriptions {
    /// Links a contract of the first holder to a new account, as a proof would.
    async fn proven(&self, external_id: &str) -> LinkId {
        let (account_id, link_id) = (AccountId::new(&self.env), LinkId::new(&self.env));
        sqlx::query(
            "WITH link AS (
                 INSERT INTO subscriptions.link (
                     account_id, link_id, contract_id, holder_generation, kind, region_code,
                     identifier_type, identifier, locator, state, assurance, version,
                     create_time, activate_time, expire_time, update_time
                 )
                 SELECT $1, $2, contract_id, 1, 'MOBILE', 'RU-MOW',
                        'PHONE_NUMBER', '', decode(repeat('00', 32), 'hex'), 'ACTIVE', 'NUMBER', 2,
                        $3, $3, $3, $3
                 FROM subscriptions.contract
                 WHERE external_id = $4
                 RETURNING contract_id, link_id, account_id, holder_generation
             )
             INSERT INTO subscriptions.contract_link (
                 contract_id, link_id, account_id, holder_generation
             )
             SELECT contract_id, link_id, account_id, holder_generation
             FROM link",
        )
        .bind(account_id.uuid())
        .bind(link_id.uuid())
        .bind(self.env.now())
        .bind(external_id)
        .execute(&self.pool)
        .await
        .unwrap();
        link_id
    }

    async fn states(&self) -> Vec<(uuid::Uuid, String, Option<String>, i64)> {
        sqlx::query_as(
            "SELECT link_id, state, end_reason, version
             FROM subscriptions.link
             ORDER BY link_id",
        )
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }
}

#[tokio::test]
async fn links_of_the_earlier_holder_end_and_they_are_told() {
    let suite = Subscriptions::start().await;
    suite
        .import_all(&[contract(&suite, 1), contract(&suite, 2)])
        .await;
    let ended = [suite.proven("C-1").await, suite.proven("C-1").await];
    let kept = suite.proven("C-2").await;
    let mut record = contract(&suite, 1);
    record.version = 2;
    record.holder_generation = 2;
    suite.import_some(&[record]).await;

    for (link_id, state, end_reason, version) in suite.states().await {
        if link_id == kept.uuid() {
            assert_eq!((state.as_str(), end_reason, version), ("ACTIVE", None, 2));
        } else {
            let reason = end_reason.as_deref();
            assert_eq!(
                (state.as_str(), reason, version),
                ("REVOKED", Some("HOLDER_CHANGED"), 3)
            );
        }
    }
    assert_eq!(suite.count("contract_link").await, 1);
    assert_eq!(suite.count("link_event").await, 2);
    let notices = suite.profile.notices(2).await;
    let mut told: Vec<_> = notices.into_iter().map(unlinked).collect();
    told.sort();
    let mut expected = ended.map(|link_id| link_id.to_string());
    expected.sort();
    assert_eq!(told, expected);
}

/// Reads which link somebody is told has ended because the holder changed.
fn unlinked(notice: Notice) -> String {
    assert!(notice.account_id.starts_with("acc_"));
    let Some(Subject::ServiceUnlinked(unlinked)) = notice.subject else {
        panic!("not about a link");
    };
    assert_eq!(unlinked.cause(), UnlinkCause::HolderChanged);
    assert_eq!(unlinked.kind(), ServiceKind::Mobile);
    unlinked.link_id
}

#[tokio::test]
async fn next_holder_gets_no_balance_and_no_bill_of_the_earlier_one() {
    let suite = Subscriptions::start().await;
    suite.import_all(&[contract(&suite, 1)]).await;
    let silent = pb::ContractRecord {
        version: 2,
        holder_generation: 2,
        balance: None,
        bills: None,
        ..contract(&suite, 1)
    };
    suite.import_some(&[silent]).await;
    assert_eq!(suite.count("balance").await, 0);
    let unknown = "SELECT count(*) FROM subscriptions.contract
                   WHERE bills_as_of IS NULL AND bills_observe_time IS NULL";
    assert_eq!(suite.number(unknown).await, 1);

    // The source sends bills of both holders: those of the earlier one stay theirs.
    let mut record = contract(&suite, 1);
    record.version = 3;
    record.holder_generation = 2;
    record.bills.as_mut().unwrap().bills = vec![bill("B-1"), bill("B-3")];
    suite.import_some(&[record.clone()]).await;
    let generations = "SELECT string_agg(external_id || ' ' || holder_generation, ', ' ORDER BY 1)
                       FROM (SELECT external_id, holder_generation FROM subscriptions.bill
                             ORDER BY external_id) AS bill";
    let read = async || -> String {
        sqlx::query_scalar(generations)
            .fetch_one(&suite.pool)
            .await
            .unwrap()
    };
    assert_eq!(read().await, "B-1 1, B-2 1, B-3 2");
    // One of theirs that went away does not come back as the present holder's.
    record.version = 4;
    record.bills.as_mut().unwrap().bills = vec![bill("B-3")];
    suite.import_some(&[record.clone()]).await;
    record.version = 5;
    record.bills.as_mut().unwrap().bills = vec![bill("B-2")];
    suite.import_some(&[record]).await;
    assert_eq!(read().await, "B-1 1, B-2 1");
}

#[tokio::test]
async fn balance_of_the_next_holder_counts_however_old_it_is() {
    let suite = Subscriptions::start().await;
    suite.import_all(&[contract(&suite, 1)]).await;
    let mut record = contract(&suite, 1);
    record.version = 2;
    record.holder_generation = 2;
    let balance = record.balance.as_mut().unwrap();
    balance.as_of.as_mut().unwrap().seconds -= 60;
    balance.amount.as_mut().unwrap().units = 1;
    suite.import_some(&[record]).await;
    let nanos = "SELECT nanos FROM subscriptions.balance";
    assert_eq!(suite.number(nanos).await, 1_000_000_000);
}
