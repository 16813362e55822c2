//! One import of a source.

use kabinet_env::id::SnapshotId;
use time::OffsetDateTime;

/// Most ordinals of conflicting records that are told.
pub(crate) const MAX_CONFLICT_ORDINALS: usize = 1_000;

/// How many percent of a source's open contracts a complete snapshot may lack.
const MAX_MISSING_PERCENT: i64 = 2;
/// How many it may lack however few there are: one of ten is more than 2 %, and may still end.
const MISSING_FLOOR: i64 = 1;

/// One import of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// Id.
    pub(crate) id: SnapshotId,
    /// How much of the source it holds.
    pub(crate) scope: Scope,
    /// State.
    pub(crate) state: State,
    /// When its records were true, by the source's clock.
    pub(crate) as_of: OffsetDateTime,
    /// Ordinal of the record that is to come next.
    pub(crate) next_ordinal: i64,
    /// What became of its records, once it is committed.
    pub(crate) outcome: Option<Outcome>,
    /// When it was begun.
    pub(crate) create_time: OffsetDateTime,
    /// When it ended.
    pub(crate) end_time: Option<OffsetDateTime>,
}

/// How much of a source a snapshot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Every contract.
    Complete,
    /// Some contracts.
    Partial,
}

/// State of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It takes records.
    Open,
    /// Its records are visible.
    Committed,
    /// It was given up.
    Aborted,
}

/// What became of a snapshot's records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Contracts that are new.
    pub(crate) created_count: i64,
    /// Contracts that changed.
    pub(crate) updated_count: i64,
    /// Records that changed nothing.
    pub(crate) unchanged_count: i64,
    /// Contracts that were closed because the snapshot lacks them.
    pub(crate) closed_count: i64,
    /// Records that were rejected.
    pub(crate) rejected_count: i64,
    /// Records that contradict what stands under the same version.
    pub(crate) conflicts: Conflicts,
}

/// Records that contradict what stands under the same version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conflicts {
    /// How many there are.
    pub(crate) count: i64,
    /// The first of them.
    pub(crate) ordinals: Vec<i64>,
}

impl Conflicts {
    /// Adds others; of the ordinals no more than are told.
    pub(crate) fn add(&mut self, others: Self) {
        self.count += others.count;
        self.ordinals.extend(others.ordinals);
        self.ordinals.truncate(MAX_CONFLICT_ORDINALS);
    }
}

/// Tells whether so many open contracts may be closed because a complete snapshot lacks them.
pub(crate) fn may_close(missing: i64, open: i64) -> bool {
    missing <= MISSING_FLOOR || missing * 100 <= open * MAX_MISSING_PERCENT
}

impl Scope {
    /// Returns the scope as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "COMPLETE",
            Self::Partial => "PARTIAL",
        }
    }

    /// Reads the scope from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "COMPLETE" => Some(Self::Complete),
            "PARTIAL" => Some(Self::Partial),
            _ => None,
        }
    }
}

impl State {
    /// Returns the state as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Committed => "COMMITTED",
            Self::Aborted => "ABORTED",
        }
    }

    /// Reads the state from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "OPEN" => Some(Self::Open),
            "COMMITTED" => Some(Self::Committed),
            "ABORTED" => Some(Self::Aborted),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_percent_may_be_closed_and_one_contract_of_a_few() {
        for (missing, open, may) in [
            (0, 0, true),
            (1, 1, true),
            (2, 99, false),
            (2, 100, true),
            (3, 149, false),
            (3, 150, true),
            (1_200_000, 60_000_000, true),
            (1_200_001, 60_000_000, false),
        ] {
            assert_eq!(may_close(missing, open), may, "{missing} of {open}");
        }
    }

    #[test]
    fn only_the_first_conflicts_are_told() {
        let mut conflicts = Conflicts::default();
        conflicts.add(Conflicts {
            count: 999,
            ordinals: (0..999).collect(),
        });
        conflicts.add(Conflicts {
            count: 2,
            ordinals: vec![5_000, 5_001],
        });
        assert_eq!(conflicts.count, 1_001);
        assert_eq!(conflicts.ordinals.len(), 1_000);
        assert_eq!(conflicts.ordinals.last(), Some(&5_000));
    }
}
