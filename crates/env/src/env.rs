use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use uuid::{Builder, Uuid};

use crate::manual::Manual;

/// Tells the time and gives randomness; a clone shares both.
#[derive(Clone, Debug)]
pub struct Env {
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<Manual>),
}

impl Env {
    /// Uses the clock and the random generator of the operating system.
    pub fn system() -> Self {
        Self {
            source: Source::System,
        }
    }

    pub(crate) fn manual(manual: Arc<Manual>) -> Self {
        Self {
            source: Source::Manual(manual),
        }
    }

    /// Returns the time in UTC, truncated to the microseconds that Postgres keeps.
    pub fn now(&self) -> OffsetDateTime {
        let now = match &self.source {
            Source::System => system_time(),
            Source::Manual(manual) => manual.now(),
        };
        now.truncate_to_microsecond()
    }

    /// Fills the buffer with random bytes fit for keys.
    pub fn fill(&self, buffer: &mut [u8]) {
        match &self.source {
            Source::System => system_randomness(buffer),
            Source::Manual(manual) => manual.fill(buffer),
        }
    }

    /// Returns `N` random bytes fit for keys.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Returns a UUID that sorts by its millisecond of creation (RFC 9562, section 5.7).
    pub fn uuid_v7(&self) -> Uuid {
        let milliseconds = self.now().unix_timestamp_nanos() / 1_000_000;
        let milliseconds = u64::try_from(milliseconds).unwrap_or(0);
        Builder::from_unix_timestamp_millis(milliseconds, &self.bytes()).into_uuid()
    }

    /// Returns a random UUID (RFC 9562, section 5.4).
    pub fn uuid_v4(&self) -> Uuid {
        Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// Waits until this environment's clock has moved on by `duration`.
    pub async fn sleep(&self, duration: Duration) {
        match &self.source {
            Source::System => tokio::time::sleep(duration).await,
            Source::Manual(manual) => manual.sleep(duration).await,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock"
)]
fn system_time() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that draws randomness"
)]
fn system_randomness(buffer: &mut [u8]) {
    getrandom::fill(buffer).expect("an operating system without randomness cannot run a service");
}

#[cfg(test)]
mod tests {
    use uuid::Version;

    use super::*;

    #[test]
    fn time_has_the_precision_of_postgres() {
        assert_eq!(Env::system().now().nanosecond() % 1_000, 0);
    }

    #[test]
    fn two_draws_of_system_randomness_differ() {
        let env = Env::system();
        assert_ne!(env.bytes::<32>(), env.bytes::<32>());
    }

    #[test]
    fn uuids_carry_their_version_and_variant() {
        let env = Env::system();
        assert_eq!(env.uuid_v7().get_version(), Some(Version::SortRand));
        assert_eq!(env.uuid_v4().get_version(), Some(Version::Random));
        assert_eq!(env.uuid_v7().get_variant(), uuid::Variant::RFC4122);
    }
}
