use kabinet_env::id::VerificationId;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Error, Ledger, PAGE, corrupt, tag};
use crate::domain::{Purpose, State, Tag};

/// A wrong code.
#[derive(Clone, Debug)]
pub(crate) struct FailedGuess {
    /// The verification.
    pub id: VerificationId,
    /// Which attempt it was.
    pub attempt: i16,
    /// Tag of the subject.
    pub subject_tag: Tag,
    /// When it was compared.
    pub time: OffsetDateTime,
}

/// The end of a verification.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    /// The verification.
    pub id: VerificationId,
    /// Its last state.
    pub state: State,
    /// Attempts, when they are known.
    pub attempts: Option<i16>,
    /// When it ended.
    pub time: OffsetDateTime,
}

/// A verification whose end nobody has written.
#[derive(Clone, Debug)]
pub(crate) struct Overdue {
    /// The verification.
    pub id: VerificationId,
    /// What its codes were for.
    pub purpose: Purpose,
    /// Tag of the subject.
    pub subject_tag: Tag,
    /// Tag of the record in Redis.
    pub record_key: Tag,
    /// When it expired.
    pub expire_time: OffsetDateTime,
}

impl Ledger {
    /// Writes wrong codes, each once.
    pub(crate) async fn write_failed_guesses(&self, guesses: &[FailedGuess]) -> Result<(), Error> {
        let ids: Vec<Uuid> = guesses.iter().map(|guess| guess.id.uuid()).collect();
        let attempts: Vec<i16> = guesses.iter().map(|guess| guess.attempt).collect();
        let tags: Vec<Vec<u8>> = guesses
            .iter()
            .map(|guess| guess.subject_tag.0.to_vec())
            .collect();
        let times: Vec<OffsetDateTime> = guesses.iter().map(|guess| guess.time).collect();
        sqlx::query!(
            "INSERT INTO verification.failed_guess (verification_id, attempt, subject_tag, guess_time)
             SELECT *
             FROM UNNEST($1::uuid[], $2::smallint[], $3::bytea[], $4::timestamptz[])
             ON CONFLICT ON CONSTRAINT failed_guess_pk DO NOTHING",
            &ids,
            &attempts,
            &tags,
            &times,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Writes how verifications ended, each once.
    pub(crate) async fn write_ends(&self, ends: &[Ended]) -> Result<(), Error> {
        let ids: Vec<Uuid> = ends.iter().map(|end| end.id.uuid()).collect();
        let states: Vec<String> = ends
            .iter()
            .map(|end| end.state.as_str().to_owned())
            .collect();
        let attempts: Vec<Option<i16>> = ends.iter().map(|end| end.attempts).collect();
        let times: Vec<OffsetDateTime> = ends.iter().map(|end| end.time).collect();
        sqlx::query!(
            "UPDATE verification.verification AS verification
             SET state = ended.state,
                 attempts = COALESCE(ended.attempts, verification.attempts),
                 end_time = ended.end_time
             FROM UNNEST($1::uuid[], $2::text[], $3::smallint[], $4::timestamptz[])
               AS ended (id, state, attempts, end_time)
             WHERE verification.id = ended.id
               AND verification.state = 'PENDING'",
            &ids,
            &states,
            &attempts as &[Option<i16>],
            &times,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Lists verifications that expired before that time and are still pending here, oldest first.
    pub(crate) async fn overdue(&self, before: OffsetDateTime) -> Result<Vec<Overdue>, Error> {
        let rows = sqlx::query!(
            "SELECT id, purpose, subject_tag, record_key, expire_time
             FROM verification.verification
             WHERE state = 'PENDING'
               AND expire_time < $1
             ORDER BY expire_time
             LIMIT $2",
            before,
            i64::from(PAGE),
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let tag = |bytes, column| tag(bytes, "verification", column, row.id);
                Ok(Overdue {
                    id: VerificationId::from_uuid(row.id),
                    purpose: Purpose::from_name(&row.purpose)
                        .ok_or_else(|| corrupt("verification", "purpose", row.id))?,
                    subject_tag: tag(&row.subject_tag, "subject_tag")?,
                    record_key: tag(&row.record_key, "record_key")?,
                    expire_time: row.expire_time,
                })
            })
            .collect()
    }
}
