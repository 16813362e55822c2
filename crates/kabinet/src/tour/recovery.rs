//! A forgotten password: a code to a confirmed contact, and a new password.

use kabinet_proto::{errors::v1::Reason, types::v1::Channel};

use super::{Tour, journal::show};

impl Tour {
    /// Gets the person back in.
    pub(super) async fn recovers(&mut self) -> anyhow::Result<()> {
        let new_password = self.plans.recovered_password.clone();
        let (suite, journal, person) = self.parts();
        let login = person.login.clone();
        for (what, identifier) in [
            (
                "Nobody has this name: the answer does not say so",
                "nobody.at.all",
            ),
            (
                "The password is forgotten: a code to the confirmed number",
                login.as_str(),
            ),
        ] {
            let started = person.forgets_password(suite, identifier, Channel::Sms);
            journal.step(what, started).await?;
        }
        show(person.reads_code(suite, Channel::Sms)).await?;
        let right = person.mistypes_code();
        let what = "A wrong code costs an attempt";
        let wrong = person.verifies_recovery_code(suite);
        journal.refusal(what, Reason::CodeWrong, wrong).await?;
        person.code = right;
        let what = "The right one is changed for a ticket";
        let verified = person.verifies_recovery_code(suite);
        journal.step(what, verified).await?;
        let what = "A new password; every session ends, and the person is told";
        let set = person.sets_new_password(suite, &new_password);
        journal.step(what, set).await?;
        let what = "Log in with the new password";
        journal.step(what, person.logs_in(suite, &login)).await?;
        Ok(())
    }
}
