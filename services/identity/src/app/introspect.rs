//! Tells whether an access token is live now: one signature and one statement.

use kabinet_access::jwt::Claims;

use super::App;
use crate::store;

/// Returns what a live token says.
pub(crate) async fn run(app: &App, token: &str) -> Result<Option<Claims>, store::Error> {
    let now = app.env.now();
    let Some(claims) = app.vault.read_access_token(token, now) else {
        return Ok(None);
    };
    let mut connection = app.pool.acquire().await?;
    let live =
        store::session::is_live(&mut connection, claims.sub, claims.sid, claims.epoch, now).await?;
    Ok(live.then_some(claims))
}
