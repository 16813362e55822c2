//! Importing contracts: as often as one likes, through any crash, whatever stands in the file.

mod dump;

use std::io::Cursor;

use kabinet_env::Env;
use kabinet_feed::{Format, Reader, write_line};
use kabinet_proto::subscriptions::v1::{ContractRecord, SnapshotResult};

use self::dump::{Cells, dump};
use crate::{
    billing::{Billing, Contract},
    suite::Suite,
};

const MANY: u32 = 100_000;
/// Several batches.
const SOME: u32 = 2_500;

/// Where an import can die: at its beginning, in the middle of its stream, and at its end.
const POINTS: [&str; 6] = [
    "subscriptions.begin_snapshot.before_commit",
    "subscriptions.begin_snapshot.after_commit",
    "subscriptions.import_snapshot.before_commit",
    "subscriptions.import_snapshot.after_commit",
    "subscriptions.commit_snapshot.before_commit",
    "subscriptions.commit_snapshot.after_commit",
];

/// What may only come of what people do.
const OF_PEOPLE: &str = "
    SELECT (SELECT count(*) FROM identity.account)
         + (SELECT count(*) FROM profile.person)
         + (SELECT count(*) FROM profile.notice)
         + (SELECT count(*) FROM subscriptions.link)
         + (SELECT count(*) FROM subscriptions.contract_link)
         + (SELECT count(*) FROM subscriptions.outbox_event)
         + (SELECT count(*) FROM verification.verification)
         + (SELECT count(*) FROM verification.notice)";

#[tokio::test]
async fn hundred_thousand_contracts_twice_are_the_same_rows_and_nothing_else() {
    let suite = Suite::start().await;
    let billing = Billing::of("north", &suite);
    let contract = Contract::broadband();
    let first = billing.tells_all(contract.copies(MANY)).await.result;
    assert_eq!(first.created_count, i64::from(MANY));
    let rows = dump(&suite, Cells::All).await;

    let second = billing.tells_all(contract.copies(MANY)).await.result;
    let unchanged = SnapshotResult {
        unchanged_count: i64::from(MANY),
        ..SnapshotResult::default()
    };
    assert_eq!(second, unchanged);
    assert_eq!(dump(&suite, Cells::All).await, rows);

    let mut connection = suite.database.connect().await;
    let of_people: i64 = sqlx::query_scalar(OF_PEOPLE)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(of_people, 0);
    assert!(suite.messages().list(None, None, 1).is_empty());
}

#[tokio::test]
async fn import_that_dies_anywhere_goes_on_to_the_same_rows() {
    let mut suite = Suite::start().await;
    let contract = Contract::broadband();
    let billing = Billing::of("north", &suite);
    billing.tells_all(contract.copies(SOME)).await;
    let undisturbed = dump(&suite, Cells::Told).await;
    for point in POINTS {
        suite.kill().await;
        dump::forget_contracts(&suite).await;
        suite.serve_with(&format!("{point}=return")).await;
        let (billing, records) = (Billing::of("north", &suite), contract.copies(SOME));
        let sending = tokio::spawn(async move { billing.tells_all(records).await });
        suite.wait_for_abort().await;
        suite.serve().await;
        let summary = sending.await.unwrap();
        assert_eq!(summary.result.created_count, i64::from(SOME), "{point}");
        assert_eq!(dump(&suite, Cells::Told).await, undisturbed, "{point}");
    }
}

#[tokio::test]
async fn bad_lines_are_named_and_the_rest_stands() {
    let suite = Suite::start().await;
    let secret = "79004440044";
    let nowhere = |record: &mut ContractRecord| "XX-GONE".clone_into(&mut record.region_code);
    let unreachable = |record: &mut ContractRecord| {
        let contact = record.contact.as_mut().expect("it has a contact");
        contact.email = format!("{secret} at home");
    };
    let lines = [
        line(&Contract::mobile()),
        format!("{{\"external_id\": \"C-X\", \"phone\": \"{secret}\"}}\n"),
        line(&Contract::mobile().with(nowhere)),
        line(&Contract::broadband()),
        line(&Contract::broadband().with(unreachable)),
        format!("{secret}\n"),
        line(&Contract::broadband()),
    ];
    let file = Cursor::new(lines.concat());
    let reader = Reader::open(Format::Ndjson, file, Env::system().now()).unwrap();
    let billing = Billing::of("north", &suite);
    let (summary, mut rejects) = billing.sends(reader).await.unwrap();

    assert_eq!((summary.read, summary.rejected), (7, 4));
    assert_eq!(summary.result.created_count, 3);
    rejects.sort_by_key(|reject| reject.line);
    let named: Vec<_> = rejects.iter().map(|reject| reject.line).collect();
    assert_eq!(named, [2, 3, 5, 6]);
    let fields = |at: usize| rejects[at].violations[0].field.as_str();
    assert_eq!([fields(1), fields(2)], ["region_code", "contact.email"]);
    assert!(!format!("{rejects:?}").contains(secret));
    let rows = dump(&suite, Cells::Told).await;
    assert_eq!(rows["subscriptions.contract"].0, 3);
}

/// Writes a contract as its line in a file.
fn line(contract: &Contract) -> String {
    let mut line = Vec::new();
    write_line(&contract.record, &mut line).unwrap();
    String::from_utf8(line).unwrap()
}
