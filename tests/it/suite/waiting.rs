//! Waiting that is cut short: the clock of a process cannot be moved, but what waits for it can.

use super::Suite;

/// Makes due what waits for its next try, and free what a process that died had leased.
const CUT_SHORT: &str = "
    UPDATE identity.outbox_event SET available_time = create_time;
    UPDATE profile.outbox_event SET available_time = create_time;
    UPDATE subscriptions.outbox_event SET available_time = create_time;
    UPDATE verification.delivery
    SET available_time = create_time,
        leased_until = CASE WHEN leased_until IS NOT NULL THEN create_time END
    WHERE state IN ('QUEUED', 'SUBMITTED');
    UPDATE verification.notice
    SET available_time = create_time,
        leased_until = CASE WHEN leased_until IS NOT NULL THEN create_time END
    WHERE state IN ('QUEUED', 'SUBMITTED')";

/// Lets contacts that joined or replaced a confirmed one stand as long as those that were there first.
const PROBATION_OVER: &str = "
    UPDATE profile.contact_point SET recovery_time = confirm_time WHERE confirm_time IS NOT NULL;
    UPDATE identity.login_identifier SET recovery_start_time = create_time";

impl Suite {
    /// Lets the 72 hours be over in which a new contact does not recover access.
    pub(crate) async fn ends_probation(&self) {
        let mut connection = self.database.connect().await;
        sqlx::raw_sql(PROBATION_OVER)
            .execute(&mut connection)
            .await
            .unwrap();
    }

    /// Lets leases and pauses be over. Only while no process is at work: what it leased is its own.
    pub(crate) async fn cut_waiting_short(&self) {
        assert!(self.running.is_empty(), "somebody is at work");
        let mut connection = self.database.connect().await;
        sqlx::raw_sql(CUT_SHORT)
            .execute(&mut connection)
            .await
            .unwrap();
    }
}
