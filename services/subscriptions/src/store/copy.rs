//! Rows in the binary form of COPY: nothing is written as text and parsed again.
//!
//! <https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS>

mod value;

use sqlx::PgConnection;

pub(super) use value::Value;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// No flags, and no extension of the header.
const HEADER_REST: [u8; 8] = [0; 8];
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();
const NULL: [u8; 4] = (-1_i32).to_be_bytes();

/// Rows of one table, encoded as they are added.
#[derive(Debug)]
pub(crate) struct Rows {
    bytes: Vec<u8>,
    columns: i16,
    count: u64,
}

impl Rows {
    /// Makes room for rows of so many columns.
    pub(super) fn new(columns: i16) -> Self {
        Self {
            bytes: [SIGNATURE, &HEADER_REST].concat(),
            columns,
            count: 0,
        }
    }

    /// Tells how many rows there are.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Begins a row; as many values follow as the table has columns.
    pub(super) fn start_row(&mut self) -> &mut Self {
        self.bytes.extend_from_slice(&self.columns.to_be_bytes());
        self.count += 1;
        self
    }

    /// Adds a value.
    pub(super) fn put<V: Value + ?Sized>(&mut self, value: &V) -> &mut Self {
        self.measured(|bytes| value.write(bytes));
        self
    }

    /// Adds a value or none.
    pub(super) fn put_optional<V: Value + ?Sized>(&mut self, value: Option<&V>) -> &mut Self {
        if let Some(value) = value {
            self.put(value)
        } else {
            self.bytes.extend_from_slice(&NULL);
            self
        }
    }

    /// Adds an array of values, some of which may be absent.
    pub(super) fn put_array<'v, V, I>(&mut self, values: I) -> &mut Self
    where
        V: Value + ?Sized + 'v,
        I: ExactSizeIterator<Item = Option<&'v V>>,
    {
        const HAS_NULLS: i32 = 1;
        const FIRST_INDEX: i32 = 1;
        let length = i32::try_from(values.len()).expect("a record has few parts");
        let start = self.open();
        let dimensions = i32::from(length > 0);
        for number in [dimensions, HAS_NULLS, V::OID] {
            self.bytes.extend_from_slice(&number.to_be_bytes());
        }
        if length > 0 {
            self.bytes.extend_from_slice(&length.to_be_bytes());
            self.bytes.extend_from_slice(&FIRST_INDEX.to_be_bytes());
        }
        for value in values {
            self.put_optional(value);
        }
        self.close(start);
        self
    }

    /// Sends the rows to the table that the statement names.
    pub(super) async fn send(
        mut self,
        connection: &mut PgConnection,
        statement: &str,
    ) -> Result<(), sqlx::Error> {
        if self.count == 0 {
            return Ok(());
        }
        self.bytes.extend_from_slice(&TRAILER);
        let mut copy = connection.copy_in_raw(statement).await?;
        copy.send(self.bytes).await?;
        copy.finish().await?;
        Ok(())
    }

    fn measured(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.open();
        write(&mut self.bytes);
        self.close(start);
    }

    /// Leaves room for a length.
    fn open(&mut self) -> usize {
        self.bytes.extend_from_slice(&NULL);
        self.bytes.len()
    }

    /// Writes the length of what was added since.
    fn close(&mut self, start: usize) {
        let length = i32::try_from(self.bytes.len() - start).expect("a batch has 512 KiB");
        self.bytes[start - NULL.len()..start].copy_from_slice(&length.to_be_bytes());
    }
}
