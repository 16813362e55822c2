//! What stands in the tables.

use kabinet_env::id::{AccountId, RegistrationId};
use sqlx::AssertSqlSafe;

use super::{PATIENCE, Profile};

/// A row of the access log.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Reading {
    pub(crate) reader: String,
    pub(crate) purpose: String,
    pub(crate) fields: Vec<String>,
}

impl Profile {
    /// Counts the rows of a table.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        let count = AssertSqlSafe(format!("SELECT count(*) FROM profile.{table}"));
        sqlx::query_scalar(count)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Tells the state of a draft, and whether any data stand in it.
    pub(crate) async fn draft(&self, registration_id: &str) -> Option<(String, bool)> {
        let id: RegistrationId = registration_id.parse().unwrap();
        sqlx::query_as(
            "SELECT state, num_nonnulls(personal_data, mobile, email) > 0
             FROM profile.draft
             WHERE registration_id = $1",
        )
        .bind(id.uuid())
        .fetch_optional(&self.pool)
        .await
        .unwrap()
    }

    /// Lists who read the data of an account.
    pub(crate) async fn readings_of_account(&self, id: AccountId) -> Vec<Reading> {
        self.readings(id.uuid()).await
    }

    /// Lists who read the data of a registration.
    pub(crate) async fn readings_of_registration(&self, registration_id: &str) -> Vec<Reading> {
        let id: RegistrationId = registration_id.parse().unwrap();
        self.readings(id.uuid()).await
    }

    /// Runs calls that write people or preferences, of which at least two have read what they
    /// change before the first one may write.
    pub(crate) async fn overlapping<T>(&self, calls: impl Future<Output = T>) -> T {
        let mut holding = self.pool.begin().await.unwrap();
        for lock in [
            "SELECT account_id FROM profile.person FOR UPDATE",
            "SELECT account_id FROM profile.preference FOR UPDATE",
        ] {
            sqlx::query(lock).execute(&mut *holding).await.unwrap();
        }
        let release = async {
            while self.waiting_for_locks().await < 2 {}
            holding.rollback().await.unwrap();
        };
        let both = async { tokio::join!(calls, release) };
        let both = tokio::time::timeout(PATIENCE, both).await;
        both.expect("the calls do not overlap").0
    }

    async fn waiting_for_locks(&self) -> i64 {
        let count = "SELECT count(*)
             FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'";
        sqlx::query_scalar(count)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    async fn readings(&self, subject_id: uuid::Uuid) -> Vec<Reading> {
        sqlx::query_as(
            "SELECT reader, purpose, fields
             FROM profile.access_log
             WHERE subject_id = $1
             ORDER BY access_time, purpose",
        )
        .bind(subject_id)
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }
}

impl Reading {
    pub(crate) fn new(reader: &str, purpose: &str, fields: &[&str]) -> Self {
        Self {
            reader: reader.to_owned(),
            purpose: purpose.to_owned(),
            fields: fields.iter().map(ToString::to_string).collect(),
        }
    }
}
