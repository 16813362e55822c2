//! When the suite has nothing left to do.

use std::time::Duration;

use super::Suite;

/// Longer than the longest lease of a message or an event, and a retry.
const PATIENCE: Duration = Duration::from_secs(40);
/// How often the tables are looked at: there is nobody to ask for a call when they change.
const LOOK: Duration = Duration::from_millis(20);

const IS_QUIET: &str = "
    SELECT NOT EXISTS (SELECT FROM identity.outbox_event)
       AND NOT EXISTS (SELECT FROM profile.outbox_event)
       AND NOT EXISTS (SELECT FROM subscriptions.outbox_event)
       AND NOT EXISTS (
           SELECT FROM verification.delivery
           WHERE state IN ('QUEUED', 'SUBMITTED')
       )
       AND NOT EXISTS (
           SELECT FROM verification.notice
           WHERE state IN ('QUEUED', 'SUBMITTED')
       )";

impl Suite {
    /// Waits until no event and no message is on its way.
    pub(crate) async fn wait_until_quiet(&self) {
        let mut connection = self.database.connect().await;
        let mut looks = tokio::time::interval(LOOK);
        let quiet = async {
            loop {
                looks.tick().await;
                if sqlx::query_scalar(IS_QUIET)
                    .fetch_one(&mut connection)
                    .await
                    .unwrap()
                {
                    return;
                }
            }
        };
        if tokio::time::timeout(PATIENCE, quiet).await.is_err() {
            self.explain("events or messages are left");
        }
    }

    /// Counts the wrong codes that verification has noted.
    pub(crate) async fn count_wrong_codes(&self) -> i64 {
        let mut connection = self.database.connect().await;
        sqlx::query_scalar("SELECT count(*) FROM verification.failed_guess")
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }

    /// Waits until verification has noted so many wrong codes.
    pub(crate) async fn wait_for_wrong_codes(&self, count: i64) {
        let mut looks = tokio::time::interval(LOOK);
        let noted = async {
            while self.count_wrong_codes().await < count {
                looks.tick().await;
            }
        };
        if tokio::time::timeout(PATIENCE, noted).await.is_err() {
            self.explain("a wrong code is not noted");
        }
    }
}
