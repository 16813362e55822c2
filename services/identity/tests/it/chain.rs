//! The chain of security events, verified as its documentation says.

use kabinet_seal::sha256;
use sqlx::types::Uuid;
use time::OffsetDateTime;

use crate::suite::Suite;

/// A security event as it is stored.
pub(crate) struct Row {
    account_id: Uuid,
    pub(crate) sequence: i64,
    pub(crate) kind: String,
    session_id: Option<Uuid>,
    place: Vec<u8>,
    hash: Vec<u8>,
    occur_time: OffsetDateTime,
    pub(crate) unlisted_failures: i64,
}

type Columns = (
    Uuid,
    i64,
    String,
    Option<Uuid>,
    Vec<u8>,
    Vec<u8>,
    OffsetDateTime,
    i64,
);

/// Reads the events of the only account, the oldest first.
pub(crate) async fn chain(suite: &Suite) -> Vec<Row> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT account_id, sequence, kind, session_id, place, hash, occur_time,
             unlisted_failures
         FROM identity.security_event
         ORDER BY sequence",
    )
    .fetch_all(suite.tables().await)
    .await
    .unwrap();
    let rows = rows.into_iter();
    rows.map(
        |(account_id, sequence, kind, session_id, place, hash, occur_time, unlisted_failures)| {
            Row {
                account_id,
                sequence,
                kind,
                session_id,
                place,
                hash,
                occur_time,
                unlisted_failures,
            }
        },
    )
    .collect()
}

/// Computes the hash after an event as the chain's documentation says.
fn link(before: &[u8], row: &Row) -> [u8; 32] {
    let microseconds = row.occur_time.unix_timestamp_nanos() / 1_000;
    let session = row.session_id.unwrap_or_default();
    let parts: [&[u8]; 6] = [
        b"kabinet security event 1",
        row.account_id.as_bytes(),
        row.kind.as_bytes(),
        &microseconds.to_be_bytes(),
        session.as_bytes(),
        &row.place,
    ];
    let mut content = Vec::new();
    for part in parts {
        content.extend_from_slice(&(part.len() as u64).to_be_bytes());
        content.extend_from_slice(part);
    }
    let digest = sha256(&content);
    let unlisted = row.unlisted_failures.to_be_bytes();
    let unlisted: &[u8] = if row.unlisted_failures > 0 {
        &unlisted
    } else {
        &[]
    };
    sha256(&[before, &row.sequence.to_be_bytes(), &digest, unlisted].concat())
}

/// Returns the sequence of the first event that does not follow from those before it.
pub(crate) fn first_break(chain: &[Row]) -> Option<i64> {
    let mut before = vec![0; 32];
    for (expected, row) in (1..).zip(chain) {
        if row.sequence != expected || link(&before, row).as_slice() != row.hash {
            return Some(row.sequence);
        }
        before.clone_from(&row.hash);
    }
    None
}

/// Tells whether the chain ends where the account says.
pub(crate) async fn is_complete(suite: &Suite, chain: &[Row]) -> bool {
    let account: (Uuid, i64, Vec<u8>) =
        sqlx::query_as("SELECT id, event_sequence, event_hash FROM identity.account")
            .fetch_one(suite.tables().await)
            .await
            .unwrap();
    let last = chain.last().unwrap();
    account == (last.account_id, last.sequence, last.hash.clone())
}
