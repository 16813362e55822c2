use std::{fs, path::Path, process::Output};

use rustix::process::Signal;

use crate::{
    command::{errors, run},
    suite::Suite,
};

/// A line of a file: a contract with a region.
fn line(id: &str, region: &str) -> String {
    format!(
        r#"{{"external_id": "{id}", "region_code": "{region}", "account_number": "000000000017", "rating_type": "POSTPAID", "holder_kind": "PERSON", "state": "OPEN", "services": [{{"external_id": "1", "kind": "BROADBAND", "state": "ACTIVE"}}], "balance": {{"amount": {{"amount": "-123.45", "currency": "RUB"}}}}}}"#
    )
}

fn import(suite: &Suite, file: &Path, extra: &[&str]) -> Output {
    let endpoint = format!("http://127.0.0.1:{}", suite.port_base + 4);
    let file = file.to_str().unwrap();
    let arguments = [
        &["import", "contracts", file, "--endpoint", &endpoint],
        extra,
    ]
    .concat();
    run(&arguments)
}

fn output(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn import_takes_what_is_right_and_names_the_rest() {
    let directory = tempfile::tempdir().unwrap();
    let suite = Suite::start(directory.path(), &[]);
    let file = directory.path().join("contracts.ndjson");
    let lines = [
        line("C-1", "RU-SPE"),
        line("C-2", "RU-XXX"),
        line("C-3", "RU-SPE"),
    ];
    fs::write(&file, lines.join("\n")).unwrap();

    let first = import(&suite, &file, &[]);
    assert_eq!(first.status.code(), Some(3), "{}", errors(&first));
    let rejects = fs::read_to_string(directory.path().join("contracts.ndjson.rejects.ndjson"));
    let rejects = rejects.unwrap();
    assert_eq!(rejects.lines().count(), 1, "{rejects}");
    for part in [
        r#""line":2"#,
        r#""external_id":"C-2""#,
        r#""field":"region_code""#,
    ] {
        assert!(rejects.contains(part), "{part} in {rejects}");
    }
    let again = import(&suite, &file, &[]);
    assert_eq!(again.status.code(), Some(3));
    let unchanged = format!("{:<10}{:>10}", "unchanged", 2);
    assert!(output(&again).contains(&unchanged), "{}", output(&again));

    fs::write(&file, line("C-1", "RU-SPE")).unwrap();
    let complete = import(&suite, &file, &["--scope", "complete"]);
    assert_eq!(complete.status.code(), Some(0), "{}", errors(&complete));
    let unknown = import(&suite, &file, &["--source", "nobody"]);
    assert_eq!(unknown.status.code(), Some(64), "{}", errors(&unknown));
    assert!(suite.end(Signal::INT).success());
}

#[tokio::test(flavor = "multi_thread")]
async fn books_of_the_small_operator_are_paid_into_and_kept() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let suite = Suite::start(directory.path(), &[]);
    let base = suite.port_base.to_string();
    let bss = |arguments: &[&str]| {
        let options = ["bss", "--port-base", &base, "--directory", path];
        run(&[&options, arguments].concat())
    };
    let listed = output(&bss(&["list"]));
    assert!(listed.contains("demo-broadband"), "{listed}");
    let paid = bss(&["pay", "4000001", "0.01"]);
    assert!(paid.status.success(), "{}", errors(&paid));
    let paid = output(&paid);
    let balance = paid.trim().rsplit("-> ").next().unwrap();
    assert!(output(&bss(&["list"])).contains(balance), "{paid}");
    assert_eq!(bss(&["pay", "9999999", "1"]).status.code(), Some(1));
    assert_eq!(
        bss(&["pay", "4000001", "1.0000000001"]).status.code(),
        Some(2)
    );
    assert!(suite.end(Signal::INT).success());

    let nobody = bss(&["charge", "4000001", "1"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(errors(&nobody).contains("does not answer"));
    assert!(output(&bss(&["list"])).contains(balance));
}
