//! How fast contracts come in, beside what Postgres does with the same rows at the very least.
//!
//! `cargo bench -p kabinet-subscriptions --bench import -- [CONTRACTS [BILLS [ROUNDS]]]`
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark reports to whoever runs it, and stops when a step fails"
)]

#[path = "import/bare.rs"]
mod bare;
#[path = "import/records.rs"]
mod records;
#[path = "import/report.rs"]
mod report;
#[path = "import/service.rs"]
mod service;

use std::time::Duration;

use kabinet_proto::subscriptions::v1::{ContractRecord, SnapshotScope};

use report::Report;
use service::Service;

const CONTRACTS: usize = 100_000;
const BILLS: usize = 0;
const ROUNDS: usize = 3;

/// Small snapshots, to see what one costs.
const SMALL: usize = 20;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter_map(|argument| argument.parse().ok());
    let mut next = |default| arguments.next().unwrap_or(default);
    let (contracts, bills, rounds) = (next(CONTRACTS), next(BILLS), next(ROUNDS));
    let records = records::records(contracts, bills);
    let mut report = Report::new(contracts);
    for round in 1..=rounds {
        println!("round {round} of {rounds}");
        run(&records, &mut report).await;
    }
    println!("\n{contracts} contracts, {bills} bills each, {rounds} rounds, rows/s of contracts\n");
    println!("{report}");
}

async fn run(records: &[ContractRecord], report: &mut Report) {
    let service = Service::start().await;
    let complete = SnapshotScope::Complete;
    report.add("first load", service.import(records, complete).await);
    let (contracts, all) = bare::copies(&service.database).await;
    report.add("bare COPY, contracts, indexed", contracts);
    report.add("bare COPY, all tables, indexed", all);
    report.add("unchanged replay", service.import(records, complete).await);
    let changed = records::with_a_tenth_changed(records);
    report.add("10 % changed", service.import(&changed, complete).await);
    let partial = records::changed_tenth(records);
    let times = small(&service, &partial).await;
    report.add_small(&times);
}

/// Imports single contracts, one after the other.
async fn small(service: &Service, records: &[ContractRecord]) -> Vec<Duration> {
    let mut times = Vec::new();
    for record in records.iter().take(SMALL) {
        let mut record = record.clone();
        record.version += 1;
        times.push(service.import(&[record], SnapshotScope::Partial).await);
    }
    times
}
