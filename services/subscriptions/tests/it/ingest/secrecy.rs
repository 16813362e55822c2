use kabinet_testkit::Capture;

use super::feed::contract;
use crate::harness::Subscriptions;

const PERSONAL: [&str; 6] = [
    "9001234567",
    "770001234567",
    "A-1234567",
    "holder1234567",
    "N-B-1",
    "N-B-2",
];

#[tokio::test]
async fn nothing_personal_stands_in_clear_or_is_logged() {
    let capture = Capture::install();
    let suite = Subscriptions::start().await;
    let record = contract(&suite, 1_234_567);
    let debug = format!("{record:?}");
    let mut bad = record.clone();
    bad.external_id = "C-2".to_owned();
    bad.contact.as_mut().unwrap().email = "holder1234567".to_owned();
    let mut feed = suite.complete().await;
    feed.send_all(&[record, bad]).await;
    let staged = suite.every_row().await;
    feed.committed().await;
    let written = suite.every_row().await;
    assert!(staged.iter().any(|(table, _)| table == "staged_contract"));
    assert!(written.iter().any(|(table, _)| table == "bill"));
    let logged = capture.text();
    assert!(logged.contains("BssIngestService/CommitSnapshot"));
    for secret in PERSONAL {
        let hex = secret
            .bytes()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        for (table, row) in staged.iter().chain(&written) {
            assert!(
                !row.contains(secret) && !row.contains(&hex),
                "{secret} in {table}"
            );
        }
        assert!(!logged.contains(secret), "{secret} in the log");
        assert!(!debug.contains(secret), "{secret} in Debug");
    }
}

#[tokio::test]
async fn import_makes_no_account_no_link_and_tells_nobody() {
    let suite = Subscriptions::start().await;
    let before = suite.counts().await;
    let mut record = contract(&suite, 1);
    suite.import_all(&[record.clone()]).await;
    record.version = 2;
    record.holder_generation = 2;
    suite.import_all(&[record]).await;
    suite.import_all(&[]).await;
    let after = suite.counts().await;
    let grown: Vec<_> = after
        .iter()
        .filter(|(table, rows)| before[*table] != **rows)
        .map(|(table, _)| table.as_str())
        .collect();
    // The closed contract is found no more, and its holder's balance and bills were sent.
    assert_eq!(
        grown,
        [
            "balance",
            "bill",
            "contract",
            "idempotency_record",
            "service",
            "snapshot"
        ]
    );
}
