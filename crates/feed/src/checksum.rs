//! The checksum of a snapshot, as `CommitSnapshotRequest` defines it.

use kabinet_proto::subscriptions::v1::ContractRecord;
use sha2::{Digest as _, Sha256};

/// Returns one record's part; the parts of all records are added modulo 2^64.
pub(crate) fn part(record: &ContractRecord) -> u64 {
    let digest = Sha256::new()
        .chain_update(&record.external_id)
        .chain_update([0])
        .chain_update(record.version.to_string())
        .finalize();
    let (first, _) = digest.split_at(8);
    u64::from_be_bytes(first.try_into().expect("eight bytes were split off"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_is_the_head_of_the_digest() {
        let record = ContractRecord {
            external_id: "C-1".to_owned(),
            version: 7,
            ..ContractRecord::default()
        };
        // printf 'C-1\0007' | sha256sum
        assert_eq!(part(&record), 0x6595_847f_0c03_c9dd);
    }
}
