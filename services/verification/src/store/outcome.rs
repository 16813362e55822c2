use time::OffsetDateTime;

use super::Ledger;
use crate::domain::{Claim, CodeClaim, Content, DeliveryState, NoticeClaim};

/// What became of a claimed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The provider took it.
    Accepted {
        /// The provider's id, under which receipts arrive.
        provider_message_id: Option<String>,
    },
    /// It is tried again.
    Retry {
        /// When.
        available_time: OffsetDateTime,
        /// Why it did not go out.
        failure: &'static str,
        /// Hand-overs so far of which nobody knows the result.
        unclear: i16,
    },
    /// It may have gone out, more than once, and is not tried again.
    Unknown {
        /// Why nobody knows.
        failure: &'static str,
    },
    /// It will not arrive.
    Undelivered {
        /// Why.
        failure: &'static str,
    },
    /// It is not sent, by intention.
    Skipped {
        /// Why.
        reason: &'static str,
    },
}

impl Outcome {
    fn state(&self) -> DeliveryState {
        match self {
            Self::Accepted { .. } => DeliveryState::Accepted,
            Self::Retry { .. } => DeliveryState::Queued,
            Self::Unknown { .. } => DeliveryState::Unknown,
            Self::Undelivered { .. } => DeliveryState::Undelivered,
            Self::Skipped { .. } => DeliveryState::Skipped,
        }
    }

    /// Takes apart what is stored.
    fn columns(&self, claim: &Claim) -> Columns<'_> {
        let columns = Columns {
            state: self.state().as_str(),
            provider_message_id: None,
            available_time: None,
            failure: None,
            unclear: claim.unclear,
        };
        match self {
            Self::Accepted {
                provider_message_id,
            } => Columns {
                provider_message_id: provider_message_id.as_deref(),
                ..columns
            },
            Self::Retry {
                available_time,
                failure,
                unclear,
            } => Columns {
                available_time: Some(*available_time),
                failure: Some(failure),
                unclear: *unclear,
                ..columns
            },
            Self::Unknown { failure }
            | Self::Undelivered { failure }
            | Self::Skipped { reason: failure } => Columns {
                failure: Some(failure),
                ..columns
            },
        }
    }
}

struct Columns<'a> {
    state: &'static str,
    provider_message_id: Option<&'a str>,
    available_time: Option<OffsetDateTime>,
    failure: Option<&'static str>,
    unclear: i16,
}

impl Ledger {
    /// Writes what became of a message, unless another worker has claimed it since.
    pub(crate) async fn finish(
        &self,
        claim: &Claim,
        outcome: &Outcome,
        now: OffsetDateTime,
    ) -> Result<(), sqlx::Error> {
        let columns = outcome.columns(claim);
        match &claim.content {
            Content::Code(code) => self.finish_code(claim, code, columns, now).await,
            Content::Notice(notice) => self.finish_notice(claim, notice, columns, now).await,
        }
    }

    async fn finish_code(
        &self,
        claim: &Claim,
        code: &CodeClaim,
        columns: Columns<'_>,
        now: OffsetDateTime,
    ) -> Result<(), sqlx::Error> {
        sqlx::query!(
            "UPDATE verification.delivery
             SET state = $4,
                 destination = CASE WHEN $4 = 'QUEUED' THEN destination END,
                 leased_until = NULL,
                 provider_message_id = $5,
                 available_time = COALESCE($6, available_time),
                 failure = $7,
                 unclear = $9,
                 update_time = $8
             WHERE verification_id = $1
               AND generation = $2
               AND attempts = $3
               AND state = 'SUBMITTED'",
            code.verification_id.uuid(),
            code.generation,
            claim.attempts,
            columns.state,
            columns.provider_message_id,
            columns.available_time,
            columns.failure,
            now,
            columns.unclear,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn finish_notice(
        &self,
        claim: &Claim,
        notice: &NoticeClaim,
        columns: Columns<'_>,
        now: OffsetDateTime,
    ) -> Result<(), sqlx::Error> {
        sqlx::query!(
            "UPDATE verification.notice
             SET state = $3,
                 destination = CASE WHEN $3 = 'QUEUED' THEN destination END,
                 variables = CASE WHEN $3 = 'QUEUED' THEN variables END,
                 leased_until = NULL,
                 provider_message_id = $4,
                 available_time = COALESCE($5, available_time),
                 failure = $6,
                 unclear = $8,
                 update_time = $7
             WHERE id = $1
               AND attempts = $2
               AND state = 'SUBMITTED'",
            notice.id.uuid(),
            claim.attempts,
            columns.state,
            columns.provider_message_id,
            columns.available_time,
            columns.failure,
            now,
            columns.unclear,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
