//! Chance that follows from a seed: the same on every machine, whatever was drawn before.

/// What is drawn for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Who holds a contract, and what it has.
    Contract,
    /// What the holder does in a month.
    Month(u64),
}

/// Draws of one purpose (`SplitMix64`).
#[derive(Clone, Debug)]
pub(crate) struct Lot {
    state: u64,
}

impl Lot {
    pub(crate) fn new(seed: u64, contract: u64, purpose: Purpose) -> Self {
        let purpose = match purpose {
            Purpose::Contract => 0,
            Purpose::Month(month) => 1 + month,
        };
        let state = [contract, purpose]
            .into_iter()
            .fold(mixed(seed), |state, part| mixed(state ^ mixed(part)));
        Self { state }
    }

    /// Draws a number below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.state) % bound
    }

    /// Draws an item.
    pub(crate) fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let index = self.below(items.len() as u64);
        &items[usize::try_from(index).expect("an index is no larger than the list")]
    }
}

fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(seed: u64, contract: u64, purpose: Purpose) -> Vec<u64> {
        let mut lot = Lot::new(seed, contract, purpose);
        (0..8).map(|_| lot.below(1_000)).collect()
    }

    #[test]
    fn draws_follow_from_seed_contract_and_purpose() {
        let draw = draws(1, 2, Purpose::Month(3));
        assert_eq!(draw, draws(1, 2, Purpose::Month(3)));
        for other in [
            draws(2, 2, Purpose::Month(3)),
            draws(1, 3, Purpose::Month(3)),
            draws(1, 2, Purpose::Month(4)),
            draws(1, 2, Purpose::Contract),
        ] {
            assert_ne!(draw, other);
        }
    }

    #[test]
    fn draws_cover_what_they_may() {
        let mut lot = Lot::new(1, 1, Purpose::Contract);
        let drawn: std::collections::BTreeSet<_> = (0..200).map(|_| lot.below(5)).collect();
        assert!(drawn.into_iter().eq(0..5));
    }
}
