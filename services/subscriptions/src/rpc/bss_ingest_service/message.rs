//! Snapshots as messages.

use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::timestamp;

use crate::app::import_snapshot::{Output, Rejected};
use crate::domain::snapshot::{Outcome, Scope, Snapshot, State};

/// Most violations of one record that are told: a batch of a thousand bad ones fits an answer.
const MAX_VIOLATIONS: usize = 8;

pub(super) fn read_scope(scope: pb::SnapshotScope) -> Option<Scope> {
    match scope {
        pb::SnapshotScope::Unspecified => None,
        pb::SnapshotScope::Complete => Some(Scope::Complete),
        pb::SnapshotScope::Partial => Some(Scope::Partial),
    }
}

pub(super) fn snapshot(snapshot: Snapshot) -> pb::Snapshot {
    pb::Snapshot {
        snapshot_id: snapshot.id.to_string(),
        scope: scope(snapshot.scope).into(),
        state: state(snapshot.state).into(),
        as_of: Some(timestamp::write(snapshot.as_of)),
        next_ordinal: snapshot.next_ordinal,
        result: snapshot.outcome.map(result),
        create_time: Some(timestamp::write(snapshot.create_time)),
        end_time: snapshot.end_time.map(timestamp::write),
    }
}

pub(super) fn acknowledgement(output: Output) -> pb::ImportSnapshotResponse {
    pb::ImportSnapshotResponse {
        next_ordinal: output.next_ordinal,
        rejected: output.rejected.into_iter().map(rejected).collect(),
    }
}

fn rejected(rejected: Rejected) -> pb::RejectedRecord {
    let violations = rejected.violations.into_iter();
    pb::RejectedRecord {
        ordinal: rejected.ordinal,
        violations: violations
            .take(MAX_VIOLATIONS)
            .map(|violation| pb::RecordViolation {
                field: violation.field,
                reason: violation.reason.to_owned(),
                description: violation.description,
            })
            .collect(),
    }
}

fn scope(scope: Scope) -> pb::SnapshotScope {
    match scope {
        Scope::Complete => pb::SnapshotScope::Complete,
        Scope::Partial => pb::SnapshotScope::Partial,
    }
}

fn state(state: State) -> pb::SnapshotState {
    match state {
        State::Open => pb::SnapshotState::Open,
        State::Committed => pb::SnapshotState::Committed,
        State::Aborted => pb::SnapshotState::Aborted,
    }
}

fn result(outcome: Outcome) -> pb::SnapshotResult {
    pb::SnapshotResult {
        created_count: outcome.created_count,
        updated_count: outcome.updated_count,
        unchanged_count: outcome.unchanged_count,
        closed_count: outcome.closed_count,
        rejected_count: outcome.rejected_count,
        conflict_count: outcome.conflicts.count,
        conflict_ordinals: outcome.conflicts.ordinals,
    }
}
