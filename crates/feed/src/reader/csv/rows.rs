//! The rows of a file: a row has several lines where a quoted cell has.

use std::{
    collections::VecDeque,
    io::{self, Read},
};

use super::{
    super::{
        faults::Fault,
        lines::{Content, Lines, MAX_LINE_BYTES, NOT_UTF8, RawLine, TOO_LONG},
    },
    columns::{Column, Columns},
    split::{Splitter, goes_on},
};

const QUOTE_OPEN: Fault = Fault {
    reason: "QUOTE_OPEN",
    description: "must close what it quotes within 262144 bytes",
};
const COLUMN_COUNT: Fault = Fault {
    reason: "COLUMN_COUNT",
    description: "must have as many columns as the header",
};

/// A row, or why it is none.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) external_id: Option<String>,
    pub(super) cells: Result<Vec<String>, Fault>,
}

impl Row {
    pub(super) fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }
}

#[derive(Debug)]
pub(super) struct Rows<R> {
    lines: Lines<R>,
    /// Lines behind a quote that nothing closes: they are rows of their own.
    returned: VecDeque<RawLine>,
    splitter: Splitter,
}

/// Bytes of a row, whole or with a fault.
struct RawRow {
    line: u64,
    bytes: Vec<u8>,
    fault: Option<Fault>,
}

impl<R: Read> Rows<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            lines: Lines::new(input),
            returned: VecDeque::new(),
            splitter: Splitter::new(),
        }
    }

    /// Reads the names of the columns; an empty file has none.
    pub(super) fn header(&mut self) -> io::Result<Vec<String>> {
        let Some(row) = self.raw()? else {
            return Ok(Vec::new());
        };
        let cells = self.splitter.split(&row.bytes).unwrap_or_default();
        let name = |cell: &&[u8]| String::from_utf8_lossy(cell).trim().to_owned();
        Ok(cells.iter().map(name).collect())
    }

    pub(super) fn next(&mut self, columns: &Columns) -> io::Result<Option<Row>> {
        let row = self.raw()?;
        Ok(row.map(|row| self.read(&row, columns)))
    }

    fn read(&mut self, row: &RawRow, columns: &Columns) -> Row {
        let cells = self.splitter.split(&row.bytes).unwrap_or_default();
        let id = columns.position(Column::ExternalId);
        let id = id.and_then(|position| cells.get(position));
        let external_id = id.and_then(|id| str::from_utf8(id).ok()).map(str::to_owned);
        let text = |cell: &&[u8]| str::from_utf8(cell).map(str::to_owned);
        let cells = match row.fault {
            Some(fault) => Err(fault),
            None if cells.len() != columns.count() => Err(COLUMN_COUNT),
            None => cells
                .iter()
                .map(text)
                .collect::<Result<_, _>>()
                .map_err(|_| NOT_UTF8),
        };
        Row {
            line: row.line,
            external_id,
            cells,
        }
    }

    fn raw(&mut self) -> io::Result<Option<RawRow>> {
        let Some(first) = self.line()? else {
            return Ok(None);
        };
        let line = first.number;
        let (bytes, fault) = match first.content {
            Content::TooLong => (Vec::new(), Some(TOO_LONG)),
            Content::Whole(bytes) if goes_on(&bytes) => self.joined(bytes)?,
            Content::Whole(bytes) => (bytes, None),
        };
        Ok(Some(RawRow { line, bytes, fault }))
    }

    /// Adds lines until the quote is closed; where nothing closes it, only the first one is lost.
    fn joined(&mut self, first: Vec<u8>) -> io::Result<(Vec<u8>, Option<Fault>)> {
        let mut row = first.clone();
        let mut joined = Vec::new();
        while let Some(line) = self.line()? {
            if let Content::Whole(bytes) = &line.content {
                row.push(b'\n');
                row.extend(bytes);
                if goes_on(bytes) && row.len() <= MAX_LINE_BYTES {
                    return Ok((row, None));
                }
            }
            let hopeless = row.len() > MAX_LINE_BYTES || matches!(line.content, Content::TooLong);
            joined.push(line);
            if hopeless {
                break;
            }
        }
        for line in joined.into_iter().rev() {
            self.returned.push_front(line);
        }
        Ok((first, Some(QUOTE_OPEN)))
    }

    fn line(&mut self) -> io::Result<Option<RawLine>> {
        match self.returned.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }
}
