//! What takes several calls, from the first to the last.

use kabinet_proto::{
    subscriptions::v1::Link,
    types::v1::{Channel, ContactKind},
};

use super::Person;
use crate::{billing::Contract, suite::Suite};

impl Person {
    /// Registers, with a code over the channel.
    pub(crate) async fn registers(&mut self, suite: &Suite, channel: Channel) {
        suite.expects(self.starts(suite).await);
        suite.expects(self.submits_personal_data(suite).await);
        suite.expects(self.submits_contacts(suite).await);
        suite.expects(self.asks_for_code(suite, channel).await);
        self.reads_code(suite, channel).await;
        suite.expects(self.confirms(suite).await);
    }

    /// Adds the contract with a code over the channel.
    pub(crate) async fn adds(
        &mut self,
        suite: &Suite,
        contract: &Contract,
        channel: Channel,
    ) -> Link {
        let address = contract.code_address(channel);
        suite.expects(self.has_read_everything_at(suite, address).await);
        let wanted = contract.wanted();
        suite.expects(self.starts_link(suite, &wanted, channel).await);
        self.reads_code_at(suite, address).await;
        suite.expects(self.submits_proof(suite).await)
    }

    /// Adds a mobile service with a code to its number.
    pub(crate) async fn adds_mobile(&mut self, suite: &Suite, contract: &Contract) -> Link {
        self.adds(suite, contract, Channel::Sms).await
    }

    /// Adds broadband with a code to the contract's e-mail address.
    pub(crate) async fn adds_broadband(&mut self, suite: &Suite, contract: &Contract) -> Link {
        self.adds(suite, contract, Channel::Email).await
    }

    /// Gets back in by a code over the channel, with a new password.
    pub(crate) async fn recovers(&mut self, suite: &Suite, channel: Channel, password: &str) {
        let login = self.login.clone();
        suite.expects(self.forgets_password(suite, &login, channel).await);
        self.reads_code(suite, channel).await;
        suite.expects(self.verifies_recovery_code(suite).await);
        suite.expects(self.sets_new_password(suite, password).await);
    }

    /// Changes the mobile number.
    pub(crate) async fn changes_mobile(&mut self, suite: &Suite, mobile: &str) {
        let kind = ContactKind::Mobile;
        suite.expects(self.replaces_contact(suite, kind, mobile).await);
        self.confirms_contact_at(suite, kind, mobile).await;
    }

    /// Confirms the contact that registering has left unconfirmed.
    pub(crate) async fn confirms_the_other_contact(&mut self, suite: &Suite, channel: Channel) {
        let kind = match channel {
            Channel::Email => ContactKind::Email,
            Channel::Sms | Channel::Unspecified => ContactKind::Mobile,
        };
        let address = self.address(channel).to_owned();
        self.confirms_contact_at(suite, kind, &address).await;
    }

    async fn confirms_contact_at(&mut self, suite: &Suite, kind: ContactKind, address: &str) {
        suite.expects(self.asks_to_confirm_contact(suite, kind).await);
        self.reads_code_at(suite, address).await;
        suite.expects(self.confirms_contact(suite, kind).await);
    }
}
