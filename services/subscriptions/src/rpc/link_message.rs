//! Links in their wire form.

use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::timestamp;

use crate::app::link_view::View;
use crate::domain::challenge::{Code, Progress};
use crate::domain::link::{Assurance, EndReason, Link, LinkState};
use crate::wire;

pub(super) fn link(view: View) -> pb::Link {
    let link = &view.link;
    pb::Link {
        link_id: link.id.to_string(),
        kind: wire::service_kind(link.kind).into(),
        region_code: link.region_code.clone(),
        identifier_type: wire::identifier_type(link.identifier_type).into(),
        state: state(link.state).into(),
        end_reason: link
            .end_reason
            .map_or(pb::LinkEndReason::Unspecified, end_reason)
            .into(),
        challenge: challenge(link),
        assurance: link
            .assurance
            .map_or(pb::Assurance::Unspecified, assurance)
            .into(),
        contract_id: contract_id(link),
        create_time: Some(timestamp::write(link.create_time)),
        activate_time: link.activate_time.map(timestamp::write),
        end_time: link.end_time.map(timestamp::write),
        expire_time: match link.state {
            LinkState::PendingProof => Some(timestamp::write(link.expire_time)),
            _ => None,
        },
        etag: link.version.to_string(),
        masked_identifier: view.masked_identifier,
        label: view.label,
    }
}

/// Tells the contract of an active link: a pending one has none to show, whatever a proof would open.
fn contract_id(link: &Link) -> String {
    match (link.state, link.holding) {
        (LinkState::Active, Some(holding)) => holding.contract_id.to_string(),
        _ => String::new(),
    }
}

fn challenge(link: &Link) -> Option<pb::Challenge> {
    if link.state != LinkState::PendingProof {
        return None;
    }
    match &link.challenge.as_ref()?.progress {
        Progress::Out { code, .. } => Some(message(code)),
        Progress::Asked { .. } => None,
    }
}

fn message(code: &Code) -> pb::Challenge {
    pb::Challenge {
        channel: wire::channel(code.channel).into(),
        code_length: code.length,
        expire_time: Some(timestamp::write(code.expire_time)),
        resend_time: code.resend_time.map(timestamp::write),
    }
}

fn state(state: LinkState) -> pb::LinkState {
    match state {
        LinkState::PendingProof => pb::LinkState::PendingProof,
        LinkState::Active => pb::LinkState::Active,
        LinkState::Revoked => pb::LinkState::Revoked,
        LinkState::Expired => pb::LinkState::Expired,
        LinkState::Failed => pb::LinkState::Failed,
        LinkState::Cancelled => pb::LinkState::Cancelled,
    }
}

fn end_reason(reason: EndReason) -> pb::LinkEndReason {
    match reason {
        EndReason::Person => pb::LinkEndReason::Person,
        EndReason::TimeOver => pb::LinkEndReason::TimeOver,
        EndReason::AttemptsSpent => pb::LinkEndReason::AttemptsSpent,
        EndReason::LinkedBefore => pb::LinkEndReason::LinkedBefore,
        EndReason::ContractChanged => pb::LinkEndReason::ContractChanged,
        EndReason::HolderChanged => pb::LinkEndReason::HolderChanged,
    }
}

fn assurance(assurance: Assurance) -> pb::Assurance {
    match assurance {
        Assurance::Number => pb::Assurance::Number,
        Assurance::ContactOfRecord => pb::Assurance::ContactOfRecord,
    }
}
