use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusmpp::pdus::DeliverSm;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Receipts on their way to one client.
const MAX_QUEUED: usize = 256;
/// Receipts that wait for a client that takes them; the oldest give way.
const MAX_WAITING: usize = 1_000;

/// Knows the clients that take receipts, and keeps receipts while there is none.
#[derive(Default)]
pub(super) struct Receivers {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    clients: Vec<Sender<DeliverSm>>,
    waiting: VecDeque<DeliverSm>,
}

impl Receivers {
    /// Adds a client; what has waited goes to it first.
    pub(super) fn join(&self) -> Receiver<DeliverSm> {
        let (sender, receiver) = channel(MAX_QUEUED);
        let mut inner = self.inner();
        inner.clients.push(sender);
        for receipt in std::mem::take(&mut inner.waiting) {
            inner.deliver(receipt);
        }
        receiver
    }

    /// Removes a client; what it did not take goes to another or waits.
    pub(super) fn leave(&self, mut receiver: Receiver<DeliverSm>) {
        let mut inner = self.inner();
        receiver.close();
        while let Ok(receipt) = receiver.try_recv() {
            inner.deliver(receipt);
        }
    }

    /// Sends a receipt to one of the clients, or keeps it for the next that joins.
    pub(super) fn deliver(&self, receipt: DeliverSm) {
        self.inner().deliver(receipt);
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn deliver(&mut self, mut receipt: DeliverSm) {
        self.clients.retain(|client| !client.is_closed());
        for client in &self.clients {
            match client.try_send(receipt) {
                Ok(()) => return,
                Err(refused) => receipt = refused.into_inner(),
            }
        }
        if self.waiting.len() == MAX_WAITING {
            self.waiting.pop_front();
        }
        self.waiting.push_back(receipt);
    }
}

#[cfg(test)]
mod tests {
    use rusmpp::types::OctetString;

    use super::*;

    fn receipt(text: &str) -> DeliverSm {
        DeliverSm::builder()
            .short_message(OctetString::from_string(text.to_owned()).unwrap())
            .build()
    }

    #[test]
    fn receipt_waits_for_a_client() {
        let receivers = Receivers::default();
        receivers.deliver(receipt("one"));
        receivers.deliver(receipt("two"));
        let mut client = receivers.join();
        assert_eq!(client.try_recv().unwrap(), receipt("one"));
        assert_eq!(client.try_recv().unwrap(), receipt("two"));
        assert!(client.try_recv().is_err());
    }

    #[test]
    fn receipt_that_a_client_left_behind_goes_to_the_next() {
        let receivers = Receivers::default();
        let first = receivers.join();
        receivers.deliver(receipt("one"));
        receivers.leave(first);
        assert_eq!(receivers.join().try_recv().unwrap(), receipt("one"));
    }

    #[test]
    fn waiting_receipts_are_bounded() {
        let receivers = Receivers::default();
        for number in 0..=MAX_WAITING {
            receivers.deliver(receipt(&number.to_string()));
        }
        let mut client = receivers.join();
        assert_eq!(client.try_recv().unwrap(), receipt("1"));
    }
}
