//! What people want to hear.

use kabinet_domain::Language;
use kabinet_env::id::AccountId;
use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

use super::{Error, language};
use crate::domain::preferences::Preferences;

/// Table, as errors name it.
pub(super) const TABLE: &str = "profile.preference";

/// Reads a person's preferences, the defaults where none were stored; none when the account has no
/// person.
pub(crate) async fn read(
    executor: impl PgExecutor<'_>,
    id: AccountId,
) -> Result<Option<Preferences>, Error> {
    let row = sqlx::query!(
        "SELECT
            preference.language,
            preference.version AS \"version?\",
            preference.update_time AS \"update_time?\"
        FROM profile.person
        LEFT JOIN profile.preference USING (account_id)
        WHERE account_id = $1",
        id.uuid(),
    )
    .fetch_optional(executor)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let read = |tag: &str| language::read(id, TABLE, tag);
    Ok(Some(Preferences {
        language: row.language.as_deref().map(read).transpose()?,
        version: row.version.unwrap_or_default(),
        update_time: row.update_time,
    }))
}

/// Writes the language of somebody whose preferences stand at a version; tells whether they did.
pub(crate) async fn write_language(
    connection: &mut PgConnection,
    id: AccountId,
    version: i64,
    language: Option<Language>,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let language = language.map(Language::as_str);
    let written = match version {
        0 => begin(connection, id, language, now).await?,
        version => change(connection, id, version, language, now).await?,
    };
    Ok(written == 1)
}

async fn begin(
    connection: &mut PgConnection,
    id: AccountId,
    language: Option<&str>,
    now: OffsetDateTime,
) -> Result<u64, sqlx::Error> {
    let written = sqlx::query!(
        "INSERT INTO profile.preference (
            account_id,
            language,
            version,
            update_time
        )
        VALUES ($1, $2, 1, $3)
        ON CONFLICT ON CONSTRAINT preference_pkey DO NOTHING",
        id.uuid(),
        language,
        now,
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected())
}

async fn change(
    connection: &mut PgConnection,
    id: AccountId,
    version: i64,
    language: Option<&str>,
    now: OffsetDateTime,
) -> Result<u64, sqlx::Error> {
    let written = sqlx::query!(
        "UPDATE profile.preference
        SET
            language = $3,
            version = version + 1,
            update_time = $4
        WHERE
            account_id = $1
            AND version = $2",
        id.uuid(),
        version,
        language,
        now,
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected())
}
