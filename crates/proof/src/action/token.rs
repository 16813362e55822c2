//! The octets of a token: kind (1), end (4, seconds, big-endian), account (16), object (16), key id,
//! signature (64). The version stands in what is signed, so that nothing else that the key signs can
//! be taken for a token.

use data_encoding::BASE64URL_NOPAD;
use kabinet_env::id::AccountId;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Action, ActionKind};

/// Precedes every signed content.
const DOMAIN: &[u8] = b"kabinet-action-1\0";
const CONTENT_LENGTH: usize = 37;
const SIGNATURE_LENGTH: usize = 64;

/// What a token says, in its own units.
pub(super) struct Content {
    kind: u8,
    expire_seconds: u32,
    account_id: Uuid,
    object_id: Uuid,
}

/// A token whose signature has not been looked at.
pub(super) struct Token<'a> {
    pub(super) content: Content,
    pub(super) kid: &'a str,
    pub(super) signature: [u8; SIGNATURE_LENGTH],
}

impl Content {
    pub(super) fn of(action: &Action) -> Self {
        let seconds = action.expire_time.unix_timestamp();
        Self {
            kind: match action.kind {
                ActionKind::CancelRecovery => 1,
                ActionKind::UndoContactChange => 2,
                ActionKind::ReportNotMe => 3,
            },
            // What lies outside of the years 1970–2106 ends at their borders.
            expire_seconds: u32::try_from(seconds.max(0)).unwrap_or(u32::MAX),
            account_id: action.account_id.uuid(),
            object_id: action.object_id,
        }
    }

    pub(super) fn action(&self) -> Option<Action> {
        let kind = match self.kind {
            1 => ActionKind::CancelRecovery,
            2 => ActionKind::UndoContactChange,
            3 => ActionKind::ReportNotMe,
            _ => return None,
        };
        Some(Action {
            kind,
            account_id: AccountId::from_uuid(self.account_id),
            object_id: self.object_id,
            expire_time: OffsetDateTime::from_unix_timestamp(self.expire_seconds.into()).ok()?,
        })
    }

    pub(super) fn octets(&self) -> [u8; CONTENT_LENGTH] {
        let mut octets = [0; CONTENT_LENGTH];
        octets[0] = self.kind;
        octets[1..5].copy_from_slice(&self.expire_seconds.to_be_bytes());
        octets[5..21].copy_from_slice(self.account_id.as_bytes());
        octets[21..].copy_from_slice(self.object_id.as_bytes());
        octets
    }

    fn read(octets: &[u8; CONTENT_LENGTH]) -> Self {
        let uuid = |octets: &[u8]| Uuid::from_slice(octets).expect("sixteen octets are a UUID");
        let [kind, a, b, c, d, ..] = *octets;
        Self {
            kind,
            expire_seconds: u32::from_be_bytes([a, b, c, d]),
            account_id: uuid(&octets[5..21]),
            object_id: uuid(&octets[21..]),
        }
    }
}

impl<'a> Token<'a> {
    pub(super) fn read(octets: &'a [u8]) -> Option<Self> {
        let (content, rest) = octets.split_first_chunk()?;
        let (kid, signature) = rest.split_last_chunk()?;
        Some(Self {
            content: Content::read(content),
            kid: std::str::from_utf8(kid).ok()?,
            signature: *signature,
        })
    }

    pub(super) fn encode(&self) -> String {
        let octets = [
            &self.content.octets(),
            self.kid.as_bytes(),
            &self.signature[..],
        ];
        BASE64URL_NOPAD.encode(&octets.concat())
    }
}

/// Returns what the signature of a token covers.
pub(super) fn signed_octets(content: &Content, kid: &str) -> Vec<u8> {
    [DOMAIN, &content.octets(), kid.as_bytes()].concat()
}

pub(super) fn decode(token: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(token.as_bytes()).ok()
}
