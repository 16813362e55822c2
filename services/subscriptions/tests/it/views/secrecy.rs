//! What a person sees of their contracts stands in no log.

use kabinet_proto::subscriptions::v1 as pb;
use kabinet_testkit::Capture;

use super::fixture::{bill, day, mobile, record};
use crate::harness::Subscriptions;

const ACCOUNT_NUMBER: &str = "770000098765";
const PHONE_NUMBER: &str = "+79000098765";
const BILL_NUMBER: &str = "B-98765";

#[tokio::test]
async fn numbers_that_are_shown_are_not_logged() {
    let capture = Capture::install();
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let contract_id = suite
        .imported(pb::ContractRecord {
            account_number: ACCOUNT_NUMBER.to_owned(),
            services: vec![pb::ServiceRecord {
                phone_number: PHONE_NUMBER.to_owned(),
                ..mobile("s1")
            }],
            bills: Some(pb::BillsRecord {
                bills: vec![bill("98765", day(2025, 11, 5))],
                as_of: Some(suite.timestamp()),
            }),
            ..record("c1")
        })
        .await;
    suite.linked(account_id, contract_id).await;

    let dashboard = suite.dashboard(account_id).await;
    let contract = &dashboard.contracts[0];
    assert_eq!(contract.account_number, ACCOUNT_NUMBER);
    assert_eq!(contract.services[0].phone_number, PHONE_NUMBER);
    let mut views = suite.views(account_id);
    let request = pb::ListBillsRequest {
        contract_id: contract_id.to_string(),
        ..pb::ListBillsRequest::default()
    };
    let bills = views.list_bills(request).await.unwrap().into_inner();
    assert_eq!(bills.bills[0].bill_number, BILL_NUMBER);
    let request = pb::GetServiceRequest {
        service_id: contract.services[0].service_id.clone(),
        contract_id: contract_id.to_string(),
    };
    let service = views.get_service(request).await.unwrap().into_inner();

    let logged = capture.text();
    assert!(logged.contains("AccountViewService/ListBills"));
    let debug = format!("{dashboard:?} {bills:?} {service:?}");
    assert!(debug.contains(&contract_id.to_string()));
    for secret in [ACCOUNT_NUMBER, &PHONE_NUMBER[1..], BILL_NUMBER] {
        assert!(!logged.contains(secret), "{secret} in the log");
        assert!(!debug.contains(secret), "{secret} in Debug");
    }
}
