use serde_json::json;
use time::macros::datetime;

use super::*;

const AS_OF: OffsetDateTime = datetime!(2026-01-31 12:00 UTC);

fn read(input: &[u8]) -> Vec<Line> {
    let mut reader = NdjsonReader::new(input, AS_OF);
    std::iter::from_fn(|| reader.next())
        .map(Result::unwrap)
        .collect()
}

fn read_one(json: &serde_json::Value) -> Line {
    read(json.to_string().as_bytes()).remove(0)
}

fn rejected(line: Line) -> Reject {
    match line {
        Line::Rejected(reject) => reject,
        Line::Record { line, .. } => panic!("line {line} was taken"),
    }
}

fn fields(reject: &Reject) -> Vec<(&str, &str)> {
    let violations = reject.violations.iter();
    violations
        .map(|violation| (violation.field.as_str(), violation.reason.as_ref()))
        .collect()
}

#[test]
fn what_is_left_out_follows_from_the_time_of_the_snapshot() {
    let amount = json!({"amount": "-0.01", "currency": "RUB"});
    let line = read_one(&json!({"external_id": "C-1", "balance": {"amount": amount}}));
    let Line::Record { line: 1, record } = line else {
        panic!("{line:?}");
    };
    assert_eq!(record.version, 1_769_860_800_000_000);
    assert_eq!(record.holder_generation, 1);
    assert_eq!(record.bills, None);
    let balance = record.balance.unwrap();
    assert_eq!(balance.as_of, Some(timestamp::write(AS_OF)));
    let amount = balance.amount.unwrap();
    assert_eq!((amount.units, amount.nanos), (0, -10_000_000));
}

#[test]
fn every_fault_is_named_by_its_path() {
    let reject = rejected(read_one(&json!({
        "external_id": "C-1",
        "version": 1.5,
        "rating_type": "prepaid",
        "region_code": 77,
        "contact": [],
        "services": [{"kind": "TV"}, {"kind": "RADIO", "speed": 100}, "x"],
        "balance": {"amount": {"amount": 12.5, "currency": "RUB"}},
        "bills": {"bills": [{"amount": {"amount": "1"}, "issue_date": "31.01.2026"}]},
        "notes": null,
    })));
    assert_eq!(reject.external_id.as_deref(), Some("C-1"));
    let mut found = fields(&reject);
    found.sort_unstable();
    let expected = [
        ("balance.amount.amount", "TEXT_FORM"),
        ("bills.bills[0].amount.currency", "REQUIRED"),
        ("bills.bills[0].issue_date", "DATE_FORM"),
        ("contact", "OBJECT_FORM"),
        ("notes", "KEY_UNKNOWN"),
        ("rating_type", "NAME_UNKNOWN"),
        ("region_code", "TEXT_FORM"),
        ("services[1].kind", "NAME_UNKNOWN"),
        ("services[1].speed", "KEY_UNKNOWN"),
        ("services[2]", "OBJECT_FORM"),
        ("version", "INTEGER_FORM"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn bad_line_costs_itself_only() {
    let mut input = b"\xEF\xBB\xBF{\"external_id\": \"C-1\"}\r\nnonsense\n".to_vec();
    input.extend(b"{\"external_id\": \"C-\xFF\"}\n[]\n\n{\"external_id\": \"C-2\"}");
    let lines = read(&input);
    let taken: Vec<_> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Record { line, record } => Some((*line, record.external_id.as_str())),
            Line::Rejected(_) => None,
        })
        .collect();
    assert_eq!(taken, [(1, "C-1"), (6, "C-2")]);
    let rejects: Vec<_> = lines
        .into_iter()
        .filter(|line| matches!(line, Line::Rejected(_)))
        .map(|line| {
            let reject = rejected(line);
            (reject.line, reject.violations[0].reason.clone())
        })
        .collect();
    let expected = [(2, "JSON_FORM"), (3, "LINE_NOT_UTF8"), (4, "OBJECT_FORM")];
    assert_eq!(
        rejects,
        expected.map(|(line, reason)| (line, reason.into()))
    );
}

#[test]
fn key_that_stands_twice_is_a_fault() {
    let line = read(br#"{"external_id": "C-1", "external_id": "C-2"}"#).remove(0);
    assert_eq!(fields(&rejected(line)), [("external_id", "KEY_REPEATED")]);
}

#[test]
fn no_reject_repeats_a_value() {
    const SECRET: &str = "+79000000017";
    for json in [
        json!({"external_id": format!("{SECRET} Anna"), "version": SECRET}),
        json!({SECRET: 1}),
        json!({"contact": SECRET}),
        json!({"contact": {"since": SECRET, SECRET: SECRET}}),
        json!({"services": [{"kind": SECRET}]}),
        json!({"balance": {"amount": {"amount": SECRET, "currency": SECRET}}}),
        json!(SECRET),
    ] {
        let reject = rejected(read_one(&json));
        let told = serde_json::to_string(&reject).unwrap();
        assert!(!told.contains(SECRET), "{told}");
    }
}

#[test]
fn faults_of_a_line_are_bounded() {
    let services = vec![json!({"kind": "RADIO"}); 1_000];
    let reject = rejected(read_one(&json!({"services": services})));
    assert_eq!(reject.violations.len(), 32);
}
