use std::collections::HashMap;

use tokio::task::{Id, JoinSet};
use tracing::error;

const CONCURRENT_DELIVERIES_MAX: usize = 16;
/// A destination that does not answer leaves this many to the others.
const LANE_DELIVERIES_MAX: usize = 8;

/// The deliveries under way, one lane per destination.
#[derive(Default)]
pub(super) struct Lanes {
    deliveries: JoinSet<()>,
    destinations: HashMap<Id, String>,
}

impl Lanes {
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
    /// [`Lanes::full`] are left out.
    pub(super) fn room(&self) -> usize {
        let in_lanes = self.lengths().into_values();
        let shortest = in_lanes
            .map(|length| LANE_DELIVERIES_MAX - length)
            .filter(|room| *room > 0)
            .min();
        self.free().min(shortest.unwrap_or(LANE_DELIVERIES_MAX))
    }

    /// Lists the destinations that get nothing more before one of their deliveries has finished.
    pub(super) fn full(&self) -> Vec<String> {
        let lengths = self.lengths().into_iter();
        lengths
            .filter(|(_, length)| *length >= LANE_DELIVERIES_MAX)
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

    fn hung(destination: &str, count: usize) -> Lanes {
        let mut lanes = Lanes::default();
        for _ in 0..count {
            lanes.start(destination.to_owned(), pending());
        }
        lanes
    }

    #[tokio::test]
    async fn no_destination_has_more_than_its_lane() {
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
    async fn finished_delivery_leaves_its_lane_even_by_a_panic() {
        let mut lanes = hung("profile", 7);
        lanes.start("profile".to_owned(), async {
            panic!("provoked by the test")
        });
        lanes.finished().await.unwrap();
        assert_eq!(lanes.full(), [""; 0]);
        lanes.start("profile".to_owned(), ready(()));
        lanes.finished().await.unwrap();
        assert_eq!(lanes.room(), 1);
        assert_eq!(Lanes::default().finished().await, None);
    }
}
