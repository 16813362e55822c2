//! Logging in, renewing, ending; a new password; what the account saw.

use anyhow::ensure;
use kabinet_proto::{errors::v1::Reason, identity::v1::SessionGrant};

use super::Tour;

impl Tour {
    /// Logs in twice, ends one session, changes the password, and ends them all.
    pub(super) async fn uses_sessions(&mut self) -> anyhow::Result<()> {
        let first = self.person.grant.clone();
        self.is_not_let_in().await?;
        let login = self.person.login.clone();
        let by_name = self.logs_in("Log in by login name", &login).await?;
        let mobile = self.person.mobile.clone();
        let by_phone = self.logs_in("Log in by mobile number", &mobile).await?;
        self.renews(&by_name).await?;
        self.ends(&first).await?;
        self.person.grant = by_phone;
        self.changes_password().await?;
        self.looks_back_and_leaves().await
    }

    async fn is_not_let_in(&mut self) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        let refused = Reason::CredentialsInvalid;
        let wrong = person.tries_password(suite, "not the password");
        journal.refusal("A wrong password", refused, wrong).await?;
        for (what, identifier) in [
            (
                "Nobody has this name: the same answer",
                "nobody.at.all".to_owned(),
            ),
            (
                "A contact that is not confirmed logs nobody in",
                person.email.clone(),
            ),
            (
                "Nor does the number of a contract",
                "477010012345".to_owned(),
            ),
        ] {
            let login = person.logs_in(suite, &identifier);
            journal.refusal(what, refused, login).await?;
        }
        Ok(())
    }

    async fn logs_in(&mut self, what: &str, identifier: &str) -> anyhow::Result<SessionGrant> {
        let login = self.person.logs_in(&self.suite, identifier);
        self.journal.step(what, login).await?;
        Ok(self.person.grant.clone())
    }

    async fn renews(&mut self, session: &SessionGrant) -> anyhow::Result<()> {
        let what = "Renew the tokens; a refresh token works once";
        let renewed = self.person.refreshes(&self.suite, &session.refresh_token);
        self.journal.step(what, renewed).await?;
        Ok(())
    }

    async fn ends(&mut self, session: &SessionGrant) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        let what = "The sessions of the account";
        let listed = journal.step(what, person.sees_sessions(suite)).await?;
        ensure!(listed.len() == 3, "not three sessions");
        let session_id = session.session.clone().unwrap_or_default().session_id;
        let ended = person.ends_session(suite, &session_id);
        journal.step("End the first one", ended).await?;
        let what = "Its access token is not live any more";
        let introspected = person.introspects(suite, &session.access_token);
        let introspected = journal.step(what, introspected).await?;
        ensure!(!introspected.active, "a revoked token is live");
        let what = "Whoever verifies tokens takes these keys";
        journal.step(what, person.sees_signing_keys(suite)).await?;
        Ok(())
    }

    async fn changes_password(&mut self) -> anyhow::Result<()> {
        let new_password = self.plans.new_password.clone();
        let (suite, journal, person) = self.parts();
        let what = "Prove again who it is, before something sensitive";
        journal.step(what, person.reauthenticates(suite)).await?;
        let old = person.password.clone();
        let what = "A new password; every other session ends";
        let changed = person.changes_password(suite, &new_password);
        journal.step(what, changed).await?;
        let what = "The old password is no good any more";
        let login = person.tries_password(suite, &old);
        journal
            .refusal(what, Reason::CredentialsInvalid, login)
            .await
    }

    async fn looks_back_and_leaves(&mut self) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        let what = "What the account saw (the newest five)";
        journal.step(what, person.sees_events(suite, 5)).await?;
        let what = "End every session";
        journal.step(what, person.ends_every_session(suite)).await?;
        let what = "The access token is refused";
        let listed = person.sees_sessions(suite);
        journal.refusal(what, Reason::TokenInvalid, listed).await
    }
}
