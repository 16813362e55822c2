//! The memory of what arrived.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kabinet_env::Env;
use tokio::sync::broadcast;

use crate::address::lookup_key;
use crate::message::{Draft, Message, MessageId};

/// How many messages are kept; the oldest give way.
pub const MAX_MESSAGES: usize = 10_000;
/// How much text is kept; the oldest messages give way.
pub const MAX_OCTETS: usize = 64 * 1024 * 1024;
/// How far a subscriber may fall behind before it is told that it missed something.
const MAX_BACKLOG: usize = 1_024;

/// Keeps what arrived, for everybody who holds a clone.
#[derive(Clone)]
pub struct Messages {
    shared: Arc<Shared>,
}

struct Shared {
    env: Env,
    store: Mutex<Store>,
    arrivals: broadcast::Sender<Arc<Message>>,
}

#[derive(Default)]
struct Store {
    entries: VecDeque<Entry>,
    octets: usize,
    last: u64,
}

struct Entry {
    message: Arc<Message>,
    lookup_key: String,
    octets: usize,
}

impl Messages {
    /// Makes an empty memory that takes its times from `env`.
    pub fn new(env: Env) -> Self {
        Self {
            shared: Arc::new(Shared {
                env,
                store: Mutex::default(),
                arrivals: broadcast::Sender::new(MAX_BACKLOG),
            }),
        }
    }

    /// Keeps a message and tells the subscribers.
    pub fn add(&self, draft: Draft) -> Arc<Message> {
        let receive_time = self.shared.env.now();
        let mut store = self.store();
        store.last += 1;
        let message = Arc::new(Message {
            id: MessageId::new(store.last),
            receive_time,
            content: draft,
        });
        store.push(Arc::clone(&message));
        // Told under the lock, so that subscribers see the order of the ids; nobody listening is fine.
        let _ = self.shared.arrivals.send(Arc::clone(&message));
        message
    }

    /// Returns at most `limit` messages older than `before`, newest first; to one receiver or all.
    pub fn list(
        &self,
        to: Option<&str>,
        before: Option<MessageId>,
        limit: usize,
    ) -> Vec<Arc<Message>> {
        let key = to.map(lookup_key);
        self.store()
            .entries
            .iter()
            .rev()
            .filter(|entry| before.is_none_or(|before| entry.message.id < before))
            .filter(|entry| key.as_ref().is_none_or(|key| entry.lookup_key == *key))
            .take(limit)
            .map(|entry| Arc::clone(&entry.message))
            .collect()
    }

    /// Waits for the first message to a receiver that arrived later than `after`. Without `after`
    /// the newest that is already there is returned at once.
    pub async fn wait_for(
        &self,
        to: &str,
        after: Option<MessageId>,
        timeout: Duration,
    ) -> Option<Arc<Message>> {
        let mut arrivals = self.subscribe();
        let key = lookup_key(to);
        let arrived = async {
            loop {
                if let Some(message) = self.find(&key, after) {
                    return message;
                }
                // Lagging behind is no harm: the memory is searched again, not the channel.
                let _ = arrivals.recv().await;
            }
        };
        tokio::select! {
            biased;
            message = arrived => Some(message),
            () = self.shared.env.sleep(timeout) => None,
        }
    }

    /// Returns every message that arrives from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Message>> {
        self.shared.arrivals.subscribe()
    }

    pub(crate) fn env(&self) -> &Env {
        &self.shared.env
    }

    fn find(&self, key: &str, after: Option<MessageId>) -> Option<Arc<Message>> {
        let store = self.store();
        let mut entries = store.entries.iter().filter(|entry| entry.lookup_key == key);
        let entry = match after {
            Some(after) => entries.find(|entry| entry.message.id > after),
            None => entries.next_back(),
        };
        entry.map(|entry| Arc::clone(&entry.message))
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.shared
            .store
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages")
            .field("count", &self.store().entries.len())
            .finish_non_exhaustive()
    }
}

impl Store {
    fn push(&mut self, message: Arc<Message>) {
        let octets = message.octets();
        self.octets += octets;
        self.entries.push_back(Entry {
            lookup_key: lookup_key(&message.to),
            message,
            octets,
        });
        while self.entries.len() > MAX_MESSAGES || self.octets > MAX_OCTETS {
            let Some(oldest) = self.entries.pop_front() else {
                break;
            };
            self.octets -= oldest.octets;
        }
    }
}

#[cfg(test)]
mod tests;
