//! What a person sees of their services.

use kabinet_proto::subscriptions::v1::{
    BatchGetBalancesRequest, BatchGetBalancesResponse, Contract, GetServiceRequest,
    GetServiceResponse, ListBillsRequest, ListBillsResponse, ListServicesRequest,
    ListServicesResponse,
};

use super::Person;
use crate::{Answer, Kabinet};

impl Person {
    /// Opens the dashboard.
    pub async fn sees_dashboard(&self, suite: &impl Kabinet) -> Answer<ListServicesResponse> {
        let request = ListServicesRequest::default();
        let mut views = self.gateway(suite).views();
        Ok(views.list_services(request).await?.into_inner())
    }

    /// Looks at one service of a contract.
    pub async fn sees_service(
        &self,
        suite: &impl Kabinet,
        contract: &Contract,
        service_id: &str,
    ) -> Answer<GetServiceResponse> {
        let request = GetServiceRequest {
            service_id: service_id.to_owned(),
            contract_id: contract.contract_id.clone(),
        };
        let mut views = self.gateway(suite).views();
        Ok(views.get_service(request).await?.into_inner())
    }

    /// Looks at so many of the newest bills; 0 is as many as usual.
    pub async fn sees_bills(
        &self,
        suite: &impl Kabinet,
        contract_id: &str,
        count: i32,
    ) -> Answer<ListBillsResponse> {
        let request = ListBillsRequest {
            contract_id: contract_id.to_owned(),
            page_size: count,
            page_token: String::new(),
        };
        let mut views = self.gateway(suite).views();
        Ok(views.list_bills(request).await?.into_inner())
    }

    /// Looks at balances alone.
    pub async fn sees_balances(
        &self,
        suite: &impl Kabinet,
        contract_ids: &[&str],
    ) -> Answer<BatchGetBalancesResponse> {
        let request = BatchGetBalancesRequest {
            contract_ids: contract_ids.iter().map(|id| (*id).to_owned()).collect(),
            max_staleness: None,
        };
        let mut views = self.gateway(suite).views();
        Ok(views.batch_get_balances(request).await?.into_inner())
    }
}
