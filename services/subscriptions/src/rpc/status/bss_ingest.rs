use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal};
use tonic::Status;

use super::shared::storage;
use crate::app::{abort_snapshot, begin_snapshot, commit_snapshot, get_snapshot, import_snapshot};
use crate::domain::snapshot::State;

/// When a source that holds too many streams may try again: by then an idle one has ended.
const STREAMS_PAUSE: Duration = Duration::from_mins(1);

pub(in super::super) fn source_unknown() -> Status {
    let message = "the billing system is not configured as a source";
    Refusal::permission_denied(Reason::SourceUnknown, message).into()
}

pub(in super::super) fn snapshot_not_found() -> Status {
    let message = "the source has no such snapshot";
    Refusal::not_found(Reason::SnapshotNotFound, message).into()
}

pub(in super::super) fn request_id() -> Status {
    invalid("request_id", "must be a UUID")
}

pub(in super::super) fn scope() -> Status {
    invalid("scope", "must be said")
}

pub(in super::super) fn as_of() -> Status {
    invalid(
        "as_of",
        "must be a time of this era that does not lie in the future",
    )
}

pub(in super::super) fn batch_too_large() -> Status {
    invalid(
        "records",
        "must be at most 1,000 records and 512 KiB with their message",
    )
}

pub(in super::super) fn another_snapshot() -> Status {
    invalid("snapshot_id", "must be the same in every batch of a stream")
}

pub(in super::super) fn idle() -> Status {
    Refusal::deadline_exceeded().into()
}

pub(in super::super) fn too_many_streams() -> Status {
    let message = "the source holds too many streams";
    Refusal::resource_exhausted(Reason::Overloaded, STREAMS_PAUSE, message).into()
}

pub(in super::super) fn begin_snapshot(error: begin_snapshot::Error) -> Status {
    use begin_snapshot::Error;
    match error {
        Error::Request(error) => error.refusal().into(),
        Error::Forgotten => {
            log_internal(&error);
            Refusal::internal().into()
        }
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn import_snapshot(error: &import_snapshot::Error) -> Status {
    use import_snapshot::Error;
    match error {
        Error::NotFound => snapshot_not_found(),
        Error::Ended(state) => ended(*state),
        Error::OutOfOrder { next_ordinal } => {
            let message = "the batch does not follow the last one";
            Refusal::failed_precondition(Reason::SnapshotOutOfOrder, message)
                .metadata("next_ordinal", next_ordinal.to_string())
                .into()
        }
        Error::Lost(lost) => {
            log_internal(lost);
            Refusal::internal().into()
        }
        Error::Storage(error) => storage(error),
    }
}

pub(in super::super) fn commit_snapshot(error: &commit_snapshot::Error) -> Status {
    use commit_snapshot::Error;
    match error {
        Error::NotFound => snapshot_not_found(),
        Error::Aborted => ended(State::Aborted),
        Error::Incomplete {
            record_count,
            checksum,
        } => {
            let message = "count or checksum differ from what arrived";
            Refusal::failed_precondition(Reason::SnapshotIncomplete, message)
                .metadata("record_count", record_count.to_string())
                .metadata("checksum", checksum.sum().to_string())
                .into()
        }
        Error::Lost(lost) => {
            log_internal(lost);
            Refusal::internal().into()
        }
        Error::LacksContracts(missing) => {
            let message = "the snapshot lacks more open contracts than may be closed at once";
            Refusal::failed_precondition(Reason::SnapshotLacksContracts, message)
                .metadata("missing", missing.missing.to_string())
                .metadata("open", missing.open.to_string())
                .into()
        }
        Error::Storage(error) => storage(error),
    }
}

pub(in super::super) fn abort_snapshot(error: &abort_snapshot::Error) -> Status {
    use abort_snapshot::Error;
    match error {
        Error::NotFound => snapshot_not_found(),
        Error::Committed => ended(State::Committed),
        Error::Storage(error) => storage(error),
    }
}

pub(in super::super) fn get_snapshot(error: &get_snapshot::Error) -> Status {
    use get_snapshot::Error;
    match error {
        Error::NotFound => snapshot_not_found(),
        Error::Storage(error) => storage(error),
    }
}

fn ended(state: State) -> Status {
    Refusal::failed_precondition(Reason::SnapshotEnded, "the snapshot has ended")
        .metadata("state", state.as_str())
        .into()
}

fn invalid(field: &'static str, description: &'static str) -> Status {
    let message = format!("{field} {description}");
    Refusal::invalid_argument(Reason::InvalidRequest, message)
        .field(field, "INVALID", description)
        .into()
}
