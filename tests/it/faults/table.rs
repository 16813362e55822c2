//! What was tried, as a table.

use std::fmt;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use tonic::Status;

use super::fault::Fault;

/// One journey with one fault.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) journey: &'static str,
    pub(super) call: &'static str,
    pub(super) fault: Fault,
    pub(super) first: First,
    pub(super) then: Then,
}

/// What became of the call that was met by the fault.
#[derive(Clone)]
pub(super) enum First {
    Arrived,
    Lost,
    Refused(Reason),
}

/// How the journey went on.
#[derive(Clone)]
pub(super) enum Then {
    /// The call again was answered.
    Same,
    /// The person had to go back a call.
    WentBack(Reason),
}

impl First {
    pub(super) fn of(answer: &Result<Vec<u8>, Status>) -> Self {
        match answer {
            Ok(_) => Self::Arrived,
            Err(status) => read::reason(status).map_or(Self::Lost, Self::Refused),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = match self.first {
            First::Arrived => "arrived".to_owned(),
            First::Lost => "no answer".to_owned(),
            First::Refused(reason) => word(reason).to_owned(),
        };
        write!(
            f,
            "{:<18} {:<22} {:<26} {first:<26}",
            self.journey, self.call, self.fault
        )?;
        match self.then {
            Then::Same => f.write_str("the same call again"),
            Then::WentBack(reason) => write!(f, "went back: {}", word(reason)),
        }
    }
}

fn word(reason: Reason) -> &'static str {
    reason.as_str_name().trim_start_matches("REASON_")
}

/// Prints every row: `cargo test -p tests faults -- --nocapture` shows them.
#[expect(
    clippy::print_stdout,
    reason = "the table is for whoever runs the test"
)]
pub(super) fn show(rows: &[Row]) {
    println!(
        "{:<18} {:<22} {:<26} {:<26}then, until it ended well",
        "journey", "call", "fault", "first answer"
    );
    for row in rows {
        println!("{row}");
    }
    println!("{} journeys, each ended well", rows.len());
}
