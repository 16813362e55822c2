/// Where a sealed value belongs; sealed for one place, it opens in no other.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table, with its schema.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The primary key of the row.
    pub row: &'a [u8],
    /// The version of what is sealed, raised when its encoding changes.
    pub version: u32,
}

impl Place<'_> {
    /// Returns the associated data; lengths keep two places from having the same.
    pub(crate) fn associated_data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(
            3 * size_of::<u64>() + self.table.len() + self.column.len() + self.row.len() + 4,
        );
        for part in [self.table.as_bytes(), self.column.as_bytes(), self.row] {
            data.extend_from_slice(&(part.len() as u64).to_be_bytes());
            data.extend_from_slice(part);
        }
        data.extend_from_slice(&self.version.to_be_bytes());
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_place_counts() {
        let place = Place {
            table: "profile.person",
            column: "name",
            row: b"1",
            version: 1,
        };
        let others = [
            Place {
                table: "profile.personn",
                column: "ame",
                ..place
            },
            Place {
                column: "name1",
                row: b"",
                ..place
            },
            Place { row: b"2", ..place },
            Place {
                version: 2,
                ..place
            },
        ];
        for other in others {
            assert_ne!(
                place.associated_data(),
                other.associated_data(),
                "{other:?}"
            );
        }
    }
}
