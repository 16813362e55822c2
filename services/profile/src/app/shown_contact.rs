//! Shows one contact point as it stands now.

use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;

use super::{
    App,
    list_contact_points::{self, Error, MaskedContactPoint},
};

/// Shows the contact point of a kind; what is kept of a request holds nothing personal.
pub(super) async fn show(
    app: &App,
    account_id: AccountId,
    kind: ContactKind,
    reader: String,
) -> Result<MaskedContactPoint, Error> {
    let input = list_contact_points::Input { account_id, reader };
    let contacts = list_contact_points::run(app, input).await?;
    let shown = contacts.into_iter().find(|contact| contact.kind == kind);
    shown.ok_or(Error::NotFound)
}
