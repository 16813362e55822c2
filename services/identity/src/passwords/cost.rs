use argon2::{Algorithm, Argon2, Params, Version};

/// Upper bounds of anything that is read from storage or configuration.
pub(crate) const MAX_MEMORY_KIB: u32 = 256 * 1024;
pub(crate) const MAX_PASSES: u32 = 16;
const MAX_LANES: u32 = 4;
/// Eight blocks per lane (RFC 9106, section 3.1).
const MIN_MEMORY_PER_LANE: u32 = 8;
pub(super) const HASH_LENGTH: usize = 32;

/// How expensive one hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// Takes parameters within the bounds.
    pub(crate) fn new(memory_kib: u32, passes: u32, lanes: u32) -> Option<Self> {
        let within = (1..=MAX_LANES).contains(&lanes)
            && (1..=MAX_PASSES).contains(&passes)
            && (lanes * MIN_MEMORY_PER_LANE..=MAX_MEMORY_KIB).contains(&memory_kib);
        within.then_some(Self {
            memory_kib,
            passes,
            lanes,
        })
    }

    /// Tells whether a hash is cheaper than all that OWASP's Password Storage Cheat Sheet lists.
    pub(crate) fn is_below_recommendation(self) -> bool {
        const LISTED: [(u32, u32); 5] = [
            (47_104, 1),
            (19_456, 2),
            (12_288, 3),
            (9_216, 4),
            (7_168, 5),
        ];
        !LISTED
            .into_iter()
            .any(|(memory, passes)| self.memory_kib >= memory && self.passes >= passes)
    }

    pub(crate) fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    pub(crate) fn passes(self) -> u32 {
        self.passes
    }

    pub(crate) fn lanes(self) -> u32 {
        self.lanes
    }

    pub(super) fn params(self) -> Params {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(HASH_LENGTH))
            .expect("the bounds are within those of the algorithm")
    }

    pub(super) fn argon2(self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cheap_hashes_are_known_as_such() {
        let is_cheap = |memory, passes| {
            let cost = Cost::new(memory, passes, 1).unwrap();
            cost.is_below_recommendation()
        };
        assert!(!is_cheap(19_456, 2) && !is_cheap(47_104, 1) && !is_cheap(7_168, 5));
        assert!(is_cheap(1_945, 2) && is_cheap(19_456, 1) && is_cheap(64, 16));
    }
}
