use std::io;

use kabinet_feed::{FeedError, Line, Observer, Progress, ReadError, Reject, lines_of};
use kabinet_proto::{
    errors::v1::Reason,
    subscriptions::v1::{SnapshotScope, SnapshotState},
};

use crate::{
    operator::{IMPATIENT, feed, plan, records, send, send_lines},
    server::{Cut, Script, Server},
};

/// Five batches.
const COUNT: usize = 4_500;

#[tokio::test]
async fn every_record_arrives_once_and_in_order() {
    let (server, channel) = Server::start(Script::default());
    let (summary, notes) = send(channel, records(COUNT)).await;
    let summary = summary.unwrap();
    assert_eq!((summary.read, summary.rejected), (4_500, 0));
    assert_eq!(summary.result.created_count, 4_500);
    assert!(summary.took_all());
    assert_eq!(server.state().kept.records, records(COUNT));
    assert_eq!(server.state().callers, ["bss/demo"]);
    let last = *notes.progress.last().unwrap();
    assert_eq!(
        (last.sent, last.acknowledged, last.rejected),
        (4_500, 4_500, 0)
    );
}

#[tokio::test]
async fn nothing_is_a_snapshot_too() {
    let (server, channel) = Server::start(Script::default());
    let (summary, _) = send(channel, Vec::new()).await;
    assert_eq!(summary.unwrap().read, 0);
    let state = server.state();
    assert_eq!((state.streams, state.commits), (0, 1));
}

#[tokio::test]
async fn stream_that_is_cut_anywhere_goes_on() {
    for cut in [Cut::BeforeStoring, Cut::BeforeAcknowledging, Cut::Ending] {
        for batches in 0..5 {
            let (server, channel) = Server::start(Script::cutting([(batches, cut)]));
            let (summary, _) = send(channel, records(COUNT)).await;
            let created = summary.unwrap().result.created_count;
            assert_eq!(created, 4_500, "{cut:?} after {batches}");
            assert_eq!(server.state().kept.records, records(COUNT));
            assert_eq!(server.state().streams, 2, "{cut:?} after {batches}");
        }
    }
}

#[tokio::test]
async fn tries_are_counted_from_the_last_acknowledgement() {
    let (server, channel) = Server::start(Script::cutting([(1, Cut::Ending); 4]));
    send(channel, records(COUNT)).await.0.unwrap();
    assert_eq!(server.state().streams, 5);
}

#[tokio::test]
async fn stream_that_brings_nothing_is_given_up() {
    let (server, channel) = Server::start(Script::cutting([(0, Cut::BeforeStoring); 9]));
    let (result, _) = send(channel, records(COUNT)).await;
    let Err(FeedError::Unanswered { call, tries: 3, .. }) = result else {
        panic!("{result:?}");
    };
    assert_eq!(call, "ImportSnapshot");
    assert_eq!(server.state().kept.snapshot.state(), SnapshotState::Aborted);
}

#[tokio::test]
async fn records_that_the_server_lost_are_not_passed_over() {
    let (server, channel) = Server::start(Script::cutting([(2, Cut::Forgetting)]));
    let (result, _) = send(channel, records(COUNT)).await;
    assert!(matches!(result, Err(FeedError::Lost)), "{result:?}");
    assert_eq!(server.state().commits, 0);
}

#[tokio::test]
async fn records_that_were_lost_before_an_acknowledgement_are_sent_again() {
    let (server, channel) = Server::start(Script::cutting([(0, Cut::Forgetting)]));
    send(channel, records(COUNT)).await.0.unwrap();
    assert_eq!(server.state().kept.records, records(COUNT));
}

#[tokio::test]
async fn lost_answer_to_a_commit_is_asked_for_again() {
    let (server, channel) = Server::start(Script {
        lose_commit_answer: true,
        ..Script::default()
    });
    let (summary, _) = send(channel, records(3)).await;
    assert_eq!(summary.unwrap().result.created_count, 3);
    assert_eq!(server.state().commits, 2);
}

#[tokio::test]
async fn at_most_four_batches_wait_for_a_slow_server() {
    let (server, channel) = Server::start(Script {
        awaited: 4,
        ..Script::default()
    });
    send(channel, records(9_500)).await.0.unwrap();
    assert_eq!(server.state().kept.records.len(), 9_500);
    assert_eq!(server.state().most_waiting, 4);
}

#[tokio::test]
async fn server_that_never_answers_is_given_up() {
    let (server, channel) = Server::start(Script {
        silent: true,
        ..Script::default()
    });
    let (result, _) = send(channel, records(1)).await;
    let Err(FeedError::Unanswered { call, tries: 3, .. }) = result else {
        panic!("{result:?}");
    };
    assert_eq!(call, "BeginSnapshot");
    assert_eq!(server.state().begun, 3);
}

#[tokio::test]
async fn rejected_records_are_named_by_their_lines_once() {
    let mut records = records(2_500);
    for ordinal in [0, 999, 1_000, 2_499] {
        records[ordinal].version = 0;
    }
    // The second batch is stored, and its acknowledgement lost.
    let (_, channel) = Server::start(Script::cutting([(1, Cut::BeforeAcknowledging)]));
    let (summary, notes) = send(channel, records).await;
    let summary = summary.unwrap();
    assert_eq!((summary.read, summary.rejected), (2_500, 4));
    assert!(!summary.took_all());
    let named: Vec<_> = notes
        .rejects
        .iter()
        .map(|reject| (reject.line, reject.external_id.as_deref().unwrap()))
        .collect();
    let expected = [
        (1, "C-0"),
        (1_000, "C-999"),
        (1_001, "C-1000"),
        (2_500, "C-2499"),
    ];
    assert_eq!(named, expected);
    assert_eq!(notes.rejects[0].violations[0].reason, "INT64_GT");
}

fn unreadable(line: u64) -> Line {
    Line::Rejected(Reject {
        line,
        external_id: None,
        violations: Vec::new(),
    })
}

#[tokio::test]
async fn lines_that_are_no_records_are_counted_and_not_sent() {
    let (server, channel) = Server::start(Script::default());
    let lines = lines_of(records(2)).chain([Ok(unreadable(3))]);
    let (summary, notes) = send_lines(channel, SnapshotScope::Partial, lines).await;
    let summary = summary.unwrap();
    assert_eq!((summary.read, summary.rejected), (3, 1));
    assert_eq!(server.state().kept.records.len(), 2);
    assert_eq!(notes.rejects[0].line, 3);
}

#[tokio::test]
async fn complete_snapshot_mentions_contracts_of_rejected_lines() {
    let (server, channel) = Server::start(Script::default());
    let rejected = Line::Rejected(Reject {
        line: 1,
        external_id: Some("C-bad".to_owned()),
        violations: Vec::new(),
    });
    let lines = std::iter::once(Ok(rejected)).chain(lines_of(records(2)));
    let (summary, notes) = send_lines(channel, SnapshotScope::Complete, lines).await;
    let summary = summary.unwrap();
    assert_eq!((summary.read, summary.rejected), (3, 1));
    assert_eq!((notes.rejects.len(), notes.rejects[0].line), (1, 1));
    let state = server.state();
    assert_eq!(state.kept.records[0].external_id, "C-bad");
    assert_eq!(state.kept.records.len(), 3);
    assert_eq!(
        state.kept.snapshot.result.as_ref().unwrap().created_count,
        2
    );
}

#[tokio::test]
async fn complete_snapshot_with_a_line_of_nobody_closes_nothing() {
    let (server, channel) = Server::start(Script::default());
    let lines = lines_of(records(2)).chain([Ok(unreadable(3))]);
    let (result, notes) = send_lines(channel, SnapshotScope::Complete, lines).await;
    let refused = matches!(result, Err(FeedError::UnnamedOfComplete { lines: 1 }));
    assert!(refused, "{result:?}");
    assert_eq!(notes.rejects.len(), 1);
    assert_eq!(server.state().commits, 0);
    assert_eq!(server.state().kept.snapshot.state(), SnapshotState::Aborted);
}

#[tokio::test]
async fn file_that_fails_is_not_committed() {
    let (server, channel) = Server::start(Script::default());
    let failure = ReadError::Io(io::Error::other("the disk is gone"));
    let lines = lines_of(records(1_500)).chain([Err(failure)]);
    let (result, _) = send_lines(channel, SnapshotScope::Partial, lines).await;
    assert!(matches!(result, Err(FeedError::Read(_))), "{result:?}");
    assert_eq!(server.state().commits, 0);
    assert_eq!(server.state().kept.snapshot.state(), SnapshotState::Aborted);
}

#[tokio::test]
async fn refusal_is_told_with_its_reason_and_not_repeated() {
    let (server, channel) = Server::start(Script::default());
    let server_of_lines = server.clone();
    // Somebody begins another snapshot of the source while this one is sent.
    let lines = lines_of(records(2_500)).inspect(move |line| {
        if matches!(line, Ok(Line::Record { line: 2_400, .. })) {
            let state = &mut server_of_lines.state();
            state.kept.snapshot.set_state(SnapshotState::Aborted);
        }
    });
    let (result, _) = send_lines(channel, SnapshotScope::Partial, lines).await;
    let error = result.unwrap_err();
    assert_eq!(error.reason(), Some(Reason::SnapshotEnded), "{error:?}");
    assert_eq!(server.state().streams, 1);
}

struct Full;

impl Observer for Full {
    fn rejected(&mut self, _: Reject) -> io::Result<()> {
        Err(io::Error::other("no space left"))
    }

    fn progress(&mut self, _: Progress) {}
}

#[tokio::test]
async fn reject_that_cannot_be_kept_ends_the_sending() {
    let (server, channel) = Server::start(Script::default());
    let lines = lines_of(records(2)).chain([Ok(unreadable(3))]);
    let feed = feed(channel, IMPATIENT);
    let result = feed
        .send(plan(SnapshotScope::Partial), lines, &mut Full)
        .await;
    assert!(matches!(result, Err(FeedError::Observer(_))), "{result:?}");
    assert_eq!(server.state().commits, 0);
}
