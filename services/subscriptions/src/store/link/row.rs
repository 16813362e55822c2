//! A link's row, joined with that of its newest code.

use kabinet_domain::Channel;
use kabinet_env::id::{AccountId, ContractId, LinkId};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::challenge::{Challenge, Code, Progress, Sending};
use crate::domain::identifier::IdentifierType;
use crate::domain::link::{Assurance, EndReason, Holding, Link, LinkState};
use crate::domain::service_kind::ServiceKind;
use crate::store::CorruptRow;

pub(super) struct Row {
    pub(super) account_id: Uuid,
    pub(super) link_id: Uuid,
    pub(super) contract_id: Option<Uuid>,
    pub(super) holder_generation: Option<i32>,
    pub(super) kind: String,
    pub(super) region_code: String,
    pub(super) identifier_type: String,
    pub(super) identifier: Vec<u8>,
    pub(super) label: Option<Vec<u8>>,
    pub(super) state: String,
    pub(super) end_reason: Option<String>,
    pub(super) assurance: Option<String>,
    pub(super) version: i64,
    pub(super) create_time: OffsetDateTime,
    pub(super) activate_time: Option<OffsetDateTime>,
    pub(super) end_time: Option<OffsetDateTime>,
    pub(super) expire_time: OffsetDateTime,
    pub(super) number: Option<i16>,
    pub(super) withheld: Option<bool>,
    pub(super) known_subject: Option<bool>,
    pub(super) channel: Option<String>,
    pub(super) kid: Option<String>,
    pub(super) destination: Option<Vec<u8>>,
    pub(super) handle: Option<Vec<u8>>,
    pub(super) code_length: Option<i32>,
    pub(super) code_expire_time: Option<OffsetDateTime>,
    pub(super) resend_time: Option<OffsetDateTime>,
}

impl Row {
    pub(super) fn read(self) -> Result<Link, CorruptRow> {
        let corrupt = |column| CorruptRow {
            table: "subscriptions.link",
            column,
            row: self.link_id,
        };
        let end_reason = self.end_reason.as_deref();
        let end_reason =
            end_reason.map(|name| EndReason::from_name(name).ok_or(corrupt("end_reason")));
        let assurance = self.assurance.as_deref();
        let assurance =
            assurance.map(|name| Assurance::from_name(name).ok_or(corrupt("assurance")));
        let holding = self.contract_id.zip(self.holder_generation);
        Ok(Link {
            account_id: AccountId::from_uuid(self.account_id),
            id: LinkId::from_uuid(self.link_id),
            holding: holding.map(|(contract_id, generation)| Holding {
                contract_id: ContractId::from_uuid(contract_id),
                generation,
            }),
            kind: ServiceKind::from_name(&self.kind).ok_or(corrupt("kind"))?,
            identifier_type: IdentifierType::from_name(&self.identifier_type)
                .ok_or(corrupt("identifier_type"))?,
            state: LinkState::from_name(&self.state).ok_or(corrupt("state"))?,
            end_reason: end_reason.transpose()?,
            assurance: assurance.transpose()?,
            challenge: self.challenge()?,
            region_code: self.region_code,
            identifier: self.identifier,
            label: self.label,
            version: self.version,
            create_time: self.create_time,
            activate_time: self.activate_time,
            end_time: self.end_time,
            expire_time: self.expire_time,
        })
    }

    fn challenge(&self) -> Result<Option<Challenge>, CorruptRow> {
        let corrupt = |column| CorruptRow {
            table: "subscriptions.challenge",
            column,
            row: self.link_id,
        };
        // Swept, or not asked for.
        let Some(number) = self.number else {
            return Ok(None);
        };
        let channel = self.channel.as_deref().and_then(Channel::from_name);
        let channel = channel.ok_or(corrupt("channel"))?;
        let out = (&self.handle, self.code_length, self.code_expire_time);
        let progress = match out {
            (Some(handle), Some(length), Some(expire_time)) => Progress::Out {
                handle: handle.clone(),
                code: Code {
                    channel,
                    length,
                    expire_time,
                    resend_time: self.resend_time,
                },
            },
            _ => Progress::Asked {
                destination: self.destination.clone().ok_or(corrupt("destination"))?,
            },
        };
        Ok(Some(Challenge {
            number,
            sending: match self.withheld {
                Some(false) => Sending::Sent,
                Some(true) | None => Sending::Withheld,
            },
            known_subject: self.known_subject.unwrap_or(false),
            channel,
            kid: self.kid.clone().ok_or(corrupt("kid"))?,
            progress,
        }))
    }
}
