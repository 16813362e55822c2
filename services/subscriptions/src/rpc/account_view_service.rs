//! `kabinet.subscriptions.v1.AccountViewService`.

use kabinet_access::EndUser;
use kabinet_env::id::{ContractId, ServiceId};
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::subscriptions::v1::account_view_service_server::AccountViewService;
use tonic::{Request, Response, Status};

use super::{Rpc, status, view_message};
use crate::app::{batch_get_balances, get_service, list_bills, list_services};

#[tonic::async_trait]
impl AccountViewService for Rpc {
    async fn list_services(
        &self,
        request: Request<pb::ListServicesRequest>,
    ) -> Result<Response<pb::ListServicesResponse>, Status> {
        let account_id = EndUser::of(&request).account_id;
        let message = request.into_inner();
        let input = list_services::Input {
            account_id,
            page_size: page_size(message.page_size),
            page_token: message.page_token,
            max_staleness: message.max_staleness.map(duration),
        };
        let output = list_services::run(&self.app, input)
            .await
            .map_err(|error| status::list_services(&error))?;
        Ok(Response::new(view_message::dashboard(output)))
    }

    async fn get_service(
        &self,
        request: Request<pb::GetServiceRequest>,
    ) -> Result<Response<pb::GetServiceResponse>, Status> {
        let account_id = EndUser::of(&request).account_id;
        let message = request.into_inner();
        let ids = message
            .contract_id
            .parse::<ContractId>()
            .and_then(|contract_id| {
                let service_id = message.service_id.parse::<ServiceId>()?;
                Ok((contract_id, service_id))
            });
        // What cannot be an id is an id that nothing has.
        let Ok((contract_id, service_id)) = ids else {
            return Err(status::get_service(&get_service::Error::NotFound));
        };
        let contract = get_service::run(&self.app, account_id, contract_id, service_id)
            .await
            .map_err(|error| status::get_service(&error))?;
        let contract = view_message::contract(contract);
        Ok(Response::new(pb::GetServiceResponse {
            service: contract.services.first().cloned(),
            contract: Some(contract),
        }))
    }

    async fn batch_get_balances(
        &self,
        request: Request<pb::BatchGetBalancesRequest>,
    ) -> Result<Response<pb::BatchGetBalancesResponse>, Status> {
        let account_id = EndUser::of(&request).account_id;
        let message = request.into_inner();
        let ids = message.contract_ids.iter().map(|id| id.parse());
        let Ok(contract_ids) = ids.collect::<Result<Vec<ContractId>, _>>() else {
            return Err(status::batch_get_balances(
                &batch_get_balances::Error::NotFound,
            ));
        };
        let input = batch_get_balances::Input {
            account_id,
            contract_ids,
            max_staleness: message.max_staleness.map(duration),
        };
        let balances = batch_get_balances::run(&self.app, input)
            .await
            .map_err(|error| status::batch_get_balances(&error))?;
        let balances = balances
            .into_iter()
            .map(|(id, balance)| pb::ContractBalance {
                contract_id: id.to_string(),
                balance: Some(view_message::balance(balance)),
            });
        Ok(Response::new(pb::BatchGetBalancesResponse {
            balances: balances.collect(),
        }))
    }

    async fn list_bills(
        &self,
        request: Request<pb::ListBillsRequest>,
    ) -> Result<Response<pb::ListBillsResponse>, Status> {
        let account_id = EndUser::of(&request).account_id;
        let message = request.into_inner();
        let Ok(contract_id) = message.contract_id.parse() else {
            return Err(status::list_bills(&list_bills::Error::NotFound));
        };
        let input = list_bills::Input {
            account_id,
            contract_id,
            page_size: page_size(message.page_size),
            page_token: message.page_token,
        };
        let output = list_bills::run(&self.app, input)
            .await
            .map_err(|error| status::list_bills(&error))?;
        Ok(Response::new(view_message::bills(output)))
    }
}

fn page_size(asked: i32) -> usize {
    usize::try_from(asked).unwrap_or_default()
}

/// Reads a duration; a valid one fits.
fn duration(message: prost_types::Duration) -> time::Duration {
    time::Duration::seconds(message.seconds)
        .saturating_add(time::Duration::nanoseconds(message.nanos.into()))
}
