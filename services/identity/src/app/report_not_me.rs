//! Ends all access because a reader of a message says that it was not them.

use kabinet_proof::action::ActionKind;

use super::App;
use super::action::{self, Error};
use super::end_access::{self, Cause};
use crate::store;

pub(crate) async fn run(app: &App, token: &str, language: &str) -> Result<(), Error> {
    let action = action::accept(app, token, ActionKind::ReportNotMe).await?;
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let held = store::account::hold(&mut transaction, action.account_id).await?;
    let held = held.ok_or(Error::NoAccount)?;
    if !store::action_token::consume(&mut transaction, &action, now).await? {
        return Ok(());
    }
    let ended = end_access::run(app, &mut transaction, &held, Cause::NotMe, language, now).await?;
    kabinet_database::commit(transaction, "identity.report_not_me")
        .await
        .map_err(store::Error::from)?;
    app.outbox.wake();
    for session_id in ended {
        app.tokens.forget_session(session_id);
    }
    tracing::info!(account.id = %held.id, "access ended: not me");
    Ok(())
}
