//! Reads records from files.

mod csv;
mod faults;
mod fields;
mod json;
mod lines;
mod ndjson;
mod values;

use std::io::{self, Read};

use kabinet_proto::subscriptions::v1::ContractRecord;
use time::OffsetDateTime;

use crate::Reject;
use csv::CsvReader;
pub use csv::HeaderError;
use ndjson::NdjsonReader;
pub(crate) use values::{Named, date_format};

/// Form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a header.
    Csv,
}

/// What a line turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A record.
    Record {
        /// Number of the line, from 1; the first one of a contract that has several.
        line: u64,
        /// What stands there.
        record: Box<ContractRecord>,
    },
    /// Something else.
    Rejected(Reject),
}

/// Why a file cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file or its medium fails.
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
    /// The header of a CSV file does not name the columns.
    #[error("the first line does not name the columns: {0}")]
    Header(HeaderError),
}

/// The records of a file, one after the other.
#[derive(Debug)]
pub struct Reader<R> {
    form: Form<R>,
}

#[derive(Debug)]
enum Form<R> {
    Ndjson(NdjsonReader<R>),
    Csv(Box<CsvReader<R>>),
}

impl<R: Read> Reader<R> {
    /// Opens a file whose records were true at a time; reads no further than a header.
    pub fn open(format: Format, input: R, as_of: OffsetDateTime) -> Result<Self, ReadError> {
        let form = match format {
            Format::Ndjson => Form::Ndjson(NdjsonReader::new(input, as_of)),
            Format::Csv => Form::Csv(Box::new(CsvReader::open(input, as_of)?)),
        };
        Ok(Self { form })
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Line, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.form {
            Form::Ndjson(reader) => reader.next(),
            Form::Csv(reader) => reader.next(),
        }
    }
}

/// Numbers records that come from somewhere else than a file.
pub fn lines_of(
    records: impl IntoIterator<Item = ContractRecord>,
) -> impl Iterator<Item = Result<Line, ReadError>> {
    (1..).zip(records).map(|(line, record)| {
        Ok(Line::Record {
            line,
            record: Box::new(record),
        })
    })
}

/// Returns the version of a record that has none of its own.
fn version_at(time: OffsetDateTime) -> i64 {
    let microseconds = time.unix_timestamp_nanos() / 1_000;
    i64::try_from(microseconds).expect("every time is within 2^63 microseconds of 1970")
}
