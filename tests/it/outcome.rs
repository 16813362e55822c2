//! What stands when everybody has arrived.

use sqlx::Row as _;

use crate::{
    person::{Person, codes_at},
    suite::Suite,
};

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM identity.account) AS accounts,
           (SELECT count(*) FROM identity.account WHERE state = 'ACTIVE') AS active_accounts,
           (SELECT count(*) FROM identity.consumed_proof) AS proofs,
           (SELECT count(*) FROM identity.registration WHERE state = 'OPEN') AS registrations,
           (SELECT count(*) FROM profile.person) AS profiles";

/// Expects one account, one profile and one used proof for each of so many people.
pub(crate) async fn one_of_everything(people: usize, suite: &Suite) {
    let expected = [
        ("accounts", people),
        ("active_accounts", people),
        ("proofs", people),
        ("profiles", people),
        ("registrations", 0),
    ];
    each_counts(COUNTS, &expected, suite).await;
}

/// Expects every column of the one row of a statement to be so many.
pub(crate) async fn each_counts(
    statement: &'static str,
    expected: &[(&str, usize)],
    suite: &Suite,
) {
    let mut connection = suite.database.connect().await;
    let row = sqlx::query(statement)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    for (count, expected) in expected {
        let expected = i64::try_from(*expected).unwrap();
        assert_eq!(row.get::<i64, _>(*count), expected, "{count}");
    }
}

/// Expects that the person logs in, by name and by the number they confirmed, and finds themselves.
pub(crate) async fn logs_in_as_themselves(person: &mut Person, suite: &Suite) {
    let account = person.account_id();
    for identifier in [person.login.clone(), person.mobile.clone()] {
        person.logs_in(suite, &identifier).await.unwrap();
        assert_eq!(person.account_id(), account);
    }
    assert_eq!(person.sees_profile(suite).await.account_id, account);
}

/// Expects that every message with a code to the address says the same, and that there is one.
pub(crate) fn codes_agree(suite: &Suite, address: &str) {
    let codes = codes_at(suite, address);
    assert!(!codes.is_empty());
    assert!(codes.iter().all(|code| *code == codes[0]));
}

/// Prints what was tried: `cargo test -p tests crash -- --nocapture` shows it.
#[expect(
    clippy::print_stdout,
    reason = "the table is for whoever runs the test"
)]
pub(crate) fn show(what: &str, tried: &[String]) {
    println!("{what}\n  {}\n", tried.join("\n  "));
}
