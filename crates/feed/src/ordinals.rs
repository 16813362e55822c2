//! From ordinals back to lines, by reading a file again.

use std::collections::BTreeSet;

use kabinet_proto::subscriptions::v1::SnapshotScope;

use crate::{Line, ReadError, Reject, Violation, reject::readable_id};

/// Says which lines stand behind the ordinals of conflicts (`SnapshotResult.conflict_ordinals`).
///
/// The lines have to be those that were sent, under the same scope.
pub fn conflicts(
    lines: impl Iterator<Item = Result<Line, ReadError>>,
    scope: SnapshotScope,
    ordinals: &[i64],
) -> Result<Vec<Reject>, ReadError> {
    let mut wanted: BTreeSet<_> = ordinals.iter().copied().collect();
    let mut found = Vec::new();
    let mut next = 0;
    for line in lines {
        if wanted.is_empty() {
            break;
        }
        match line? {
            Line::Record { line, record } => {
                if wanted.remove(&next) {
                    found.push(conflict(line, &record.external_id));
                }
                next += 1;
            }
            // A complete snapshot mentions its contract.
            Line::Rejected(Reject { external_id, .. }) => {
                let mentioned = scope == SnapshotScope::Complete && external_id.is_some();
                next += i64::from(mentioned);
            }
        }
    }
    Ok(found)
}

fn conflict(line: u64, external_id: &str) -> Reject {
    Reject {
        line,
        external_id: readable_id(external_id),
        violations: vec![Violation {
            field: "version".to_owned(),
            reason: "VERSION_CONFLICT".into(),
            description: "must grow with every change: another record has this version".into(),
        }],
    }
}

#[cfg(test)]
mod tests {
    use kabinet_proto::subscriptions::v1::ContractRecord;

    use super::*;

    fn lines() -> Vec<Result<Line, ReadError>> {
        let record = |line: u64| Line::Record {
            line,
            record: Box::new(ContractRecord {
                external_id: format!("C-{line}"),
                ..ContractRecord::default()
            }),
        };
        let rejected = |line, external_id: Option<&str>| {
            Line::Rejected(Reject {
                line,
                external_id: external_id.map(str::to_owned),
                violations: Vec::new(),
            })
        };
        let lines = [
            record(1),
            rejected(2, Some("C-2")),
            rejected(3, None),
            record(4),
            record(6),
        ];
        lines.map(Ok).into()
    }

    fn found(scope: SnapshotScope, ordinals: &[i64]) -> Vec<u64> {
        let conflicts = conflicts(lines().into_iter(), scope, ordinals).unwrap();
        conflicts.iter().map(|reject| reject.line).collect()
    }

    #[test]
    fn ordinals_lead_to_lines() {
        assert_eq!(found(SnapshotScope::Partial, &[2, 0]), [1, 6]);
        assert_eq!(found(SnapshotScope::Complete, &[2, 3]), [4, 6]);
        assert_eq!(found(SnapshotScope::Complete, &[1]), [0; 0]);
        assert_eq!(found(SnapshotScope::Partial, &[99]), [0; 0]);
    }
}
