//! Every RPC that names something, called by an account that does not have it: whatever is behind
//! the name, the answer is that of a name that nothing has.

mod request;
mod wire;

use kabinet_env::id::{AccountId, ContractId, LinkId, ServiceId};
use kabinet_proto::subscriptions::v1 as pb;
use prost::Message as _;
use tonic::Code;

use self::request::{Name, SERVICES, methods, request};
use super::fixture::{ACTIVE, BLIND, LinkRow, PENDING, State, bill, day, mobile, record};
use crate::harness::Subscriptions;

impl Subscriptions {
    /// Calls everything with these names, and with names that nothing has.
    async fn sees_nothing_of(&self, caller: AccountId, name: &Name, what: &str) {
        let nothing = Name {
            contract: ContractId::new(&self.env).to_string(),
            service: ServiceId::new(&self.env).to_string(),
            link: LinkId::new(&self.env).to_string(),
        };
        for method in methods() {
            let requests = [&nothing, name].map(|name| request(self, &method, name));
            let [Some(of_nothing), Some(of_something)] = requests else {
                continue;
            };
            let expected = self.refusal(caller, &method, of_nothing).await.unwrap();
            assert_eq!(expected.code, Code::NotFound, "{method}");
            let answer = self.refusal(caller, &method, of_something).await;
            assert_eq!(answer, Some(expected), "{method}: {what}");
        }
    }

    async fn owned(&self, external_id: &str) -> ContractId {
        let bills = vec![bill("b1", day(2025, 11, 5))];
        self.contract_with_bills(external_id, bills).await
    }

    async fn link_of(
        &self,
        account_id: AccountId,
        contract: Option<(ContractId, i32)>,
        state: State,
    ) -> String {
        let row = LinkRow {
            account_id,
            contract,
            state,
            time: self.now(),
        };
        self.link(row).await.to_string()
    }
}

#[test]
fn methods_of_every_service_are_called() {
    for service in SERVICES {
        assert!(methods().iter().any(|method| method.starts_with(service)));
    }
}

#[tokio::test]
async fn links_of_another_account_look_like_none_in_every_state() {
    let suite = Subscriptions::start().await;
    let (owner, stranger) = (suite.account(), suite.account());
    let contract_id = suite.owned("c1").await;
    let service_id = suite.service_id(contract_id).await;
    let states = BLIND.into_iter().chain([ACTIVE]);
    let links = states.map(|state| (Some((contract_id, 1)), state));
    for (contract, state) in links.chain([(None, PENDING)]) {
        let name = Name {
            contract: contract_id.to_string(),
            service: service_id.clone(),
            link: suite.link_of(owner, contract, state).await,
        };
        let what = format!("{state:?} to {contract:?}");
        suite.sees_nothing_of(stranger, &name, &what).await;
    }
}

#[tokio::test]
async fn own_links_that_do_not_read_are_as_good_as_none() {
    let suite = Subscriptions::start().await;
    let owner = suite.account();
    let contract_id = suite.owned("c1").await;
    let service_id = suite.service_id(contract_id).await;
    suite.linked(owner, contract_id).await;
    let newer_holder = suite
        .imported(pb::ContractRecord {
            holder_generation: 2,
            ..record("c2")
        })
        .await;
    let blind = BLIND.map(|state| (Some((contract_id, 1)), state, contract_id));
    let others = [
        (None, PENDING, contract_id),
        (Some((newer_holder, 1)), ACTIVE, newer_holder),
    ];
    for (contract, state, asked) in blind.into_iter().chain(others) {
        let caller = suite.account();
        suite.link_of(caller, contract, state).await;
        let service_id = if asked == contract_id {
            service_id.clone()
        } else {
            suite.service_id(asked).await
        };
        let name = Name {
            contract: asked.to_string(),
            service: service_id,
            // A link's own account may look at it, whatever its state.
            link: LinkId::new(&suite.env).to_string(),
        };
        let what = format!("{state:?} to {contract:?}");
        suite.sees_nothing_of(caller, &name, &what).await;
    }
}

#[tokio::test]
async fn service_is_found_under_its_own_contract_only() {
    let suite = Subscriptions::start().await;
    let (caller, other) = (suite.account(), suite.account());
    let own = suite.owned("c1").await;
    let second = pb::ContractRecord {
        services: vec![mobile("s9")],
        ..record("c2")
    };
    let foreign = suite.imported(second).await;
    suite.linked(caller, own).await;
    suite.linked(other, foreign).await;
    let (own_service, foreign_service) =
        (suite.service_id(own).await, suite.service_id(foreign).await);
    for (contract_id, service_id) in [
        (own, &foreign_service),
        (foreign, &own_service),
        (foreign, &foreign_service),
    ] {
        let request = pb::GetServiceRequest {
            service_id: service_id.clone(),
            contract_id: contract_id.to_string(),
        };
        let method = "AccountViewService/GetService";
        let answer = suite.refusal(caller, method, request.encode_to_vec()).await;
        let nothing = pb::GetServiceRequest {
            service_id: ServiceId::new(&suite.env).to_string(),
            contract_id: ContractId::new(&suite.env).to_string(),
        };
        let expected = suite.refusal(caller, method, nothing.encode_to_vec()).await;
        assert_eq!(answer, expected);
        assert_eq!(answer.unwrap().code, Code::NotFound);
    }
}

#[tokio::test]
async fn what_cannot_be_an_id_looks_like_an_id_that_nothing_has() {
    let suite = Subscriptions::start().await;
    let caller = suite.account();
    let name = Name {
        contract: "ctr_nonsense".to_owned(),
        service: "svc_nonsense".to_owned(),
        link: "lnk_nonsense".to_owned(),
    };
    suite.sees_nothing_of(caller, &name, "nonsense").await;
}

#[tokio::test]
async fn lists_of_a_stranger_are_empty() {
    let suite = Subscriptions::start().await;
    let (owner, stranger) = (suite.account(), suite.account());
    let contract_id = suite.owned("c1").await;
    suite.linked(owner, contract_id).await;
    suite.link_of(owner, None, PENDING).await;
    let shown = suite.dashboard(stranger).await;
    assert_eq!((shown.contracts.len(), shown.totals.len()), (0, 0));
    assert_eq!(shown.next_step(), pb::NextStep::AddService);
    let mut links = suite.links(stranger);
    let request = pb::ListLinksRequest::default();
    let listed = links.list_links(request).await.unwrap().into_inner();
    assert_eq!(listed.links, []);
}
