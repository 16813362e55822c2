//! Reasons as a comment names them.

use prost_reflect::MethodDescriptor;

use super::{Catalogue, Sentences, Token};
use crate::contract::comment;

/// A reason with what the comment says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Named {
    pub(in super::super) reason: String,
    /// When this RPC gives it, where that is not plain.
    pub(in super::super) why: Option<String>,
}

/// Reads the reasons of an RPC; `as Other` stands for those of another RPC of its service.
pub(super) fn of(method: &MethodDescriptor, sentence: &str) -> Result<Vec<Named>, String> {
    let mut reasons = Vec::new();
    for part in comment::list(sentence)
        .into_iter()
        .filter(|part| !part.is_empty())
    {
        let part = part.strip_prefix("and ").unwrap_or(part);
        match part.strip_prefix("as ") {
            Some(other) => reasons.extend(of_other(method, other)?),
            None => reasons.push(named(part)?),
        }
    }
    for (index, named) in reasons.iter().enumerate() {
        if reasons[..index]
            .iter()
            .any(|before| before.reason == named.reason)
        {
            return Err(format!("names {} twice", named.reason));
        }
    }
    Ok(reasons)
}

/// Names reasons that do not exist, or that the rule excludes.
pub(super) fn contradictions(
    reasons: &[Named],
    token: Token,
    catalogue: &Catalogue,
) -> Vec<String> {
    let complaint = |named: &Named| {
        let reason = named.reason.as_str();
        match (reason, token) {
            ("TOKEN_INVALID" | "STEP_UP_REQUIRED", Token::None) => Some(format!(
                "names {reason}, and its rule asks for no access token"
            )),
            ("STEP_UP_REQUIRED", Token::Needed) => {
                Some(format!("names {reason}, and its rule bounds no age"))
            }
            _ => catalogue
                .get(reason)
                .is_none()
                .then(|| format!("names {reason}, which is no reason")),
        }
    };
    reasons.iter().filter_map(complaint).collect()
}

fn of_other(method: &MethodDescriptor, other: &str) -> Result<Vec<Named>, String> {
    let service = method.parent_service();
    let other = service
        .methods()
        .find(|method| method.name() == other)
        .ok_or_else(|| format!("has the reasons of {other}, which its service lacks"))?;
    let lines = comment::lines(&other.parent_file(), other.path());
    let sentences = Sentences::of(&lines).map_err(|faults| faults.join("; "))?;
    let parts = comment::list(&sentences.reasons);
    parts.into_iter().map(named).collect()
}

fn named(part: &str) -> Result<Named, String> {
    let (reason, why) = match part.split_once(" (") {
        Some((reason, why)) => (reason, why.strip_suffix(')')),
        None => (part, None),
    };
    let is_name = |sign: char| sign.is_ascii_uppercase() || sign == '_';
    if reason.is_empty() || !reason.chars().all(is_name) || (why.is_none() && part != reason) {
        return Err(format!("`{part}` is neither `REASON` nor `REASON (why)`"));
    }
    Ok(Named {
        reason: reason.to_owned(),
        why: why.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_may_say_why() {
        assert_eq!(named("CODE_WRONG").unwrap().why, None);
        let named_so = named("OVERLOADED (too many watch)").unwrap();
        assert_eq!(named_so.reason, "OVERLOADED");
        assert_eq!(named_so.why.as_deref(), Some("too many watch"));
        for part in [
            "",
            "none of its own",
            "CODE_WRONG (open",
            "CODE_WRONG. More",
        ] {
            assert!(named(part).is_err(), "{part}");
        }
    }
}
