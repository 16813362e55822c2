//! What each RPC is called with.

use kabinet_proto::contracts;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::Channel;
use prost::Message as _;

use crate::harness::Subscriptions;

pub(super) const PACKAGE: &str = "kabinet.subscriptions.v1";
pub(super) const SERVICES: [&str; 2] = ["AccountViewService", "LinkService"];

/// What a call names.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) contract: String,
    pub(super) service: String,
    pub(super) link: String,
}

/// Makes a method's request for a name; none where it names nothing and is about the caller's own
/// account, whoever that is.
pub(super) fn request(suite: &Subscriptions, method: &str, name: &Name) -> Option<Vec<u8>> {
    let request_id = suite.env.uuid_v4().to_string();
    let link_id = name.link.clone();
    let contract_id = name.contract.clone();
    let message = match method {
        "AccountViewService/ListServices" | "LinkService/StartLink" | "LinkService/ListLinks" => {
            return None;
        }
        "AccountViewService/GetService" => pb::GetServiceRequest {
            service_id: name.service.clone(),
            contract_id,
        }
        .encode_to_vec(),
        "AccountViewService/BatchGetBalances" => pb::BatchGetBalancesRequest {
            contract_ids: vec![contract_id],
            max_staleness: None,
        }
        .encode_to_vec(),
        "AccountViewService/ListBills" => pb::ListBillsRequest {
            contract_id,
            ..pb::ListBillsRequest::default()
        }
        .encode_to_vec(),
        "LinkService/SubmitProof" => pb::SubmitProofRequest {
            request_id,
            link_id,
            code: "123456".to_owned(),
            client: None,
        }
        .encode_to_vec(),
        "LinkService/ResendChallenge" => pb::ResendChallengeRequest {
            request_id,
            link_id,
            client: None,
        }
        .encode_to_vec(),
        "LinkService/SwitchChallenge" => pb::SwitchChallengeRequest {
            request_id,
            link_id,
            channel: Channel::Email.into(),
            client: None,
        }
        .encode_to_vec(),
        "LinkService/CancelLink" => pb::CancelLinkRequest {
            request_id,
            link_id,
        }
        .encode_to_vec(),
        "LinkService/GetLink" => pb::GetLinkRequest { link_id }.encode_to_vec(),
        "LinkService/RenameLink" => pb::RenameLinkRequest {
            request_id,
            link_id,
            label: "Home".to_owned(),
            etag: "2".to_owned(),
        }
        .encode_to_vec(),
        "LinkService/Unlink" => pb::UnlinkRequest {
            request_id,
            link_id,
            client: None,
        }
        .encode_to_vec(),
        method => panic!("{method} has no case: say what it names"),
    };
    Some(message)
}

/// Lists the methods of the contract, as `Service/Method`.
pub(super) fn methods() -> Vec<String> {
    let ours = contracts()
        .services()
        .filter(|service| service.package_name() == PACKAGE && SERVICES.contains(&service.name()));
    ours.flat_map(|service| {
        let methods = service.methods();
        let methods = methods.map(|method| format!("{}/{}", service.name(), method.name()));
        methods.collect::<Vec<_>>()
    })
    .collect()
}
