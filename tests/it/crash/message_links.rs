//! What whoever reads a message does with its link, and a login name that is asked for.

use kabinet_proto::types::v1::{Channel, notice::Subject};
use prost::Message as _;
use tonic::Status;

use super::scene::Scene;
use crate::{
    outcome,
    person::{Person, action_tokens_at, cancels_recovery, reports_not_me},
    suite::Suite,
};

const NEW_PASSWORD: &str = "Anderer-Haferbrei-im-Kieselweg!";

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM identity.account) AS accounts,
           (SELECT count(*) FROM identity.account WHERE state = 'ACTIVE') AS active";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkUse {
    CancelRecovery,
    ReportNotMe,
    RemindLogin,
}

/// An owner with a message.
pub(super) struct MessageLinks {
    used: LinkUse,
    owner: Person,
    token: String,
}

impl MessageLinks {
    pub(super) fn at(used: LinkUse) -> Self {
        Self {
            used,
            owner: Person::invent(),
            token: String::new(),
        }
    }

    /// Has a message come to the owner's number.
    async fn receives_message(&mut self, suite: &Suite) {
        let owner = &mut self.owner;
        let login = owner.login.clone();
        match self.used {
            LinkUse::CancelRecovery => {
                owner
                    .confirms_the_other_contact(suite, Channel::Email)
                    .await;
                suite.wait_until_quiet().await;
                suite.ends_probation().await;
                let started = owner.forgets_password(suite, &login, Channel::Email).await;
                started.unwrap();
                owner.reads_code(suite, Channel::Email).await;
            }
            LinkUse::ReportNotMe => {
                owner.takes_another_device();
                owner.logs_in(suite, &login).await.unwrap();
            }
            LinkUse::RemindLogin => return,
        }
        suite.wait_until_quiet().await;
        self.token = action_tokens_at(suite, &owner.mobile).swap_remove(0);
    }
}

impl Scene for MessageLinks {
    async fn begins(&mut self, suite: &Suite) {
        self.owner.registers(suite, Channel::Sms).await;
        self.receives_message(suite).await;
    }

    async fn calls(&mut self, suite: &Suite) -> Result<Vec<u8>, Status> {
        let (owner, token) = (&mut self.owner, &self.token);
        Ok(match self.used {
            LinkUse::CancelRecovery => cancels_recovery(suite, token).await?.encode_to_vec(),
            LinkUse::ReportNotMe => reports_not_me(suite, token).await?.encode_to_vec(),
            LinkUse::RemindLogin => owner.asks_for_login_once(suite).await?.encode_to_vec(),
        })
    }

    async fn ends(&mut self, suite: &Suite) {
        suite.wait_until_quiet().await;
        let owner = &mut self.owner;
        match self.used {
            LinkUse::CancelRecovery => {
                owner.verifies_recovery_code(suite).await.unwrap_err();
            }
            LinkUse::ReportNotMe => {
                owner.recovers(suite, Channel::Sms, NEW_PASSWORD).await;
                let login = owner.login.clone();
                owner.logs_in(suite, &login).await.unwrap();
                let news = owner.sees_news(suite).await;
                let ended = |subject: &&Subject| matches!(subject, Subject::AccessEnded(_));
                assert_eq!(news.iter().filter(ended).count(), 1, "{news:?}");
            }
            LinkUse::RemindLogin => {
                let told = owner.notices_received(suite, Channel::Sms);
                assert!(!told.is_empty() && told.iter().all(|text| text.contains(&owner.login)));
                assert_eq!(owner.sees_inbox(suite).await.len(), 1);
            }
        }
        outcome::logs_in_as_themselves(owner, suite).await;
    }

    async fn stands_after(count: usize, suite: &Suite) {
        outcome::each_counts(COUNTS, &[("accounts", count), ("active", count)], suite).await;
    }
}
