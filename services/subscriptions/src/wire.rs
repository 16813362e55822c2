//! Words that both the service's own contract and its peers' carry.

use kabinet_domain::Channel;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1 as types;

use crate::domain::identifier::IdentifierType;
use crate::domain::service_kind::ServiceKind;

pub(crate) fn service_kind(kind: ServiceKind) -> types::ServiceKind {
    match kind {
        ServiceKind::Mobile => types::ServiceKind::Mobile,
        ServiceKind::Landline => types::ServiceKind::Landline,
        ServiceKind::Broadband => types::ServiceKind::Broadband,
        ServiceKind::Tv => types::ServiceKind::Tv,
        ServiceKind::Other => types::ServiceKind::Other,
    }
}

pub(crate) fn read_service_kind(kind: types::ServiceKind) -> Option<ServiceKind> {
    match kind {
        types::ServiceKind::Unspecified => None,
        types::ServiceKind::Mobile => Some(ServiceKind::Mobile),
        types::ServiceKind::Landline => Some(ServiceKind::Landline),
        types::ServiceKind::Broadband => Some(ServiceKind::Broadband),
        types::ServiceKind::Tv => Some(ServiceKind::Tv),
        types::ServiceKind::Other => Some(ServiceKind::Other),
    }
}

pub(crate) fn identifier_type(identifier_type: IdentifierType) -> pb::IdentifierType {
    match identifier_type {
        IdentifierType::PhoneNumber => pb::IdentifierType::PhoneNumber,
        IdentifierType::AccountNumber => pb::IdentifierType::AccountNumber,
        IdentifierType::ContractNumber => pb::IdentifierType::ContractNumber,
    }
}

pub(crate) fn read_identifier_type(identifier_type: pb::IdentifierType) -> Option<IdentifierType> {
    match identifier_type {
        pb::IdentifierType::Unspecified => None,
        pb::IdentifierType::PhoneNumber => Some(IdentifierType::PhoneNumber),
        pb::IdentifierType::AccountNumber => Some(IdentifierType::AccountNumber),
        pb::IdentifierType::ContractNumber => Some(IdentifierType::ContractNumber),
    }
}

pub(crate) fn channel(channel: Channel) -> types::Channel {
    match channel {
        Channel::Sms => types::Channel::Sms,
        Channel::Email => types::Channel::Email,
    }
}

pub(crate) fn read_channel(channel: types::Channel) -> Option<Channel> {
    match channel {
        types::Channel::Unspecified => None,
        types::Channel::Sms => Some(Channel::Sms),
        types::Channel::Email => Some(Channel::Email),
    }
}
