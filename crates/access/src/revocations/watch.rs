//! The stream of identity, opened again whenever it ends.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use kabinet_env::Env;
use kabinet_env::id::SessionId;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::session_service_client::SessionServiceClient;
use kabinet_proto::timestamp;
use kabinet_status::log_degraded;
use tokio_util::sync::CancellationToken;
use tonic::Status;

use super::{Revocation, Revocations};
use crate::Unavailable;
use crate::client::Transport;

/// How long one stream may live: the deadline of the transport.
pub const WATCH_LIFETIME: Duration = Duration::from_mins(5);
/// A stream that has been silent for so long is not waited for any longer.
const SILENCE: Duration = Duration::from_secs(2);
/// Pauses before the stream is opened again after it failed at once.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Listens to identity over a transport until the token is cancelled.
///
/// The transport lets a call live for [`WATCH_LIFETIME`].
pub async fn watch<T: Transport>(
    revocations: Arc<Revocations>,
    transport: T,
    env: Env,
    token: CancellationToken,
) {
    let listening = listen_again(&revocations, SessionServiceClient::new(transport), &env);
    token.run_until_cancelled(listening).await;
}

async fn listen_again<T: Transport>(
    revocations: &Revocations,
    sessions: SessionServiceClient<T>,
    env: &Env,
) {
    let mut failures = 0;
    loop {
        let mut heard = false;
        let ended = listen(revocations, sessions.clone(), env, &mut heard).await;
        failures = if heard { 0 } else { failures + 1 };
        // One line for a silence, however long it is.
        if failures == 1
            && let Err(error) = ended
        {
            log_degraded(&error);
        }
        tokio::time::sleep(pause_after(failures)).await;
    }
}

fn pause_after(failures: u32) -> Duration {
    FIRST_PAUSE
        .saturating_mul(2_u32.saturating_pow(failures))
        .min(LONGEST_PAUSE)
}

async fn listen<T: Transport>(
    revocations: &Revocations,
    mut sessions: SessionServiceClient<T>,
    env: &Env,
    heard: &mut bool,
) -> Result<(), Unavailable> {
    let opened = sessions.watch_revocations(pb::WatchRevocationsRequest {});
    let mut stream = in_time(opened).await?.into_inner();
    while let Some(message) = in_time(stream.message()).await? {
        let mut is_current = take(revocations, &message)?;
        // Beats that have piled up vouch for a time that is over: the last of them counts.
        while let Some(next) = stream.message().now_or_never() {
            let Some(message) = next.map_err(Unavailable::new)? else {
                return Ok(());
            };
            is_current = take(revocations, &message)?;
        }
        if is_current {
            revocations.hear_beat(env.now());
            *heard = true;
        }
    }
    Ok(())
}

/// Takes note of what a message tells; returns whether it is a beat.
fn take(
    revocations: &Revocations,
    message: &pb::WatchRevocationsResponse,
) -> Result<bool, Unavailable> {
    let told = message.revocations.iter().map(read);
    revocations.add(told.collect::<Result<Vec<_>, _>>()?);
    Ok(message.current)
}

async fn in_time<T>(
    answer: impl Future<Output = Result<T, Status>> + Send,
) -> Result<T, Unavailable> {
    match tokio::time::timeout(SILENCE, answer).await {
        Ok(answer) => answer.map_err(Unavailable::new),
        Err(_) => Err(Unavailable::new("identity is silent about revocations")),
    }
}

/// One that cannot be read must not be passed over: the stream is no good.
fn read(revocation: &pb::Revocation) -> Result<Revocation, Unavailable> {
    let session_id = revocation.session_id.parse::<SessionId>();
    let forget_time = revocation.forget_time.as_ref().and_then(timestamp::read);
    match (session_id, forget_time) {
        (Ok(session_id), Some(forget_time)) => Ok(Revocation {
            session_id,
            epoch: revocation.epoch,
            forget_time,
        }),
        _ => Err(Unavailable::new("identity told a malformed revocation")),
    }
}

#[cfg(test)]
mod tests;
