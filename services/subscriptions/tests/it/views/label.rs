//! The whole way: a person adds a service under their own name for it, and sees it.

use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::{Channel, ClientContext, ServiceKind};

use super::fixture::record;
use crate::harness::{FakeCodes, Subscriptions};

fn device() -> ClientContext {
    ClientContext {
        network_address: "192.0.2.7".to_owned(),
        language: "en".to_owned(),
        ..ClientContext::default()
    }
}

#[tokio::test]
async fn service_that_was_added_is_shown_under_its_label() {
    let suite = Subscriptions::start().await;
    let contract_id = suite.imported(record("c1")).await;
    let account_id = suite.account();
    let mut links = suite.links(account_id);
    let start = pb::StartLinkRequest {
        request_id: suite.request_id(),
        region_code: "RU-MOW".to_owned(),
        kind: ServiceKind::Mobile.into(),
        identifier_type: pb::IdentifierType::PhoneNumber.into(),
        identifier: "8 900 000-00-45".to_owned(),
        channel: Channel::Sms.into(),
        label: "Дача".to_owned(),
        client: Some(device()),
    };
    let started = links.start_link(start).await.unwrap().into_inner();
    let link_id = started.link.unwrap().link_id;
    let waiting = suite.dashboard(account_id).await;
    assert_eq!(waiting.contracts, []);
    assert_eq!(waiting.next_step(), pb::NextStep::SubmitProof);

    let proof = pb::SubmitProofRequest {
        request_id: suite.request_id(),
        link_id: link_id.clone(),
        code: FakeCodes::CODE.to_owned(),
        client: Some(device()),
    };
    links.submit_proof(proof).await.unwrap();
    let shown = suite.dashboard(account_id).await;
    assert_eq!(shown.contracts.len(), 1);
    assert_eq!(shown.contracts[0].contract_id, contract_id.to_string());
    assert_eq!(shown.contracts[0].link_id, link_id);
    assert_eq!(shown.contracts[0].label, "Дача");

    let unlink = pb::UnlinkRequest {
        request_id: suite.request_id(),
        link_id,
        client: Some(device()),
    };
    links.unlink(unlink).await.unwrap();
    let shown = suite.dashboard(account_id).await;
    assert_eq!(shown.contracts, []);
    assert_eq!(shown.next_step(), pb::NextStep::AddService);
}
