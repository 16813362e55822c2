use std::time::Duration;

/// Longest wait between two tries of what a person waits for.
pub(super) const LONGEST: Duration = Duration::from_secs(30);
/// Longest wait between two tries of a notice.
pub(super) const LONGEST_OF_NOTICES: Duration = Duration::from_mins(5);
/// Doublings after which the wait is the longest anyway.
const MAX_DOUBLINGS: u32 = 10;

/// Returns the wait after that many tries, from 1: it doubles up to its bound.
pub(super) fn after(tries: u32, first: Duration, longest: Duration) -> Duration {
    let doublings = tries.saturating_sub(1).min(MAX_DOUBLINGS);
    (first * 2_u32.pow(doublings)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wait_doubles_up_to_its_bound() {
        let first = Duration::from_secs(1);
        let waits: Vec<_> = [0, 1, 2, 3, 6, 1_000]
            .map(|tries| after(tries, first, LONGEST).as_secs())
            .to_vec();
        assert_eq!(waits, [1, 1, 2, 4, 30, 30]);
    }
}
