use std::time::Duration;

use kabinet_domain::Contact;

use super::{Worker, idempotency_key};
use crate::codes::Found;
use crate::delivery::provider::{Envelope, SubmitError};
use crate::delivery::templates::{CodeWords, Size};
use crate::domain::{Claim, CodeClaim, Mode, State};
use crate::store::Outcome;

impl Worker {
    /// Looks at the verification for the last time and renders its code.
    pub(super) async fn code(&self, claim: &Claim, code: &CodeClaim) -> Result<Envelope, Outcome> {
        let tags = (code.subject_tag, code.record_key);
        let found = self
            .app
            .codes
            .get_own(code.verification_id, code.purpose, tags)
            .await;
        let found = match found {
            Ok(Some(found)) => found,
            Ok(None) => {
                return Err(Outcome::Undelivered {
                    failure: "record_gone",
                });
            }
            Err(_) => {
                let error = SubmitError::Temporary("record_unreachable");
                return Err(self.failed(claim, error));
            }
        };
        if let Some(reason) = over(found.verification.state) {
            return Err(Outcome::Skipped { reason });
        }
        let envelope = self
            .rendered(claim, code, &found)
            .map_err(|failure| Outcome::Undelivered { failure })?;
        match code.mode {
            Mode::Send => Ok(envelope),
            Mode::Suppress => Err(Outcome::Skipped {
                reason: "suppressed",
            }),
            Mode::Withhold => Err(Outcome::Skipped { reason: "withheld" }),
        }
    }

    /// Derives the code again: it exists from here until the provider has it.
    fn rendered(
        &self,
        claim: &Claim,
        code: &CodeClaim,
        found: &Found,
    ) -> Result<Envelope, &'static str> {
        let (vault, verification) = (&self.app.vault, &found.verification);
        let (id, policy) = (code.verification_id, self.app.policies.of(code.purpose));
        let destination = vault
            .open_destination(id, claim.channel, &claim.destination)
            .map_err(|_| "destination_unreadable")?;
        let digits = vault
            .code_seed(&verification.kid, &found.nonce, id, &destination)
            .ok_or("key_gone")?
            .code(policy.code_length(claim.channel));
        let life = verification.expire_time - verification.now;
        let life = Duration::try_from(life).unwrap_or_default();
        let templates = &self.app.templates;
        let texts = templates.code(claim.language, code.purpose);
        let words = CodeWords::new(templates.wording(), &digits, life);
        Ok(match destination {
            Contact::Mobile(to) => Envelope::Sms {
                to,
                text: texts.sms(&words),
                size: Size::Segment,
                validity: life,
            },
            Contact::Email(to) => Envelope::Email {
                to,
                subject: texts.subject(&words),
                text: texts.text(&words),
                html: texts.html(&words),
                idempotency_key: idempotency_key(&format!("{id}/{}", code.generation)),
            },
        })
    }
}

fn over(state: State) -> Option<&'static str> {
    match state {
        State::Pending => None,
        State::Approved => Some("approved"),
        State::Expired => Some("expired"),
        State::Exhausted => Some("exhausted"),
        State::Canceled => Some("canceled"),
    }
}
