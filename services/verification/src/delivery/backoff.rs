use std::time::Duration;

/// Longest wait between two tries.
const LONGEST: Duration = Duration::from_secs(30);
/// Doublings after which the wait is the longest anyway.
const MAX_DOUBLINGS: u32 = 10;

/// Returns the wait after that many tries, from 1: it doubles up to its bound.
pub(super) fn after(tries: u32, first: Duration) -> Duration {
    let doublings = tries.saturating_sub(1).min(MAX_DOUBLINGS);
    (first * 2_u32.pow(doublings)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wait_doubles_up_to_its_bound() {
        let first = Duration::from_secs(1);
        let waits: Vec<_> = [0, 1, 2, 3, 6, 1_000]
            .map(|tries| after(tries, first).as_secs())
            .to_vec();
        assert_eq!(waits, [1, 1, 2, 4, 30, 30]);
    }
}
