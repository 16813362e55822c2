//! Contact points.

use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::access_log;
use crate::domain::{access::Access, contact_point::ContactPointState};

/// A contact point to write.
#[derive(Debug)]
pub(crate) struct NewContactPoint<'a> {
    /// Kind.
    pub(crate) kind: ContactKind,
    /// Sealed value.
    pub(crate) value: &'a [u8],
    /// Blind index of the value.
    pub(crate) value_index: [u8; 32],
    /// When it was proven, if it was.
    pub(crate) confirm_time: Option<OffsetDateTime>,
}

/// A contact point as it stands in its row, with the key that opens it.
#[derive(Debug)]
pub(crate) struct ContactPointRow {
    /// Wrapped key of the account.
    pub(crate) data_key: Vec<u8>,
    /// Kind, as the table's word.
    pub(crate) kind: String,
    /// Sealed value.
    pub(crate) value: Vec<u8>,
    /// State, as the table's word.
    pub(crate) state: String,
    /// Whether the person chose it.
    pub(crate) preferred: bool,
    /// When it was proven.
    pub(crate) confirm_time: Option<OffsetDateTime>,
    /// Time of creation.
    pub(crate) create_time: OffsetDateTime,
}

/// Writes a contact point of a new person; the one that was proven is the preferred one.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    account_id: AccountId,
    contact: &NewContactPoint<'_>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let state = match contact.confirm_time {
        Some(_) => ContactPointState::Confirmed,
        None => ContactPointState::Unconfirmed,
    };
    sqlx::query!(
        "INSERT INTO profile.contact_point (
            account_id,
            kind,
            value,
            value_index,
            state,
            preferred,
            confirm_time,
            create_time
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        account_id.uuid(),
        contact.kind.as_str(),
        contact.value,
        contact.value_index.as_slice(),
        state.as_str(),
        contact.confirm_time.is_some(),
        contact.confirm_time,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads an account's contact points and notes the reading, in one statement.
pub(crate) async fn list(
    pool: &PgPool,
    account_id: AccountId,
    access: &Access,
) -> Result<Vec<ContactPointRow>, sqlx::Error> {
    let fields = access_log::fields(access);
    sqlx::query_as!(
        ContactPointRow,
        "WITH person AS (
            SELECT
                account_id,
                data_key
            FROM profile.person
            WHERE account_id = $1
        ),
        noted AS (
            INSERT INTO profile.access_log (
                subject_id,
                access_id,
                reader,
                purpose,
                fields,
                trace_id,
                access_time
            )
            SELECT
                $1,
                $2,
                $3,
                $4,
                $5,
                $6,
                $7
            FROM person
        )
        SELECT
            person.data_key AS \"data_key!\",
            contact_point.kind AS \"kind!\",
            contact_point.value AS \"value!\",
            contact_point.state AS \"state!\",
            contact_point.preferred AS \"preferred!\",
            contact_point.confirm_time,
            contact_point.create_time AS \"create_time!\"
        FROM person
        INNER JOIN profile.contact_point USING (account_id)
        ORDER BY contact_point.kind DESC",
        account_id.uuid(),
        access.id,
        access.reader,
        access.purpose.as_str(),
        &fields,
        access.trace_id,
        access.time,
    )
    .fetch_all(pool)
    .await
}
