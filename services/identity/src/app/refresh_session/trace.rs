//! Notices the second use of a token that is not kept any more, by where it leads.

use kabinet_seal::token::SecretToken;
use time::OffsetDateTime;

use super::super::App;
use super::super::client::Client;
use crate::domain::refresh::KEPT_EVERY;
use crate::store;

/// Ends the session whose tokens follow from this one; a token that nothing follows from is none.
pub(super) async fn run(
    app: &App,
    token: &SecretToken,
    client: &Client,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let following = app.vault.following(token, usize::from(KEPT_EVERY));
    let Some(stored) = super::find(app, &following, now).await? else {
        return Ok(());
    };
    if super::is_shown_by_its_own(&stored, client) {
        super::end(app, &stored, client, now).await?;
    }
    Ok(())
}
