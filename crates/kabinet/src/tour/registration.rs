//! From the guide to the first session.

use anyhow::ensure;
use kabinet_proto::{errors::v1::Reason, types::v1::Channel};

use super::{Tour, journal::show};

impl Tour {
    /// Registers the person, who changes their mind about the channel.
    pub(super) async fn registers(&mut self) -> anyhow::Result<()> {
        self.checks_the_form().await?;
        self.goes_through_the_stages().await?;
        self.confirms().await?;
        self.looks_at_the_account().await
    }

    async fn checks_the_form(&mut self) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        let what = "What registering takes, and why";
        journal.step(what, person.reads_terms(suite)).await?;
        let what = "A contract number is no login name";
        let number = person.checks_login(suite, "477010012345");
        let number = journal.step(what, number).await?;
        ensure!(
            !number.available,
            "an account number was taken as a login name"
        );
        let what = "This login name is free";
        let login = person.checks_login(suite, &person.login);
        let login = journal.step(what, login).await?;
        ensure!(login.available, "the login name is not free");
        let what = "The rules for passwords";
        journal
            .step(what, person.sees_password_policy(suite))
            .await?;
        let what = "A weak password, and how to make it stronger";
        let weak = person.checks_password(suite, "password1");
        let weak = journal.step(what, weak).await?;
        ensure!(!weak.acceptable, "a weak password was acceptable");
        Ok(())
    }

    async fn goes_through_the_stages(&mut self) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        let what = "Stage 1: login name, and the password typed twice";
        journal.step(what, person.starts(suite)).await?;
        person.starts_over();
        let what = "Nobody else gets this login name now";
        let taken = person.starts(suite);
        journal.refusal(what, Reason::LoginTaken, taken).await?;
        let what = "Regions to choose from (the first three)";
        journal.step(what, person.sees_regions(suite, 3)).await?;
        let what = "Stage 2: names, birth date and region";
        journal
            .step(what, person.submits_personal_data(suite))
            .await?;
        let what = "Stage 3: mobile number and e-mail address";
        journal.step(what, person.submits_contacts(suite)).await?;
        let what = "How far the registration is, from any device";
        journal
            .step(what, person.looks_at_registration(suite))
            .await?;
        Ok(())
    }

    async fn confirms(&mut self) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        for (what, channel) in [
            ("A code by e-mail", Channel::Email),
            ("Changed their mind: a code by SMS", Channel::Sms),
        ] {
            let asked = person.asks_for_code(suite, channel);
            journal.step(what, asked).await?;
            show(person.reads_code(suite, channel)).await?;
        }
        let right = person.mistypes_code();
        let what = "A wrong code costs an attempt";
        let wrong = person.confirms(suite);
        journal.refusal(what, Reason::CodeWrong, wrong).await?;
        person.code = right;
        let what =
            "Stage 4: the code from the message; the account exists and the person is logged in";
        journal.step(what, person.confirms(suite)).await?;
        Ok(())
    }

    async fn looks_at_the_account(&mut self) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        journal
            .step("The profile", person.sees_profile(suite))
            .await?;
        let what = "The contacts: the mobile number is confirmed, the e-mail address is not yet";
        journal.step(what, person.sees_contacts(suite)).await?;
        Ok(())
    }
}
