use std::time::Duration;

const LADDER: [Duration; 8] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(30),
    Duration::from_mins(1),
    Duration::from_mins(2),
    Duration::from_mins(5),
];

/// The attempt after which an event has climbed the whole ladder.
pub(super) const LAST_RUNG: i32 = 8;

/// Returns the pause after the given attempt (the first is 1): half of the rung, and a random part
/// of the other half, so that events that failed together do not come back together.
pub(super) fn pause(attempt: i32, random: u32) -> Duration {
    let rung = usize::try_from(attempt - 1)
        .unwrap_or(0)
        .min(LADDER.len() - 1);
    let half = LADDER[rung] / 2;
    half + half.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pause_grows_with_every_attempt_up_to_the_cap() {
        let pauses: Vec<_> = (1..=LAST_RUNG).map(|n| pause(n, u32::MAX)).collect();
        assert_eq!(pauses, LADDER);
        assert_eq!(pause(i32::MAX, u32::MAX), LADDER[7]);
    }

    #[test]
    fn jitter_takes_at_most_half() {
        assert_eq!(pause(3, 0), LADDER[2] / 2);
        assert!(pause(3, u32::MAX / 2) < LADDER[2]);
    }
}
