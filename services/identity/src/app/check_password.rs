//! Judges a password while it is typed.

use super::App;
use super::client::Client;
use crate::domain::password::Password;
use crate::domain::password_policy::Assessment;
use crate::throttle::Limited;

pub(crate) async fn run(
    app: &App,
    password: &Password,
    login: &str,
    client: &Client,
) -> Result<Assessment, Limited> {
    app.throttle
        .take(&app.limits.check(&app.vault, client))
        .await?;
    Ok(app.assess(password, login).await)
}
