//! Links as their person sees them.

use kabinet_env::id::{AccountId, LinkId};

use super::App;
use crate::domain::link::Link;
use crate::store;

/// A link with what the person typed.
pub(crate) struct View {
    pub(crate) link: Link,
    /// The identifier with its middle hidden.
    pub(crate) masked_identifier: String,
    /// The person's own name for it; may be empty.
    pub(crate) label: String,
}

/// Finds a link of the account as it stands now; a text that is no id names none.
pub(super) async fn find(
    app: &App,
    account_id: AccountId,
    link_id: Option<LinkId>,
) -> Result<Option<Link>, store::Error> {
    let Some(link_id) = link_id else {
        return Ok(None);
    };
    let mut connection = app.pool.acquire().await?;
    store::link::find(&mut connection, account_id, link_id, app.env.now()).await
}

/// Opens what stands sealed in a link.
pub(super) fn open(app: &App, link: Link) -> Result<View, store::Error> {
    let (account_id, id) = (link.account_id, link.id);
    let vault = &app.vault;
    let identifier =
        vault.open_identifier(account_id, id, link.identifier_type, &link.identifier)?;
    let label = match &link.label {
        Some(sealed) => vault.open_label(account_id, id, sealed)?,
        None => String::new(),
    };
    Ok(View {
        masked_identifier: identifier.masked(),
        label,
        link,
    })
}
