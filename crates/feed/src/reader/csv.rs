//! CSV: one service a line; consecutive lines of one contract make one record.

mod columns;
mod contract;
mod rows;
mod split;

use std::io::Read;

use time::OffsetDateTime;

use super::{Line, ReadError};
use columns::Columns;
pub use columns::HeaderError;
use contract::Open;
use rows::{Row, Rows};

#[derive(Debug)]
pub(super) struct CsvReader<R> {
    rows: Rows<R>,
    columns: Columns,
    as_of: OffsetDateTime,
    /// Contract that may go on in the next row.
    open: Option<Open>,
    /// Reject that waits for the contract before it.
    waiting: Option<Line>,
}

impl<R: Read> CsvReader<R> {
    /// Reads the header.
    pub(super) fn open(input: R, as_of: OffsetDateTime) -> Result<Self, ReadError> {
        let mut rows = Rows::new(input);
        let names = rows.header()?;
        let columns = Columns::of(&names).map_err(ReadError::Header)?;
        Ok(Self {
            rows,
            columns,
            as_of,
            open: None,
            waiting: None,
        })
    }

    pub(super) fn next(&mut self) -> Option<Result<Line, ReadError>> {
        if let Some(line) = self.waiting.take() {
            return Some(Ok(line));
        }
        loop {
            let row = match self.rows.next(&self.columns) {
                Ok(Some(row)) => row,
                Ok(None) => return self.open.take().map(|open| Ok(open.finish())),
                Err(error) => return Some(Err(error.into())),
            };
            if let Some(line) = self.take(row) {
                return Some(Ok(line));
            }
        }
    }

    /// Takes a row; returns what it ends.
    fn take(&mut self, row: Row) -> Option<Line> {
        let same = |open: &&mut Open| row.external_id() == Some(open.external_id());
        if let Some(open) = self.open.as_mut().filter(same) {
            open.add(row, &self.columns);
            return None;
        }
        let before = self.open.take().map(Open::finish);
        match Open::begin(row, &self.columns, self.as_of) {
            Ok(open) => self.open = Some(open),
            Err(reject) => {
                let reject = Line::Rejected(reject);
                if before.is_none() {
                    return Some(reject);
                }
                self.waiting = Some(reject);
            }
        }
        before
    }
}

#[cfg(test)]
mod tests;
