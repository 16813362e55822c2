//! How long and how often is tried.

use std::time::Duration;

use kabinet_env::Env;
use kabinet_status::read;
use tonic::Status;

use super::FeedError;

/// How long and how often subscriptions is asked before it counts as gone.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Tries in a row that bring nothing.
    pub tries: u32,
    /// Pause after the first of them; each further one is twice as long.
    pub first_pause: Duration,
    /// Longest pause, whatever subscriptions asks for.
    pub longest_pause: Duration,
    /// How long a batch may stay without an acknowledgement.
    pub acknowledgement: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 7,
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(10),
            acknowledgement: Duration::from_mins(1),
        }
    }
}

/// Tries in a row that brought nothing.
pub(super) struct Tries {
    patience: Patience,
    failed: u32,
}

impl Tries {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            patience,
            failed: 0,
        }
    }

    /// Notes that something came.
    pub(super) fn succeeded(&mut self) {
        self.failed = 0;
    }

    /// Waits before the next try, if there is one.
    pub(super) async fn pause(
        &mut self,
        env: &Env,
        call: &'static str,
        status: Status,
    ) -> Result<(), FeedError> {
        self.failed += 1;
        if self.failed >= self.patience.tries {
            return Err(FeedError::Unanswered {
                call,
                tries: self.failed,
                status,
            });
        }
        env.sleep(self.length(&status)).await;
        Ok(())
    }

    fn length(&self, status: &Status) -> Duration {
        let doublings = 1_u32.checked_shl(self.failed - 1).unwrap_or(u32::MAX);
        let own = self.patience.first_pause.saturating_mul(doublings);
        let asked = read::retry_after(status).unwrap_or_default();
        own.max(asked).min(self.patience.longest_pause)
    }
}

#[cfg(test)]
mod tests {
    use kabinet_proto::errors::v1::Reason;
    use kabinet_status::Refusal;
    use tonic::Code;

    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut tries = Tries::new(Patience::default());
        let status = Status::unavailable("down");
        let pauses: Vec<_> = (1..=8)
            .map(|failed| {
                tries.failed = failed;
                tries.length(&status).as_millis()
            })
            .collect();
        assert_eq!(pauses, [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
    }

    #[test]
    fn pause_that_is_asked_for_is_kept() {
        let mut tries = Tries::new(Patience::default());
        tries.failed = 1;
        let refusal = Refusal::new(Code::ResourceExhausted, Reason::Overloaded, "busy");
        let asked = read::retry_after(&Status::from(refusal)).unwrap();
        let refusal = Refusal::new(Code::ResourceExhausted, Reason::Overloaded, "busy");
        let expected = asked.max(Duration::from_millis(200));
        assert_eq!(tries.length(&Status::from(refusal)), expected);
    }
}
