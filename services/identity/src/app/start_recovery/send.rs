//! The code: every repeat asks verification for the same.

use kabinet_codes::{Destination, Issued};
use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use uuid::Uuid;

use super::super::App;
use super::super::client::Client;
use super::super::recovery::{binding, context};
use super::Error;
use crate::domain::recovery::{Code, Lane, Progress, Recovery, Sending};
use crate::store;

pub(super) async fn run(app: &App, recovery: &Recovery, client: &Client) -> Result<Code, Error> {
    let Progress::Aimed { destination } = &recovery.progress else {
        return Err(Error::Ended(recovery.state));
    };
    let address = app
        .vault
        .open_destination(recovery.id, destination)
        .map_err(store::Error::from)?;
    let destination = Destination {
        sending: recovery.sending,
        known_subject: recovery.lane == Lane::Device,
        ..Destination::new(recovery.channel, address)
    };
    let (binding, context) = (binding(app, recovery)?, context(recovery, client));
    let issued = app
        .peers
        .codes()
        .start(request_id(recovery), binding, destination, context)
        .await;
    match issued {
        Ok(issued) => Ok(note_out(app, recovery, &issued).await?),
        Err(failure) => {
            if is_limit(&failure) {
                note_refused(app, recovery).await?;
            }
            Err(Error::Verification(failure))
        }
    }
}

/// One that was taken back before the answer came asks for something else than before.
fn request_id(recovery: &Recovery) -> Uuid {
    let step: &[u8] = match recovery.sending {
        Sending::Sent => b"start",
        Sending::Withheld => b"start withheld",
    };
    Uuid::new_v5(&recovery.id.uuid(), step)
}

/// Tells whether no code went out and none will before a repeat.
fn is_limit(failure: &Failure) -> bool {
    matches!(
        failure.reason(),
        Some(Reason::RateLimited | Reason::CodeLocked)
    )
}

/// Gives the code back to the day's budget.
async fn note_refused(app: &App, recovery: &Recovery) -> Result<(), store::Error> {
    let mut connection = app.pool.acquire().await?;
    store::recovery_aim::unset_aim(&mut connection, recovery).await
}

async fn note_out(app: &App, recovery: &Recovery, issued: &Issued) -> Result<Code, store::Error> {
    // As every repeat reads it from the row. A recovery has no other message of its code.
    let code = Code {
        channel: recovery.channel,
        resend_time: None,
        ..issued.code
    };
    let handle = app.vault.seal_handle(recovery.id, &issued.handle);
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    // Where a simultaneous repeat was faster, it has noted the same.
    store::recovery::set_out(&mut transaction, recovery, &handle, code).await?;
    kabinet_database::commit(transaction, "identity.start_recovery.code").await?;
    Ok(code)
}
