use time::{Duration, OffsetDateTime};

use uuid::Uuid;

use super::{Error, Ledger, PAGE, tag};
use crate::codes::Seed;
use crate::domain::Tag;

const DAY: Duration = Duration::DAY;
/// No code lives longer, and no message waits longer than its code lives.
const LONGEST_WAIT: Duration = Duration::HOUR;
/// How far back failed guesses in a row are looked for.
const FAILURES: Duration = Duration::days(30);

impl Ledger {
    /// Counts the last day's messages of destinations after that tag, in the order of tags: one that
    /// waits for its turn counts from then; one of a version that did not say whether it is concealed
    /// counts in every way.
    pub(crate) async fn destination_counters(
        &self,
        after: Option<Tag>,
        now: OffsetDateTime,
    ) -> Result<Vec<(Tag, Seed)>, Error> {
        let rows = sqlx::query!(
            r#"SELECT
               destination_tag,
               COALESCE(
                 array_agg(available_time ORDER BY available_time)
                   FILTER (WHERE disclosure IS DISTINCT FROM 'CONCEALED'),
                 '{}'
               ) AS "open!",
               COALESCE(
                 array_agg(available_time ORDER BY available_time)
                   FILTER (WHERE disclosure IS DISTINCT FROM 'OPEN' AND NOT known_subject),
                 '{}'
               ) AS "concealed!",
               COALESCE(
                 array_agg(available_time ORDER BY available_time)
                   FILTER (WHERE disclosure IS NULL OR known_subject),
                 '{}'
               ) AS "known_subject!"
             FROM verification.delivery
             WHERE create_time > $1
               AND destination_tag > $2
               AND mode <> 'WITHHOLD'
             GROUP BY destination_tag
             ORDER BY destination_tag
             LIMIT $3"#,
            now - DAY - LONGEST_WAIT,
            bytes(after),
            i64::from(PAGE),
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let tag = tag(
                    &row.destination_tag,
                    "delivery",
                    "destination_tag",
                    Uuid::nil(),
                )?;
                let seed = Seed::Destination {
                    tag,
                    open: row.open,
                    concealed: row.concealed,
                    known_subject: row.known_subject,
                };
                Ok((tag, seed))
            })
            .collect()
    }

    /// Counts the last day's verifications of subjects after that tag, in the order of tags.
    pub(crate) async fn subject_counters(
        &self,
        after: Option<Tag>,
        now: OffsetDateTime,
    ) -> Result<Vec<(Tag, Seed)>, Error> {
        let rows = sqlx::query!(
            r#"SELECT subject_tag, array_agg(create_time ORDER BY create_time) AS "times!"
             FROM verification.verification
             WHERE create_time > $1
               AND subject_tag > $2
             GROUP BY subject_tag
             ORDER BY subject_tag
             LIMIT $3"#,
            now - DAY,
            bytes(after),
            i64::from(PAGE),
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let tag = tag(&row.subject_tag, "verification", "subject_tag", Uuid::nil())?;
                Ok((tag, Seed::Subject(tag, row.times)))
            })
            .collect()
    }

    /// Counts the failed guesses of subjects after that tag, in the order of tags.
    pub(crate) async fn failure_counters(
        &self,
        after: Option<Tag>,
        now: OffsetDateTime,
    ) -> Result<Vec<(Tag, Seed)>, Error> {
        let rows = sqlx::query!(
            r#"SELECT
               guess.subject_tag,
               count(*) FILTER (
                 WHERE approved.end_time IS NULL OR guess.guess_time > approved.end_time
               ) AS "in_a_row!",
               COALESCE(
                 array_agg(guess.guess_time ORDER BY guess.guess_time)
                   FILTER (WHERE guess.guess_time > $1),
                 '{}'
               ) AS "times!"
             FROM verification.failed_guess AS guess
             LEFT JOIN LATERAL (
               SELECT max(verification.end_time) AS end_time
               FROM verification.verification AS verification
               WHERE verification.subject_tag = guess.subject_tag
                 AND verification.state = 'APPROVED'
             ) AS approved ON true
             WHERE guess.guess_time > $2
               AND guess.subject_tag > $3
             GROUP BY guess.subject_tag
             ORDER BY guess.subject_tag
             LIMIT $4"#,
            now - DAY,
            now - FAILURES,
            bytes(after),
            i64::from(PAGE),
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let tag = tag(&row.subject_tag, "verification", "subject_tag", Uuid::nil())?;
                let in_a_row = u32::try_from(row.in_a_row).unwrap_or(u32::MAX);
                Ok((tag, Seed::Failures(tag, in_a_row, row.times)))
            })
            .collect()
    }
}

/// Every tag sorts after the empty one.
fn bytes(after: Option<Tag>) -> Vec<u8> {
    after.map(|tag| tag.0.to_vec()).unwrap_or_default()
}
