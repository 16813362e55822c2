use super::{Incoming, Rules};
use crate::domain::record::{Record, Violation};
use crate::store::standing::Standing;
use crate::vault::{Digest, Vault};

/// What becomes of a record.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It changes something.
    Taken(Box<Record>),
    /// It stands, or something newer does.
    Stands,
    /// It says something else than what stands under the same version.
    Contradicts,
    /// It breaks its rules.
    Rejected(Vec<Violation>),
}

/// Compares a record with what stands of its contract.
pub(super) fn of(
    record: &impl Incoming,
    digest: &Digest,
    standing: Option<&Standing>,
    vault: &Vault,
    rules: &Rules<'_>,
) -> Verdict {
    let standing_version = standing.filter(|standing| standing.version == record.version());
    let says_the_same =
        standing_version.is_some_and(|standing| is_same(record, digest, &standing.digest, vault));
    let missing = standing.is_some_and(|standing| standing.missing);
    // What stands was read when it came.
    if says_the_same && !missing {
        return Verdict::Stands;
    }
    let read = match record.read(rules) {
        Ok(read) => read,
        Err(violations) => return Verdict::Rejected(violations),
    };
    match standing {
        Some(standing) if read.version < standing.version => Verdict::Stands,
        Some(standing) if read.version == standing.version && !says_the_same => {
            Verdict::Contradicts
        }
        Some(standing) if read.holder_generation < standing.holder_generation => {
            Verdict::Rejected(vec![earlier_holder()])
        }
        _ => Verdict::Taken(Box::new(read)),
    }
}

fn is_same(record: &impl Incoming, digest: &Digest, standing: &Digest, vault: &Vault) -> bool {
    digest == standing
        || vault
            .record_digest_candidates(&record.canonical())
            .contains(standing)
}

/// An earlier holder's links and bills would come back to life.
fn earlier_holder() -> Violation {
    Violation {
        field: "holder_generation".to_owned(),
        reason: "HOLDER_GENERATION_DECREASED",
        description: "must not be less than in an earlier version".to_owned(),
    }
}
