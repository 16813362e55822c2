pub(crate) mod answers;
pub(crate) mod case;

use std::time::Duration;

use kabinet_testkit::{CommandCount, StatementCount};

use crate::requests::resend;
use crate::suite::Suite;
use answers::answers;
use case::{Case, prepared, prepared_with, settled};

#[tokio::test]
async fn answers_do_not_tell_what_becomes_of_messages() {
    let suite = prepared().await;
    let reachable = answers(&suite, Case::Reachable).await;
    for case in Case::ALL {
        if case != Case::Reachable {
            assert_eq!(answers(&suite, case).await, reachable, "{case:?}");
        }
    }
    for case in Case::ALL {
        let arrived = suite.around.messages.list(Some(case.number()), None, 9);
        let before = match case {
            Case::Limited => 2,
            Case::Resting => 1,
            _ => 0,
        };
        let own = if case.is_sent() { 2 } else { 0 };
        assert_eq!(arrived.len(), before + own, "{case:?}");
    }
    // The e-mail of whoever is only limited by text message does arrive.
    for (case, count) in [
        (Case::Limited, 1),
        (Case::Foreign, 1),
        (Case::Suppressed, 0),
    ] {
        let arrived = suite.around.messages.list(Some(&case.address()), None, 9);
        assert_eq!(arrived.len(), count, "{case:?}");
    }
    // Whose number only rests gets a text message later, up to the limit of two.
    assert_eq!(waiting(&suite).await, 1);
}

#[tokio::test]
async fn answers_do_not_tell_what_would_come_too_late() {
    let suite = prepared_with(|config| {
        // Of the code's 600 s.
        config.ownership.resend_floor = Duration::from_secs(570);
    })
    .await;
    let reachable = answers(&suite, Case::Reachable).await;
    assert_eq!(answers(&suite, Case::Resting).await, reachable);
    assert_eq!(waiting(&suite).await, 0);
}

async fn waiting(suite: &Suite) -> i64 {
    let count = sqlx::query_scalar(
        "SELECT count(*) FROM verification.delivery WHERE state = 'QUEUED' AND mode = 'SEND'",
    );
    count.fetch_one(&suite.around.pool().await).await.unwrap()
}

#[tokio::test]
async fn work_does_not_tell_what_becomes_of_messages() {
    let suite = prepared().await;
    let mut work = Vec::new();
    for case in Case::ALL {
        if case == Case::Resting {
            continue;
        }
        let mut client = suite.client.clone();
        let mut handle = String::new();
        for step in 0..2 {
            let (((asked, kept), commands), statements) =
                StatementCount::of(&suite.around.database)
                    .during(async || {
                        CommandCount::of(&suite.around.redis)
                            .during(async || {
                                let kept = if step == 0 {
                                    let begun = client.start_verification(case.start()).await;
                                    begun.unwrap().into_inner().verification.unwrap().handle
                                } else {
                                    client.resend_code(resend(&handle)).await.unwrap();
                                    handle.clone()
                                };
                                (settled(&suite).await, kept)
                            })
                            .await
                    })
                    .await;
            handle = kept;
            work.push((commands, statements - asked));
        }
    }
    // One function for the call and one for the worker; queue, claim, finish.
    assert_eq!(work, vec![(2, 3); 2 * (Case::ALL.len() - 1)]);

    // What waits is queued with the same work; the worker comes for the rest of it later.
    let mut client = suite.client.clone();
    let (begun, commands) = CommandCount::of(&suite.around.redis)
        .during(async || client.start_verification(Case::Resting.start()).await)
        .await;
    assert!(begun.is_ok());
    assert_eq!(commands, 1);
    assert_eq!(waiting(&suite).await, 1);
}
