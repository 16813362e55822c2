//! What a person sees of their services.

use kabinet_proto::subscriptions::v1::{
    Bill, Contract, Link, ListBillsRequest, ListLinksRequest, ListServicesRequest,
    ListServicesResponse,
};

use super::Person;
use crate::suite::Suite;

impl Person {
    /// Opens the dashboard.
    pub(crate) async fn sees_dashboard(&self, suite: &Suite) -> ListServicesResponse {
        let mut views = self.gateway(suite).views();
        let request = ListServicesRequest::default();
        views.list_services(request).await.unwrap().into_inner()
    }

    /// Looks at the contracts on the dashboard.
    pub(crate) async fn sees_services(&self, suite: &Suite) -> Vec<Contract> {
        self.sees_dashboard(suite).await.contracts
    }

    pub(crate) async fn sees_bills(&self, suite: &Suite, contract_id: &str) -> Vec<Bill> {
        let mut views = self.gateway(suite).views();
        let request = ListBillsRequest {
            contract_id: contract_id.to_owned(),
            ..ListBillsRequest::default()
        };
        views.list_bills(request).await.unwrap().into_inner().bills
    }

    pub(crate) async fn sees_links(&self, suite: &Suite) -> Vec<Link> {
        let mut links = self.gateway(suite).links();
        let request = ListLinksRequest::default();
        links.list_links(request).await.unwrap().into_inner().links
    }
}
