//! Words of records. The declared rules let none through that is absent or unknown.

use kabinet_proto::subscriptions::v1 as pb;

use crate::domain::bill::BillState;
use crate::domain::contract::{ContractState, HolderKind, RatingType};
use crate::domain::service::{ServiceState, SuspendReason};

pub(super) fn rating_type(rating_type: pb::RatingType) -> Option<RatingType> {
    match rating_type {
        pb::RatingType::Unspecified => None,
        pb::RatingType::Prepaid => Some(RatingType::Prepaid),
        pb::RatingType::Postpaid => Some(RatingType::Postpaid),
    }
}

pub(super) fn holder_kind(holder_kind: pb::HolderKind) -> Option<HolderKind> {
    match holder_kind {
        pb::HolderKind::Unspecified => None,
        pb::HolderKind::Person => Some(HolderKind::Person),
        pb::HolderKind::Organisation => Some(HolderKind::Organisation),
    }
}

pub(super) fn contract_state(state: pb::ContractState) -> Option<ContractState> {
    match state {
        pb::ContractState::Unspecified => None,
        pb::ContractState::Open => Some(ContractState::Open),
        pb::ContractState::Closed => Some(ContractState::Closed),
    }
}

pub(super) fn service_state(state: pb::ServiceState) -> Option<ServiceState> {
    match state {
        pb::ServiceState::Unspecified => None,
        pb::ServiceState::Pending => Some(ServiceState::Pending),
        pb::ServiceState::Active => Some(ServiceState::Active),
        pb::ServiceState::Suspended => Some(ServiceState::Suspended),
        pb::ServiceState::Terminated => Some(ServiceState::Terminated),
    }
}

pub(super) fn suspend_reason(reason: pb::SuspendReason) -> Option<SuspendReason> {
    match reason {
        pb::SuspendReason::Unspecified => None,
        pb::SuspendReason::Debt => Some(SuspendReason::Debt),
        pb::SuspendReason::Holder => Some(SuspendReason::Holder),
        pb::SuspendReason::Operator => Some(SuspendReason::Operator),
    }
}

pub(super) fn bill_state(state: pb::BillState) -> Option<BillState> {
    match state {
        pb::BillState::Unspecified => None,
        pb::BillState::Open => Some(BillState::Open),
        pb::BillState::Paid => Some(BillState::Paid),
        pb::BillState::Void => Some(BillState::Void),
    }
}
