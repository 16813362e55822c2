//! What tells that every record of a snapshot arrived.

use kabinet_seal::sha256;

/// Sum of the records' hashes modulo 2^64: their order does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checksum(u64);

impl Checksum {
    /// Takes a sum as it crosses the wire.
    pub(crate) fn from_sum(sum: u64) -> Self {
        Self(sum)
    }

    /// Takes a sum as the table keeps it.
    pub(crate) fn from_column(column: i64) -> Self {
        Self(column.cast_unsigned())
    }

    /// Adds a record.
    pub(crate) fn add(&mut self, external_id: &str, version: i64) {
        let hash = sha256(format!("{external_id}\0{version}").as_bytes());
        let [first, ..] = hash.as_chunks::<8>().0 else {
            unreachable!("a hash has 32 bytes");
        };
        self.0 = self.0.wrapping_add(u64::from_be_bytes(*first));
    }

    /// Returns the sum of both.
    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// Returns the sum as it crosses the wire.
    pub(crate) fn sum(self) -> u64 {
        self.0
    }

    /// Returns the sum as the table keeps it.
    pub(crate) fn column(self) -> i64 {
        self.0.cast_signed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(records: &[(&str, i64)]) -> Checksum {
        let mut checksum = Checksum::default();
        for (external_id, version) in records {
            checksum.add(external_id, *version);
        }
        checksum
    }

    #[test]
    fn one_record_is_the_head_of_its_hash() {
        // printf 'C-1\0007' | sha256sum
        assert_eq!(of(&[("C-1", 7)]).sum(), 0x6595_847f_0c03_c9dd);
    }

    #[test]
    fn order_does_not_matter_and_content_does() {
        let records = [("a", 1), ("b", 2), ("c", 3)];
        let reversed = [("c", 3), ("b", 2), ("a", 1)];
        assert_eq!(of(&records), of(&reversed));
        assert_ne!(of(&records), of(&records[..2]));
        assert_ne!(of(&[("a", 1)]), of(&[("a", 2)]));
        assert_ne!(of(&[("a1", 1)]), of(&[("a", 11)]));
    }

    #[test]
    fn parts_add_up_and_the_column_keeps_the_sum() {
        let whole = of(&[("a", 1), ("b", 2), ("c", 3)]);
        let parts = of(&[("a", 1)]).with(of(&[("b", 2), ("c", 3)]));
        assert_eq!(parts, whole);
        assert_eq!(Checksum::from_column(whole.column()), whole);
        assert_eq!(Checksum::from_sum(u64::MAX).column(), -1);
    }
}
