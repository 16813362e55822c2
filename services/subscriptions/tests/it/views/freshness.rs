use std::time::Duration;

use kabinet_env::id::{AccountId, ContractId};
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::timestamp;

use super::fixture::{record, roubles};
use crate::harness::Subscriptions;

impl Subscriptions {
    /// Links a contract whose balance was true so many seconds from now.
    async fn balance_of(
        &self,
        account_id: AccountId,
        rating_type: pb::RatingType,
        seconds_ahead: i64,
    ) -> ContractId {
        let as_of = self.now() + time::Duration::seconds(seconds_ahead);
        let contract_id = self
            .imported(pb::ContractRecord {
                rating_type: rating_type.into(),
                balance: Some(pb::BalanceRecord {
                    amount: Some(roubles(1, 0)),
                    as_of: Some(timestamp::write(as_of)),
                }),
                ..record("c1")
            })
            .await;
        self.linked(account_id, contract_id).await;
        contract_id
    }

    /// Tells the freshness that every RPC shows.
    async fn freshness(
        &self,
        account_id: AccountId,
        contract_id: ContractId,
        max_staleness: Option<i64>,
    ) -> (pb::Freshness, pb::FreshnessReason) {
        let max_staleness =
            max_staleness.map(|seconds| prost_types::Duration { seconds, nanos: 0 });
        let mut views = self.views(account_id);
        let list = pb::ListServicesRequest {
            max_staleness,
            ..pb::ListServicesRequest::default()
        };
        let listed = views.list_services(list).await.unwrap().into_inner();
        let batch = pb::BatchGetBalancesRequest {
            contract_ids: vec![contract_id.to_string()],
            max_staleness,
        };
        let batch = views.batch_get_balances(batch).await.unwrap().into_inner();
        let balance = listed.contracts[0].balance.clone().unwrap();
        assert_eq!(batch.balances[0].balance, Some(balance.clone()));
        assert_eq!(balance.amount, Some(roubles(1, 0)));
        (balance.freshness(), balance.freshness_reason())
    }
}

const FRESH: (pb::Freshness, pb::FreshnessReason) =
    (pb::Freshness::Fresh, pb::FreshnessReason::Unspecified);
const STALE: (pb::Freshness, pb::FreshnessReason) =
    (pb::Freshness::Stale, pb::FreshnessReason::FeedLag);

#[tokio::test]
async fn balance_goes_stale_by_how_the_account_is_paid() {
    for (rating_type, seconds) in [
        (pb::RatingType::Prepaid, 60),
        (pb::RatingType::Postpaid, 900),
    ] {
        let suite = Subscriptions::start().await;
        let account_id = suite.account();
        let contract_id = suite.balance_of(account_id, rating_type, 0).await;
        suite.clock.advance(Duration::from_secs(seconds));
        let shown = suite.freshness(account_id, contract_id, None).await;
        assert_eq!(shown, FRESH, "{rating_type:?}");
        suite.clock.advance(Duration::from_secs(1));
        let shown = suite.freshness(account_id, contract_id, None).await;
        assert_eq!(shown, STALE, "{rating_type:?}");
    }
}

#[tokio::test]
async fn caller_says_how_old_a_balance_may_be() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let contract_id = suite
        .balance_of(account_id, pb::RatingType::Prepaid, 0)
        .await;
    let mut shown = suite.freshness(account_id, contract_id, Some(0)).await;
    assert_eq!(shown, FRESH);
    suite.clock.advance(Duration::from_secs(10));
    shown = suite.freshness(account_id, contract_id, Some(9)).await;
    assert_eq!(shown, STALE);
    suite.clock.advance(Duration::from_hours(1));
    shown = suite.freshness(account_id, contract_id, Some(3_610)).await;
    assert_eq!(shown, FRESH);
    let forever = Some(315_576_000_000);
    shown = suite.freshness(account_id, contract_id, forever).await;
    assert_eq!(shown, FRESH);
}

#[tokio::test]
async fn balance_of_a_fast_clock_does_not_stay_fresh_for_longer() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let contract_id = suite
        .balance_of(account_id, pb::RatingType::Prepaid, 120)
        .await;
    let shown = suite.freshness(account_id, contract_id, None).await;
    assert_eq!(shown, FRESH);
    suite.clock.advance(Duration::from_secs(61));
    let shown = suite.freshness(account_id, contract_id, None).await;
    assert_eq!(shown, STALE);
}
