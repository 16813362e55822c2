//! The cells of a row (RFC 4180).

use csv_core::{ReadRecordResult, Reader};

/// Most columns that a header may name.
const MAX_COLUMNS: usize = 256;

/// Splits rows into cells.
pub(super) struct Splitter {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self {
            reader: Reader::new(),
            text: Vec::new(),
            ends: vec![0; MAX_COLUMNS + 1],
        }
    }

    /// Returns the cells of one row without its end; none where it has too many.
    pub(super) fn split<'a>(&'a mut self, row: &[u8]) -> Option<Vec<&'a [u8]>> {
        self.reader.reset();
        self.text.resize(row.len() + 1, 0);
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            // The second round has no input left: that ends the row.
            let (result, taken, wrote, ended) = self.reader.read_record(
                &row[read..],
                &mut self.text[written..],
                &mut self.ends[cells..],
            );
            (read, written, cells) = (read + taken, written + wrote, cells + ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record | ReadRecordResult::End => break,
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => return None,
            }
        }
        if cells > MAX_COLUMNS {
            return None;
        }
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends[..cells]);
        Some(ranges.map(|(start, end)| &self.text[start..*end]).collect())
    }
}

impl std::fmt::Debug for Splitter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Splitter").finish_non_exhaustive()
    }
}

/// Tells whether a row goes on in the next line: a quote is open.
pub(super) fn goes_on(row: &[u8]) -> bool {
    let quotes = row.iter().filter(|byte| **byte == b'"');
    quotes.fold(false, |open, _| !open)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(row: &str) -> Option<Vec<String>> {
        let mut splitter = Splitter::new();
        let cells = splitter.split(row.as_bytes())?;
        let text = |cell: &&[u8]| str::from_utf8(cell).unwrap().to_owned();
        Some(cells.iter().map(text).collect())
    }

    #[test]
    fn quoted_cells_hold_anything() {
        for (row, cells) in [
            ("a,b", vec!["a", "b"]),
            ("a,", vec!["a", ""]),
            (",", vec!["", ""]),
            ("a", vec!["a"]),
            ("\"a,b\",c", vec!["a,b", "c"]),
            ("\"a\"\"b\",c", vec!["a\"b", "c"]),
            ("\"a\nb\",c", vec!["a\nb", "c"]),
            ("\"\",\"\"", vec!["", ""]),
            ("Дом,Ё", vec!["Дом", "Ё"]),
        ] {
            let cells: Vec<_> = cells.into_iter().map(str::to_owned).collect();
            assert_eq!(split(row), Some(cells), "{row}");
            assert!(!goes_on(row.as_bytes()), "{row}");
        }
        assert!(goes_on(b"\"a"));
        assert!(goes_on(b"a,\"b\"\"c"));
    }

    #[test]
    fn one_splitter_splits_many_rows() {
        let mut splitter = Splitter::new();
        assert_eq!(splitter.split(b"aaa,bbb").unwrap(), [b"aaa", b"bbb"]);
        assert_eq!(splitter.split(b"c").unwrap(), [b"c"]);
    }

    #[test]
    fn row_with_too_many_columns_is_none() {
        assert_eq!(split(&",".repeat(MAX_COLUMNS)), None);
        assert_eq!(
            split(&",".repeat(MAX_COLUMNS - 1)).map(|cells| cells.len()),
            Some(MAX_COLUMNS)
        );
    }
}
