//! What stands in the tables, for whoever may look at everything.

use kabinet_env::id::{AccountId, RegistrationId};
use sqlx::types::Uuid;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Row as _, Transaction};

use super::Suite;

impl Suite {
    /// Connects as whoever may look at everything.
    pub(crate) async fn tables(&self) -> &PgPool {
        self.tables.get_or_init(|| self.database.admin_pool()).await
    }

    /// Runs a statement that no RPC offers.
    pub(crate) async fn sql(&self, statement: &'static str) -> u64 {
        let done = sqlx::query(statement).execute(self.tables().await).await;
        done.unwrap().rows_affected()
    }

    /// Returns the number that a statement asks for.
    pub(crate) async fn number(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement)
            .fetch_one(self.tables().await)
            .await
            .unwrap()
    }

    /// Keeps others from changing the registration, until the transaction is dropped.
    pub(crate) async fn holds_registration(
        &self,
        registration_id: &str,
    ) -> Transaction<'static, Postgres> {
        let id = registration_id.parse::<RegistrationId>().unwrap().uuid();
        let mut transaction = self.tables().await.begin().await.unwrap();
        sqlx::query("SELECT FROM identity.registration WHERE id = $1 FOR UPDATE")
            .bind(id)
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction
    }

    /// Counts the statements that calls have made; the outbox's relay works beside them, at its own pace.
    pub(crate) async fn statements(&self) -> i64 {
        self.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            .await;
        self.number(
            "SELECT coalesce(sum(statement.calls), 0)::bigint
             FROM pg_stat_statements AS statement
             JOIN pg_database AS database ON database.oid = statement.dbid
             JOIN pg_roles AS role ON role.oid = statement.userid
             WHERE database.datname = current_database()
               AND role.rolname = 'identity_app'
               AND (statement.query LIKE 'INSERT%' OR statement.query NOT LIKE '%outbox_event%')",
        )
        .await
    }

    pub(crate) async fn accounts(&self) -> i64 {
        self.number("SELECT count(*) FROM identity.account").await
    }

    /// Reads every row of every table as text; bytes are hexadecimal.
    pub(crate) async fn every_row(&self) -> Vec<(String, String)> {
        let pool = self.tables().await;
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'identity'",
        )
        .fetch_all(pool)
        .await
        .unwrap();
        let mut rows = Vec::new();
        for table in tables {
            let statement = format!("SELECT t::text FROM identity.{table} AS t");
            let found = sqlx::query(AssertSqlSafe(statement))
                .fetch_all(pool)
                .await
                .unwrap();
            rows.extend(found.iter().map(|row| (table.clone(), row.get(0))));
        }
        rows
    }
}

impl Suite {
    /// Locks an account, for which there is no RPC yet.
    pub(crate) async fn locks(&self, account_id: &str) {
        let lock = "UPDATE identity.account SET state = 'LOCKED' WHERE id = $1";
        let done = sqlx::query(lock)
            .bind(uuid(account_id))
            .execute(self.tables().await)
            .await;
        assert_eq!(done.unwrap().rows_affected(), 1);
    }

    /// Leaves an account without a password, as an import may.
    pub(crate) async fn takes_the_password_of(&self, account_id: &str) {
        let delete = "DELETE FROM identity.password_credential WHERE account_id = $1";
        let done = sqlx::query(delete)
            .bind(uuid(account_id))
            .execute(self.tables().await)
            .await;
        assert_eq!(done.unwrap().rows_affected(), 1);
    }

    /// Returns the password record of the only account.
    pub(crate) async fn password_record(&self) -> String {
        let record = "SELECT record FROM identity.password_credential";
        sqlx::query_scalar(record)
            .fetch_one(self.tables().await)
            .await
            .unwrap()
    }
}

fn uuid(account_id: &str) -> Uuid {
    account_id.parse::<AccountId>().unwrap().uuid()
}
