//! Rows that this service never wrote: a defect for operators, and nothing for callers.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;

use super::fixture::{bill, day, roubles};
use crate::harness::{Subscriptions, refused};

#[tokio::test]
async fn words_and_seals_that_this_service_never_wrote_are_internal_errors() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    for statement in [
        "ALTER TABLE subscriptions.contract DROP CONSTRAINT contract_rating_type_known",
        "ALTER TABLE subscriptions.service DROP CONSTRAINT service_state_known",
        "ALTER TABLE subscriptions.balance DROP CONSTRAINT balance_currency_form",
        "ALTER TABLE subscriptions.bill DROP CONSTRAINT bill_state_known",
    ] {
        suite.sql(statement).await;
    }
    let bills = vec![bill("b1", day(2025, 11, 5))];
    let contract_id = suite.contract_with_bills("c1", bills).await;
    suite.contract_with("c2", roubles(1, 0)).await;
    suite.linked(account_id, contract_id).await;
    let bills = pb::ListBillsRequest {
        contract_id: contract_id.to_string(),
        ..pb::ListBillsRequest::default()
    };
    let mut views = suite.views(account_id);
    views.list_bills(bills.clone()).await.unwrap();
    for statement in [
        "UPDATE subscriptions.bill SET state = 'IMAGINED'",
        "UPDATE subscriptions.bill SET state = 'OPEN', bill_number = '\\x00'",
    ] {
        suite.sql(statement).await;
        let answer = views.list_bills(bills.clone()).await;
        refused(answer, Reason::Internal);
    }
    suite.dashboard(account_id).await;
    for (breaks, mends) in [
        (
            "UPDATE subscriptions.contract SET rating_type = 'IMAGINED'",
            "UPDATE subscriptions.contract SET rating_type = 'PREPAID'",
        ),
        (
            "UPDATE subscriptions.service SET state = 'IMAGINED'",
            "UPDATE subscriptions.service SET state = 'ACTIVE'",
        ),
        (
            "INSERT INTO subscriptions.balance SELECT contract_id, 1, 'rub', as_of, as_of
             FROM subscriptions.contract WHERE external_id = 'c1'",
            "DELETE FROM subscriptions.balance",
        ),
        (
            "UPDATE subscriptions.contract SET numbers = other.numbers
             FROM subscriptions.contract AS other
             WHERE contract.external_id = 'c1' AND other.external_id = 'c2'",
            "SELECT",
        ),
    ] {
        suite.sql(breaks).await;
        let request = pb::ListServicesRequest::default();
        let answer = views.list_services(request).await;
        refused(answer, Reason::Internal);
        suite.sql(mends).await;
    }
}
