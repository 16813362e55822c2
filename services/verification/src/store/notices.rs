use kabinet_domain::{Channel, Language};
use kabinet_env::id::DeliveryId;
use time::OffsetDateTime;

use super::{Delivery, Error, Ledger, corrupt, shown};
use crate::domain::{Lane, Template};

/// A notice that is to be queued.
pub(crate) struct NewNotice<'a> {
    /// Id of the message.
    pub id: DeliveryId,
    /// Name of the sender.
    pub caller: &'a str,
    /// Fingerprint of the request.
    pub fingerprint: &'a str,
    /// How urgent it is.
    pub lane: Lane,
    /// Channel.
    pub channel: Channel,
    /// Language of the text.
    pub language: Language,
    /// What it says.
    pub template: Template,
    /// Sealed destination.
    pub destination: &'a [u8],
    /// Sealed variables.
    pub variables: &'a [u8],
    /// Trace of the call.
    pub traceparent: Option<&'a str>,
    /// After this nobody needs it.
    pub expire_time: OffsetDateTime,
}

/// Whether a notice was queued now.
pub(crate) enum Kept {
    /// It was.
    Now,
    /// A request with the same id made one before.
    Before,
}

/// A notice, as its sender may see it.
pub(crate) struct ShownNotice {
    /// How urgent it is.
    pub lane: Lane,
    /// What became of it.
    pub delivery: Delivery,
}

impl Ledger {
    /// Queues a notice, only once.
    pub(crate) async fn queue_notice(
        &self,
        notice: &NewNotice<'_>,
        now: OffsetDateTime,
    ) -> Result<Kept, Error> {
        let queued = sqlx::query!(
            "INSERT INTO verification.notice (
               id, caller, fingerprint, lane, channel, language, template, state, destination,
               variables, traceparent, attempts, unclear, available_time, expire_time, create_time,
               update_time
             ) VALUES ($1, $2, $3, $4, $5, $6, $7, 'QUEUED', $8, $9, $10, 0, 0, $11, $12, $11, $11)
             ON CONFLICT ON CONSTRAINT notice_pk DO NOTHING",
            notice.id.uuid(),
            notice.caller,
            notice.fingerprint,
            notice.lane.number(),
            notice.channel.as_str(),
            notice.language.as_str(),
            notice.template.as_str(),
            notice.destination,
            notice.variables,
            notice.traceparent,
            now,
            notice.expire_time,
        )
        .execute(&self.pool)
        .await?;
        Ok(match queued.rows_affected() {
            0 => Kept::Before,
            _ => Kept::Now,
        })
    }

    /// Reads the fingerprint of the request that queued a notice.
    pub(crate) async fn notice_fingerprint(&self, id: DeliveryId) -> Result<Option<String>, Error> {
        let fingerprint = sqlx::query_scalar!(
            "SELECT fingerprint
             FROM verification.notice
             WHERE id = $1",
            id.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(fingerprint)
    }

    /// Counts the notices that wait or are in work, up to a bound.
    pub(crate) async fn count_queued_notices(&self, most: i64) -> Result<i64, Error> {
        let count = sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!"
             FROM (
               SELECT
               FROM verification.notice
               WHERE state IN ('QUEUED', 'SUBMITTED')
               LIMIT $1
             ) AS queued"#,
            most,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(count)
    }

    /// Reads a notice of the caller.
    pub(crate) async fn notice(
        &self,
        id: DeliveryId,
        caller: &str,
    ) -> Result<Option<ShownNotice>, Error> {
        let row = sqlx::query!(
            "SELECT lane, channel, state, create_time, update_time
             FROM verification.notice
             WHERE id = $1
               AND caller = $2",
            id.uuid(),
            caller,
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(ShownNotice {
                lane: Lane::from_number(row.lane)
                    .ok_or_else(|| corrupt("notice", "lane", id.uuid()))?,
                delivery: Delivery {
                    channel: shown::channel(&row.channel, "notice", id.uuid())?,
                    state: shown::state(&row.state, "notice", id.uuid())?,
                    create_time: row.create_time,
                    update_time: row.update_time,
                },
            })
        })
        .transpose()
    }
}
