//! Outboxes whose events stay where they are, so that a call and its outbox do not race.

use sqlx::AssertSqlSafe;

use super::Suite;

/// A lease that does nothing: the relay finds nothing due.
const HOLD: &str = "
    CREATE OR REPLACE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RETURN NULL; END';
    DROP TRIGGER IF EXISTS held ON identity.outbox_event;
    DROP TRIGGER IF EXISTS held ON profile.outbox_event;
    DROP TRIGGER IF EXISTS held ON subscriptions.outbox_event;
    CREATE TRIGGER held BEFORE UPDATE ON identity.outbox_event
    FOR EACH ROW EXECUTE FUNCTION public.hold();
    CREATE TRIGGER held BEFORE UPDATE ON profile.outbox_event
    FOR EACH ROW EXECUTE FUNCTION public.hold();
    CREATE TRIGGER held BEFORE UPDATE ON subscriptions.outbox_event
    FOR EACH ROW EXECUTE FUNCTION public.hold();";

const RELEASE: &str = "
    DROP TRIGGER IF EXISTS held ON identity.outbox_event;
    DROP TRIGGER IF EXISTS held ON profile.outbox_event;
    DROP TRIGGER IF EXISTS held ON subscriptions.outbox_event;";

impl Suite {
    /// Keeps every event in its outbox from now on.
    pub(crate) async fn hold_outboxes(&self) {
        self.define(HOLD).await;
    }

    /// Lets events leave again.
    pub(crate) async fn release_outboxes(&self) {
        self.define(RELEASE).await;
    }

    /// Changes held events, and lets them leave again at the same moment.
    pub(crate) async fn release_outboxes_after(&self, change: &str) {
        self.define(&format!("{RELEASE}{change};")).await;
    }

    async fn define(&self, statements: &str) {
        let mut connection = self.database.connect().await;
        sqlx::raw_sql(AssertSqlSafe(statements))
            .execute(&mut connection)
            .await
            .unwrap();
    }
}
