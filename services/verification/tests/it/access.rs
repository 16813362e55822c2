use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1::GetProofKeysRequest;

use crate::requests::{MOBILE, SUBJECT, reason, refused, sms, start};
use crate::suite::{Suite, client};

#[tokio::test]
async fn only_the_services_of_the_contract_start_verifications() {
    let suite = Suite::start().await;
    let stranger = client(suite.running.address, "stranger");
    let refusal = refused(&stranger, start(SUBJECT, sms(MOBILE))).await;
    assert_eq!(reason(&refusal), Reason::CallerNotAllowed);
    // Public keys are for every service.
    let keys = stranger
        .clone()
        .get_proof_keys(GetProofKeysRequest {})
        .await
        .unwrap();
    assert_eq!(keys.into_inner().keys.len(), 1);
}

#[tokio::test]
async fn every_violation_of_a_request_is_reported_at_once() {
    let suite = Suite::start().await;
    let mut request = start(SUBJECT, sms(MOBILE));
    request.request_id = "x".to_owned();
    request.binding.as_mut().unwrap().check_secret = vec![1];
    request.destination.as_mut().unwrap().address.clear();
    let refusal = refused(&suite.client, request).await;
    assert_eq!(reason(&refusal), Reason::InvalidRequest);
    let violations = kabinet_status::read::field_violations(&refusal);
    let fields: Vec<_> = violations
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    for field in ["request_id", "binding.check_secret", "destination.address"] {
        assert!(fields.contains(&field), "{fields:?}");
    }
}
