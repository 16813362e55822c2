use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;
use tonic::Status;

use super::shared::{page_token, storage};
use crate::app::{batch_get_balances, get_service, list_bills, list_services};

pub(in super::super) fn list_services(error: &list_services::Error) -> Status {
    match error {
        list_services::Error::PageToken => page_token(),
        list_services::Error::Storage(error) => storage(error),
    }
}

pub(in super::super) fn get_service(error: &get_service::Error) -> Status {
    match error {
        get_service::Error::NotFound => {
            Refusal::not_found(Reason::ServiceNotFound, "the account has no such service").into()
        }
        get_service::Error::Storage(error) => storage(error),
    }
}

pub(in super::super) fn batch_get_balances(error: &batch_get_balances::Error) -> Status {
    match error {
        batch_get_balances::Error::NotFound => contract_not_found(),
        batch_get_balances::Error::Storage(error) => storage(error),
    }
}

pub(in super::super) fn list_bills(error: &list_bills::Error) -> Status {
    match error {
        list_bills::Error::PageToken => page_token(),
        list_bills::Error::NotFound => contract_not_found(),
        list_bills::Error::Storage(error) => storage(error),
    }
}

fn contract_not_found() -> Status {
    Refusal::not_found(Reason::ContractNotFound, "the account has no such contract").into()
}
