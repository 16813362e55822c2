//! Codes that prove a link, and whether one may go out.

use std::time::Duration;

pub(crate) use kabinet_codes::{Code, Sending};
use kabinet_domain::{Channel, Contact};
use time::OffsetDateTime;

use super::catalog::ProofMethod;
use super::contract::HolderKind;
use super::link::Holding;
use super::record::ContactOfRecord;

/// A code as it is stored; destination and handle are sealed.
#[derive(Clone, Debug)]
pub(crate) struct Challenge {
    /// Number among the codes of its link, from 1.
    pub(crate) number: i16,
    pub(crate) sending: Sending,
    /// Whether the contact that it was started for is the person's own.
    pub(crate) known_subject: bool,
    pub(crate) channel: Channel,
    /// Key that the secret of the check is derived with.
    pub(crate) kid: String,
    pub(crate) progress: Progress,
}

/// How far a code has come.
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// Verification has not answered yet, or its answer was lost.
    Asked {
        /// Where the code goes.
        destination: Vec<u8>,
    },
    /// Verification has it.
    Out {
        /// Handle of the verification.
        handle: Vec<u8>,
        /// What the person may know of it.
        code: Code,
    },
}

/// A contract that an identifier names.
pub(crate) struct Candidate {
    pub(crate) holding: Holding,
    pub(crate) holder_kind: HolderKind,
    /// Whether the account reads it already.
    pub(crate) tie: Tie,
    pub(crate) contact: Option<ContactOfRecord>,
}

/// Whether an account reads a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    /// It has an active link.
    Linked,
    /// It has none.
    None,
}

/// Chooses the contract that a proof would open: the only one that the identifier names, if a person
/// holds it and the account does not read it already.
pub(crate) fn linkable(mut candidates: Vec<Candidate>) -> Option<Candidate> {
    match (candidates.pop(), candidates.is_empty()) {
        (Some(only), true) if only.holder_kind == HolderKind::Person && only.tie == Tie::None => {
            Some(only)
        }
        _ => None,
    }
}

/// Finds where a code over the channel goes; nowhere where the contract has no such contact, or has
/// not had it for long enough: whoever takes a contract over changes its contacts first.
pub(crate) fn destination(
    candidate: &Candidate,
    method: ProofMethod,
    typed: Option<&Contact>,
    channel: Channel,
    contact_age: Duration,
    now: OffsetDateTime,
) -> Option<Contact> {
    match method {
        ProofMethod::NumberCode => typed.cloned(),
        ProofMethod::ContactCode => {
            let contact = candidate.contact.as_ref()?;
            if now - contact.since < contact_age {
                return None;
            }
            match channel {
                Channel::Sms => contact.ways.mobile.clone().map(Contact::Mobile),
                Channel::Email => contact.ways.email.clone().map(Contact::Email),
            }
        }
    }
}

/// Tells whether a contact is one of the person's own.
pub(crate) fn is_own(contact: &Contact, own: &[Contact]) -> bool {
    let normalised = contact.normalised();
    own.iter()
        .any(|own| own.kind() == contact.kind() && own.normalised() == normalised)
}

#[cfg(test)]
mod tests;
