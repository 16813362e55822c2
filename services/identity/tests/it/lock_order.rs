//! Whatever changes an account locks it first: of two changes one waits for the other, and never each for
//! the other.

use futures::future::join3;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{RevokeAllSessionsRequest, RevokeSessionRequest};

use crate::suite::{Refused as _, Suite};

const WAITING: &str = "SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// Locks every account, as another change does.
async fn holds_accounts(suite: &Suite) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut other = suite.tables().await.begin().await.unwrap();
    sqlx::query("SELECT FROM identity.account FOR UPDATE")
        .execute(&mut *other)
        .await
        .unwrap();
    other
}

/// Waits until so many wait for a lock.
pub(crate) async fn waiting(suite: &Suite, count: i64) {
    suite
        .settles(async || suite.number(WAITING).await == count)
        .await;
}

#[tokio::test]
async fn ends_of_all_sessions_and_of_one_with_the_same_request_id_queue() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let lost = person.registers().await.session.unwrap().session_id;
    let grant = person.logs_in().await.unwrap();
    let user = suite.as_user(&grant.access_token);
    let request_id = suite.request_id();
    let all = user.says(RevokeAllSessionsRequest {
        request_id: request_id.clone(),
    });
    let one = user.says(RevokeSessionRequest {
        request_id,
        session_id: lost,
    });
    let (mut first, mut second) = (user.client(), user.client());

    let other = holds_accounts(&suite).await;
    let (all, one, ()) = join3(
        first.revoke_all_sessions(all),
        async {
            waiting(&suite, 1).await;
            second.revoke_session(one).await
        },
        async {
            waiting(&suite, 2).await;
            other.commit().await.unwrap();
        },
    )
    .await;
    assert_eq!(all.unwrap().into_inner().revoked_count, 2);
    assert_eq!(one.reason(), Reason::RequestIdReused);
}
