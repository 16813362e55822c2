use std::collections::HashMap;

use tokio::task::{Id, JoinSet};
use tracing::error;

const CONCURRENT_DELIVERIES_MAX: usize = 16;
/// A destination that does not answer leaves this many to the others.
const DESTINATION_DELIVERIES_MAX: usize = 8;

/// The deliveries under way, of which one destination has a share only.
#[derive(Default)]
pub(super) struct Underway {
    deliveries: JoinSet<()>,
    destinations: HashMap<Id, String>,
}

impl Underway {
    pub(super) fn start(
        &mut self,
        destination: String,
        delivery: impl Future<Output = ()> + Send + 'static,
    ) {
        let handle = self.deliveries.spawn(delivery);
        self.destinations.insert(handle.id(), destination);
    }

    /// Waits until a delivery has finished; none when none is under way.
    pub(super) async fn finished(&mut self) -> Option<()> {
        let finished = self.deliveries.join_next_with_id().await?;
        let id = match finished {
            Ok((id, ())) => id,
            Err(failure) => {
                if failure.is_panic() {
                    error!("recording a delivery panicked; its event returns when the lease ends");
                }
                failure.id()
            }
        };
        self.destinations.remove(&id);
        Some(())
    }

    /// Returns how many events may be started, whatever their destinations are, if those of
    /// [`Underway::full`] are left out.
    pub(super) fn room(&self) -> usize {
        let lengths = self.lengths().into_values();
        let shortest = lengths
            .map(|length| DESTINATION_DELIVERIES_MAX - length)
            .filter(|room| *room > 0)
            .min();
        self.free()
            .min(shortest.unwrap_or(DESTINATION_DELIVERIES_MAX))
    }

    /// Lists the destinations that get nothing more before one of their deliveries has finished.
    pub(super) fn full(&self) -> Vec<String> {
        let lengths = self.lengths().into_iter();
        lengths
            .filter(|(_, length)| *length >= DESTINATION_DELIVERIES_MAX)
            .map(|(destination, _)| destination.to_owned())
            .collect()
    }

    /// Tells how many more deliveries there may be.
    pub(super) fn free(&self) -> usize {
        CONCURRENT_DELIVERIES_MAX - self.deliveries.len()
    }

    fn lengths(&self) -> HashMap<&str, usize> {
        let mut lengths = HashMap::new();
        for destination in self.destinations.values() {
            *lengths.entry(destination.as_str()).or_default() += 1;
        }
        lengths
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    fn hung(destination: &str, count: usize) -> Underway {
        let mut underway = Underway::default();
        for _ in 0..count {
            underway.start(destination.to_owned(), pending());
        }
        underway
    }

    #[tokio::test]
    async fn no_destination_has_more_than_its_share() {
        assert_eq!(hung("profile", 0).room(), 8);
        assert_eq!(hung("profile", 5).room(), 3);
        assert_eq!(hung("profile", 5).full(), [""; 0]);
        assert_eq!(hung("profile", 8).room(), 8);
        assert_eq!(hung("profile", 8).full(), ["profile"]);
        let mut two = hung("profile", 8);
        for started in 0..8 {
            assert_eq!(two.room(), 8 - started);
            two.start("identity".to_owned(), pending());
        }
        assert_eq!(two.room(), 0);
    }

    #[tokio::test]
    async fn finished_delivery_makes_room_even_by_a_panic() {
        let mut underway = hung("profile", 7);
        underway.start("profile".to_owned(), async {
            panic!("provoked by the test")
        });
        underway.finished().await.unwrap();
        assert_eq!(underway.full(), [""; 0]);
        underway.start("profile".to_owned(), ready(()));
        underway.finished().await.unwrap();
        assert_eq!(underway.room(), 1);
        assert_eq!(Underway::default().finished().await, None);
    }
}
