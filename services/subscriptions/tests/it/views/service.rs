use kabinet_proto::subscriptions::v1 as pb;
use kabinet_testkit::StatementCount;

use super::fixture::{mobile, record, roubles};
use crate::harness::Subscriptions;

#[tokio::test]
async fn service_is_shown_with_its_contract_and_without_the_others() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let another = pb::ServiceRecord {
        phone_number: "+79000000046".to_owned(),
        ..mobile("s2")
    };
    let contract_id = suite
        .imported(pb::ContractRecord {
            services: vec![mobile("s1"), another],
            balance: Some(pb::BalanceRecord {
                amount: Some(roubles(1, 0)),
                as_of: Some(suite.timestamp()),
            }),
            ..record("c1")
        })
        .await;
    suite.linked(account_id, contract_id).await;
    let listed = suite.dashboard(account_id).await.contracts.remove(0);
    let mut views = suite.views(account_id);
    suite.falls_silent().await;
    for service in &listed.services {
        let request = pb::GetServiceRequest {
            service_id: service.service_id.clone(),
            contract_id: contract_id.to_string(),
        };
        let (answer, statements) = StatementCount::of(&suite.database)
            .during(|| views.get_service(request))
            .await;
        let shown = answer.unwrap().into_inner();
        assert_eq!(statements, 1);
        assert_eq!(shown.service.as_ref(), Some(service));
        let contract = pb::Contract {
            services: vec![service.clone()],
            ..listed.clone()
        };
        assert_eq!(shown.contract, Some(contract));
    }
}
