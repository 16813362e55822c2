use std::time::Duration;

use sqlx::PgConnection;

use super::MigrateError;

/// How long and how often to ask for the lock.
#[derive(Clone, Copy)]
pub(super) struct LockWait {
    attempts: u32,
    pause: Duration,
}

impl LockWait {
    pub(super) const DEFAULT: Self = Self {
        attempts: 240,
        pause: Duration::from_millis(250),
    };

    fn longest(self) -> Duration {
        self.pause * self.attempts
    }
}

/// Takes the lock of the session by asking again and again, so that no snapshot is held meanwhile.
pub(super) async fn wait_for_lock(
    connection: &mut PgConnection,
    name: &str,
    wait: LockWait,
) -> Result<(), MigrateError> {
    for _ in 0..wait.attempts {
        if try_lock(connection, name).await? {
            return Ok(());
        }
        tokio::time::sleep(wait.pause).await;
    }
    Err(MigrateError::Locked(wait.longest()))
}

async fn try_lock(connection: &mut PgConnection, name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT pg_try_advisory_lock(hashtextextended($1, 0))")
        .bind(name)
        .fetch_one(connection)
        .await
}

#[cfg(test)]
mod tests {
    use kabinet_testkit::TestDatabase;
    use sqlx::Connection as _;

    use super::*;

    const IMPATIENT: LockWait = LockWait {
        attempts: 3,
        pause: Duration::from_millis(1),
    };

    #[tokio::test]
    async fn lock_is_waited_for_no_longer_than_told_and_ends_with_its_connection() {
        let database = TestDatabase::with_ddl("identity", "SELECT 1").await;
        let mut holder = PgConnection::connect(&database.owner_url()).await.unwrap();
        let mut other = PgConnection::connect(&database.owner_url()).await.unwrap();

        wait_for_lock(&mut holder, "a", IMPATIENT).await.unwrap();
        let refused = wait_for_lock(&mut other, "a", IMPATIENT).await;
        assert!(
            matches!(refused, Err(MigrateError::Locked(_))),
            "{refused:?}"
        );
        wait_for_lock(&mut other, "b", IMPATIENT).await.unwrap();

        holder.close().await.unwrap();
        wait_for_lock(&mut other, "a", LockWait::DEFAULT)
            .await
            .unwrap();
    }
}
