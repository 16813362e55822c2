//! What a person sees, and what they prefer.

use kabinet_proto::{
    profile::v1::{ContactPoint, InboxItem, MessageLanguage, Profile},
    subscriptions::v1::{Bill, Contract, Link, ListServicesResponse},
    types::v1::notice::Subject,
};

use super::Person;
use crate::suite::Suite;

impl Person {
    pub(crate) async fn sees_profile(&self, suite: &Suite) -> Profile {
        suite.expects(self.0.sees_profile(suite).await)
    }

    pub(crate) async fn sees_contacts(&self, suite: &Suite) -> Vec<ContactPoint> {
        suite.expects(self.0.sees_contacts(suite).await)
    }

    /// Opens the dashboard.
    pub(crate) async fn sees_dashboard(&self, suite: &Suite) -> ListServicesResponse {
        suite.expects(self.0.sees_dashboard(suite).await)
    }

    /// Looks at the contracts on the dashboard.
    pub(crate) async fn sees_services(&self, suite: &Suite) -> Vec<Contract> {
        self.sees_dashboard(suite).await.contracts
    }

    pub(crate) async fn sees_bills(&self, suite: &Suite, contract_id: &str) -> Vec<Bill> {
        let as_many_as_usual = 0;
        let bills = self.0.sees_bills(suite, contract_id, as_many_as_usual);
        suite.expects(bills.await).bills
    }

    pub(crate) async fn sees_links(&self, suite: &Suite) -> Vec<Link> {
        suite.expects(self.0.sees_links(suite).await)
    }

    /// Looks into the inbox, the newest first.
    pub(crate) async fn sees_inbox(&self, suite: &Suite) -> Vec<InboxItem> {
        suite.expects(self.0.sees_inbox(suite).await)
    }

    /// Looks what the inbox says, the newest first.
    pub(crate) async fn sees_news(&self, suite: &Suite) -> Vec<Subject> {
        let items = self.sees_inbox(suite).await;
        let subject = |item: InboxItem| item.notice.unwrap().subject.unwrap();
        items.into_iter().map(subject).collect()
    }

    /// Chooses the language of messages.
    pub(crate) async fn prefers(&self, suite: &Suite, language: MessageLanguage) {
        let seen = suite.expects(self.sees_preferences(suite).await);
        suite.expects(self.0.prefers(suite, &seen, language).await);
    }
}
