use std::fmt::Write as _;

use kabinet_proto::subscriptions::v1::ContractRecord;
use time::macros::datetime;

use super::*;
use crate::Reject;

const AS_OF: OffsetDateTime = datetime!(2026-01-31 12:00 UTC);
const HEADER: &str = "external_id,region_code,account_number,rating_type,holder_kind,state,\
    service_external_id,service_kind,service_state,tariff_name,balance_amount,balance_currency";

/// A row of a contract with a service.
fn row(id: &str, service: &str) -> String {
    format!("{id},RU-SPE,000000000017,PREPAID,PERSON,OPEN,{service},TV,ACTIVE,Base,1.50,RUB")
}

fn read(rows: &[String]) -> Vec<Line> {
    let mut input = format!("{HEADER}\n");
    for row in rows {
        writeln!(input, "{row}").unwrap();
    }
    read_bytes(input.as_bytes())
}

fn read_bytes(input: &[u8]) -> Vec<Line> {
    let mut reader = CsvReader::open(input, AS_OF).unwrap();
    std::iter::from_fn(|| reader.next())
        .map(Result::unwrap)
        .collect()
}

fn header_error(header: &str) -> HeaderError {
    match CsvReader::open(header.as_bytes(), AS_OF) {
        Err(ReadError::Header(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn taken(lines: &[Line]) -> Vec<(u64, &ContractRecord)> {
    let record = |line: &'_ Line| match line {
        Line::Record { .. } => true,
        Line::Rejected(_) => false,
    };
    lines
        .iter()
        .filter(|line| record(line))
        .map(|line| match line {
            Line::Record { line, record } => (*line, &**record),
            Line::Rejected(_) => unreachable!("they were filtered"),
        })
        .collect()
}

fn rejected(lines: &[Line]) -> Vec<&Reject> {
    let rejects = lines.iter().filter_map(|line| match line {
        Line::Record { .. } => None,
        Line::Rejected(reject) => Some(reject),
    });
    rejects.collect()
}

#[test]
fn consecutive_rows_of_a_contract_are_one_record() {
    let lines = read(&[row("C-1", "S-1"), row("C-1", "S-2"), row("C-2", "S-1")]);
    let taken = taken(&lines);
    let services: Vec<_> = taken
        .iter()
        .map(|(line, record)| (*line, record.services.len()))
        .collect();
    assert_eq!(services, [(2, 2), (4, 1)]);
    let balance = taken[0]
        .1
        .balance
        .as_ref()
        .unwrap()
        .amount
        .as_ref()
        .unwrap();
    assert_eq!((balance.units, balance.nanos), (1, 500_000_000));
    assert_eq!(taken[0].1.version, 1_769_860_800_000_000);
}

#[test]
fn every_mistake_of_a_header_is_told_at_once() {
    let error = header_error("external_id,region_code,region_code,colour,+79000000017,state\n");
    assert_eq!(
        error.to_string(),
        "missing: account_number, rating_type, holder_kind, service_external_id, service_kind, \
         service_state; unknown: colour, ?; repeated: region_code"
    );
    assert_eq!(header_error("").missing.len(), 9);
}

#[test]
fn mark_crlf_and_quoted_lines_are_read() {
    let input = format!(
        "\u{FEFF}{HEADER}\r\n\"C-1\",RU-SPE,1,PREPAID,PERSON,OPEN,S-1,TV,ACTIVE,\"Base\r\n\"\"100\"\"\",,\r\n\r\n{}\r\n",
        row("C-2", "S-1")
    );
    let lines = read_bytes(input.as_bytes());
    let taken = taken(&lines);
    assert_eq!(taken[0].0, 2);
    assert_eq!(taken[0].1.services[0].tariff_name, "Base\n\"100\"");
    assert_eq!(taken[0].1.balance, None);
    assert_eq!((taken[1].0, taken[1].1.external_id.as_str()), (5, "C-2"));
}

#[test]
fn contract_with_a_bad_row_is_rejected_whole_and_alone() {
    let bad = row("C-2", "S-2").replace("TV", "RADIO");
    let lines = read(&[
        row("C-1", "S-1"),
        row("C-2", "S-1"),
        bad,
        row("C-2", "S-3"),
        row("C-3", "S-1"),
    ]);
    let ids: Vec<_> = taken(&lines)
        .iter()
        .map(|(_, record)| record.external_id.as_str())
        .collect();
    assert_eq!(ids, ["C-1", "C-3"]);
    let rejects = rejected(&lines);
    assert_eq!(rejects.len(), 1);
    assert_eq!(rejects[0].line, 4);
    assert_eq!(rejects[0].external_id.as_deref(), Some("C-2"));
    assert_eq!(rejects[0].violations[0].field, "service_kind");
}

#[test]
fn rows_of_a_contract_have_to_agree() {
    let other = row("C-1", "S-2").replace("1.50", "1.51");
    let lines = read(&[row("C-1", "S-1"), other]);
    let rejects = rejected(&lines);
    assert_eq!(rejects[0].line, 3);
    assert_eq!(rejects[0].violations[0].field, "balance_amount");
    assert_eq!(rejects[0].violations[0].reason, "LINES_DIFFER");
    assert!(taken(&lines).is_empty());
}

#[test]
fn row_with_other_columns_spoils_its_contract() {
    let lines = read(&[
        "C-1,RU-SPE".to_owned(),
        row("C-1", "S-1"),
        row("C-2", "S-1"),
    ]);
    let rejects = rejected(&lines);
    assert_eq!((rejects.len(), rejects[0].line), (1, 2));
    assert_eq!(rejects[0].violations[0].reason, "COLUMN_COUNT");
    assert_eq!(taken(&lines).len(), 1);
}

#[test]
fn quote_that_nothing_closes_costs_its_line_only() {
    let open = row("C-1", "S-1").replace("Base", "\"Base");
    let mut rows = vec![open];
    rows.extend((2..5_000).map(|id| row(&format!("C-{id}"), "S-1")));
    let lines = read(&rows);
    assert_eq!(taken(&lines).len(), 4_998);
    let rejects = rejected(&lines);
    assert_eq!((rejects.len(), rejects[0].line), (1, 2));
    assert_eq!(rejects[0].violations[0].reason, "QUOTE_OPEN");
}

#[test]
fn bad_utf_8_costs_its_contract_only() {
    let mut input = format!("{HEADER}\n{}\n", row("C-1", "S-1")).into_bytes();
    input.extend(
        row("C-2", "S-1")
            .replace("Base", "B\u{e9}")
            .bytes()
            .map(|byte| {
                // Half of the letter is gone.
                if byte == 0xA9 { b'!' } else { byte }
            }),
    );
    let lines = read_bytes(&input);
    assert_eq!(taken(&lines).len(), 1);
    let rejects = rejected(&lines);
    assert_eq!(rejects[0].external_id.as_deref(), Some("C-2"));
    assert_eq!(rejects[0].violations[0].reason, "LINE_NOT_UTF8");
}

#[test]
fn contract_without_services_has_none() {
    let lines = read(&["C-1,RU-SPE,1,PREPAID,PERSON,OPEN,,,,,,".to_owned()]);
    assert!(taken(&lines)[0].1.services.is_empty());
}

#[test]
fn half_of_an_amount_is_none() {
    let lines = read(&[row("C-1", "S-1").replace("RUB", "")]);
    let rejects = rejected(&lines);
    assert_eq!(rejects[0].violations[0].field, "balance_currency");
    assert_eq!(rejects[0].violations[0].reason, "REQUIRED");
}

#[test]
fn row_that_cannot_be_read_comes_behind_the_contract_before_it() {
    let long = "x".repeat(300 * 1024);
    let lines = read(&[row("C-1", "S-1"), long, row("C-2", "S-1")]);
    assert!(matches!(lines[0], Line::Record { line: 2, .. }));
    assert!(matches!(&lines[1], Line::Rejected(Reject { line: 3, .. })));
    assert!(matches!(lines[2], Line::Record { line: 4, .. }));
}

#[test]
fn services_of_one_contract_are_bounded() {
    let rows: Vec<_> = (0..200).map(|id| row("C-1", &format!("S-{id}"))).collect();
    let lines = read(&rows);
    assert_eq!(taken(&lines)[0].1.services.len(), 51);
}
