use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Messages that may be without an answer at one time.
#[derive(Clone)]
pub(super) struct Window {
    places: Arc<Semaphore>,
    freed: Arc<Notify>,
    reserved: usize,
    /// Two that look at once would both find the last spare place.
    looking: Arc<Mutex<()>>,
}

/// One place of the window, until it is dropped.
pub(super) struct Place {
    permit: Option<OwnedSemaphorePermit>,
    freed: Arc<Notify>,
}

impl Window {
    pub(super) fn new(size: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(size)),
            freed: Arc::default(),
            reserved: size / 2,
            looking: Arc::default(),
        }
    }

    /// Waits for a place.
    pub(super) async fn place(&self) -> Place {
        let permit = Arc::clone(&self.places).acquire_owned().await;
        self.occupied(permit.expect("the window is never closed"))
    }

    /// Waits for a place outside of the reserved half; never ahead of who waits for any.
    pub(super) async fn spare_place(&self) -> Place {
        loop {
            let freed = self.freed.notified();
            tokio::pin!(freed);
            // Heard from here on, so that a place that is freed meanwhile is not missed.
            freed.as_mut().enable();
            if let Some(permit) = self.take_spare() {
                return self.occupied(permit);
            }
            freed.await;
        }
    }

    fn take_spare(&self) -> Option<OwnedSemaphorePermit> {
        let _looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        if self.places.available_permits() <= self.reserved {
            return None;
        }
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    fn occupied(&self, permit: OwnedSemaphorePermit) -> Place {
        Place {
            permit: Some(permit),
            freed: Arc::clone(&self.freed),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.permit.take());
        self.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn half_of_the_window_is_for_codes_alone() {
        let window = Window::new(4);
        let notices = [window.spare_place().await, window.spare_place().await];
        assert!(window.spare_place().now_or_never().is_none());
        let codes = [window.place().await, window.place().await];
        assert!(window.place().now_or_never().is_none());
        drop(notices);
        // Two are free, and both are reserved.
        assert!(window.spare_place().now_or_never().is_none());
        drop(codes);
        assert!(window.spare_place().now_or_never().is_some());
    }

    #[tokio::test]
    async fn place_that_is_freed_wakes_who_waits() {
        let window = Window::new(1);
        let taken = window.spare_place().await;
        let waiting = tokio::spawn({
            let window = window.clone();
            async move { window.spare_place().await }
        });
        tokio::task::yield_now().await;
        drop(taken);
        waiting.await.unwrap();
    }
}
