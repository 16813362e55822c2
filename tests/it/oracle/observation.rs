//! What can be seen of a call, from outside and from inside.

use std::collections::BTreeSet;

use kabinet_env::Env;
use kabinet_proto::{
    subscriptions::v1::{Challenge, Link},
    timestamp,
};
use prost_types::Timestamp;
use tonic::Status;

use crate::suite::{Counts, Suite, added};

/// What a call has answered and left behind, without ids and times.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Observation {
    answer: Result<Link, Refused>,
    rows: Counts,
    statements: Counts,
}

/// A refusal, byte by byte.
#[derive(Clone, Debug, PartialEq)]
struct Refused {
    code: tonic::Code,
    message: String,
    details: Vec<u8>,
}

/// Makes a call and waits until everything that it has begun is done.
pub(super) async fn observe(
    suite: &Suite,
    call: impl Future<Output = Result<Link, Status>>,
) -> Observation {
    let rows = suite.count_rows().await;
    let statements = suite.count_statements().await;
    let called = timestamp::write(Env::system().now());
    let answer = call.await;
    let ran = suite.count_statements().await;
    suite.wait_until_quiet().await;
    Observation {
        answer: answer
            .map(|link| without_identity(link, called))
            .map_err(Refused::from),
        rows: added(&rows, &suite.count_rows().await),
        statements: added(&statements, &ran),
    }
}

impl Observation {
    /// Says what is not the same about another one.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        if self.answer != other.answer {
            differences.push(format!("{:?}\n{:?}", self.answer, other.answer));
        }
        for (one, another) in [
            (&self.rows, &other.rows),
            (&self.statements, &other.statements),
        ] {
            let names: BTreeSet<_> = one.keys().chain(another.keys()).collect();
            let different = names
                .into_iter()
                .filter(|name| one.get(*name) != another.get(*name));
            differences.extend(
                different
                    .map(|name| format!("{:?}, {:?}: {name}", one.get(name), another.get(name))),
            );
        }
        differences
    }
}

impl From<Status> for Refused {
    fn from(status: Status) -> Self {
        Self {
            code: status.code(),
            message: status.message().to_owned(),
            details: status.details().to_vec(),
        }
    }
}

/// Leaves the length of what is different anyway, and how far times lie apart: from the start of the
/// link, and that of the next message from the call that sent the one before.
fn without_identity(link: Link, called: Timestamp) -> Link {
    let start = link.create_time;
    let times = |time: Option<Timestamp>| Some(seconds_after(start?, time?));
    Link {
        link_id: hidden(&link.link_id),
        masked_identifier: hidden(&link.masked_identifier),
        label: hidden(&link.label),
        etag: hidden(&link.etag),
        create_time: start.map(|_| Timestamp::default()),
        expire_time: times(link.expire_time),
        challenge: link.challenge.map(|challenge| Challenge {
            expire_time: times(challenge.expire_time),
            resend_time: challenge
                .resend_time
                .map(|time| seconds_after(called, time)),
            ..challenge
        }),
        ..link
    }
}

/// Returns the time between both, to ten seconds: eight of them may be the call's own.
fn seconds_after(start: Timestamp, time: Timestamp) -> Timestamp {
    Timestamp {
        seconds: (time.seconds - start.seconds + 1) / 10,
        nanos: 0,
    }
}

fn hidden(text: &str) -> String {
    let hide = |character: char| {
        if character.is_alphanumeric() {
            'x'
        } else {
            character
        }
    };
    text.chars().map(hide).collect()
}
