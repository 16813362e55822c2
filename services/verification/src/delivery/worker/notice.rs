use std::time::Duration;

use kabinet_domain::Contact;

use super::{Worker, idempotency_key};
use crate::delivery::provider::Envelope;
use crate::domain::{Claim, NoticeClaim};

impl Worker {
    /// Renders a notice.
    pub(super) fn notice(
        &self,
        claim: &Claim,
        notice: &NoticeClaim,
    ) -> Result<Envelope, &'static str> {
        let vault = &self.app.vault;
        let destination = vault
            .open_receiver(notice.id, claim.channel, &claim.destination)
            .map_err(|_| "destination_unreadable")?;
        let filling = vault
            .open_filling(notice.id, notice.template, &notice.variables)
            .map_err(|_| "variables_unreadable")?;
        let templates = &self.app.templates;
        let texts = templates.notice(claim.language, notice.template);
        // Made only here, and again for every try: no table or queue holds a token.
        let token = filling.action.map(|action| vault.action_token(&action));
        let link = templates.link(token.as_deref());
        let words = templates.notice_words(claim.language, &filling.variables, &link);
        Ok(match destination {
            Contact::Mobile(to) => Envelope::Sms {
                to,
                text: texts.sms(words),
                size: texts.size(),
                validity: Duration::try_from(notice.expire_time - self.app.env.now())
                    .unwrap_or_default(),
            },
            Contact::Email(to) => Envelope::Email {
                to,
                subject: texts.subject(words),
                text: texts.text(words),
                html: texts.html(words),
                idempotency_key: idempotency_key(&notice.id.to_string()),
            },
        })
    }
}
