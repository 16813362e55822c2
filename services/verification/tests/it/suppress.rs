use kabinet_proto::verification::v1 as pb;
use kabinet_sinks::smsc::Behaviour;
use kabinet_testkit::{CommandCount, StatementCount};
use sqlx::PgPool;

use crate::requests::{EMAIL, MOBILE, OTHER_MOBILE, SUBJECT, email, sms, start, started};
use crate::suite::{Suite, eventually};

/// Returns the state of the newest message once it is a last one, and how often it was asked for.
async fn last_state(suite: &Suite, pool: &PgPool) -> (String, u64) {
    let asked = std::sync::atomic::AtomicU64::new(0);
    let state = eventually(async || {
        asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let state: String = sqlx::query_scalar(
            "SELECT state FROM verification.delivery ORDER BY create_time DESC LIMIT 1",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        (state != "QUEUED" && state != "SUBMITTED").then_some(state)
    })
    .await;
    suite.rests().await;
    (state, asked.into_inner())
}

#[tokio::test]
async fn suppressed_message_takes_the_same_work_and_is_not_sent() {
    let suite = Suite::still(|_| ()).await;
    suite.around.smsc.behave(Behaviour::NoReceipts);
    started(&suite.client, email(EMAIL)).await;
    let pool = suite.around.pool().await;
    last_state(&suite, &pool).await;

    let mut work = Vec::new();
    for (number, suppress) in [(MOBILE, false), (OTHER_MOBILE, true)] {
        let request = pb::StartVerificationRequest {
            suppress,
            ..start(SUBJECT, sms(number))
        };
        let mut client = suite.client.clone();
        let (((state, asked), commands), statements) = StatementCount::of(&suite.around.database)
            .during(async || {
                CommandCount::of(&suite.around.redis)
                    .during(async || {
                        client.start_verification(request).await.unwrap();
                        last_state(&suite, &pool).await
                    })
                    .await
            })
            .await;
        assert_eq!(state == "SKIPPED", suppress, "{state}");
        work.push((commands, statements - asked));
    }
    // One function for the start and one for the worker; queue, claim, finish.
    assert_eq!(work, [(2, 3), (2, 3)]);
    assert!(
        suite
            .around
            .messages
            .list(Some(OTHER_MOBILE), None, 1)
            .is_empty()
    );
}
