//! Page tokens of a person's links. A token is good for the account that it was made for only.

use kabinet_env::id::{AccountId, LinkId};

use super::Vault;

impl Vault {
    /// Makes the token of the page of links behind one.
    pub(crate) fn link_page(&self, account_id: AccountId, last: LinkId) -> String {
        self.link_pages.write(account_id.uuid().as_bytes(), &last)
    }

    /// Reads such a token back.
    pub(crate) fn read_link_page(&self, account_id: AccountId, token: &str) -> Option<LinkId> {
        self.link_pages.read(account_id.uuid().as_bytes(), token)
    }
}
