//! The code: every repeat asks verification for the same.

use uuid::Uuid;

use super::super::App;
use super::super::client::Client;
use super::super::recovery::binding;
use super::Error;
use crate::domain::recovery::{Code, Progress, Recovery};
use crate::peers::{Destination, Issued};
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
        channel: recovery.channel,
        address,
    };
    let request_id = Uuid::new_v5(&recovery.id.uuid(), b"start");
    let (binding, context) = (binding(app, recovery)?, client.context.clone());
    let issued = app
        .peers
        .start_concealed_verification(request_id, binding, destination, recovery.sending, context)
        .await
        .map_err(Error::Verification)?;
    Ok(note_out(app, recovery, &issued).await?)
}

async fn note_out(app: &App, recovery: &Recovery, issued: &Issued) -> Result<Code, store::Error> {
    let code = Code {
        length: issued.confirmation.code_length,
        expire_time: issued.confirmation.expire_time,
    };
    let handle = app.vault.seal_handle(recovery.id, &issued.handle);
    let mut transaction = app.pool.begin().await?;
    // Where a simultaneous repeat was faster, it has noted the same.
    store::recovery::set_out(&mut transaction, recovery, &handle, code).await?;
    kabinet_database::commit(transaction, "identity.start_recovery.code").await?;
    Ok(code)
}
