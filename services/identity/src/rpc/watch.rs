//! The stream of revocations on the wire.

use std::pin::Pin;
use std::sync::Arc;

use futures::stream::{self, Stream};
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::timestamp;
use tonic::Status;

use super::status;
use crate::app::App;
use crate::app::watch_revocations::{Told, Watch, forget_time};
use crate::domain::revocation::{ENDED, Revocation};

pub(super) type WatchStream =
    Pin<Box<dyn Stream<Item = Result<pb::WatchRevocationsResponse, Status>> + Send>>;

/// Tells until the server ends, or until the watcher is too slow or the store away.
pub(super) fn stream(app: Arc<App>, watch: Watch) -> WatchStream {
    let told = stream::try_unfold((app, watch), async |(app, mut watch)| {
        let told = watch.next(&app).await.map_err(status::watch_revocations)?;
        Ok(told.map(|told| (response(&told), (app, watch))))
    });
    Box::pin(told)
}

fn response(told: &Told) -> pb::WatchRevocationsResponse {
    let revocations = told.revocations.iter();
    pb::WatchRevocationsResponse {
        revocations: revocations.map(message).collect(),
        current: told.is_current,
    }
}

fn message(revocation: &Revocation) -> pb::Revocation {
    pb::Revocation {
        session_id: revocation.session_id.to_string(),
        epoch: (revocation.epoch != ENDED).then_some(revocation.epoch),
        forget_time: Some(timestamp::write(forget_time(revocation))),
    }
}
