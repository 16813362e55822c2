//! Cells that hold sealed data.

use kabinet_domain::{Contact, ContactKind};
use kabinet_seal::{OpenError, Place};
use uuid::Uuid;

use super::Error;

/// Version of what is sealed.
const VERSION: u32 = 1;

/// One column in the row of an account or a registration.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    table: &'static str,
    column: &'static str,
    row: Uuid,
}

impl Cell {
    pub(super) fn new(table: &'static str, column: &'static str, row: Uuid) -> Self {
        Self { table, column, row }
    }

    /// Returns the place of a cell whose table has one row of an account or registration.
    pub(super) fn place(&self) -> Place<'_> {
        self.place_in(self.row.as_bytes())
    }

    /// Returns the place of a cell whose row has a longer key.
    pub(super) fn place_in<'a>(&self, row: &'a [u8]) -> Place<'a> {
        Place {
            table: self.table,
            column: self.column,
            row,
            version: VERSION,
        }
    }

    /// Reads a contact that was sealed here.
    pub(super) fn contact(self, kind: ContactKind, opened: &[u8]) -> Result<Contact, Error> {
        let text = str::from_utf8(opened).map_err(|_| self.corrupt())?;
        Contact::parse(kind, text).map_err(|_| self.corrupt())
    }

    pub(super) fn sealed(self, source: OpenError) -> Error {
        Error::Sealed {
            table: self.table,
            column: self.column,
            row: self.row,
            source,
        }
    }

    pub(super) fn corrupt(self) -> Error {
        Error::Corrupt {
            table: self.table,
            column: self.column,
            row: self.row,
        }
    }
}
