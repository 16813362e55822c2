//! Reading messages.

use std::{collections::HashMap, time::Duration};

use kabinet_proto::types::v1::Channel;
use kabinet_sinks::{Message, MessageId};

use super::Person;
use crate::suite::Suite;

/// Longer than the lease of a message whose worker died, and its next try.
const PATIENCE: Duration = Duration::from_secs(40);

/// The newest messages with a code that were read, by the address that they came to.
#[derive(Default)]
pub(super) struct Inbox {
    newest: HashMap<String, MessageId>,
}

impl Person {
    /// Waits for the next code over the channel.
    pub(crate) async fn reads_code(&mut self, suite: &Suite, channel: Channel) {
        let address = self.address(channel).to_owned();
        self.reads_code_at(suite, &address).await;
    }

    /// Waits for the next code at an address that the person can read.
    pub(crate) async fn reads_code_at(&mut self, suite: &Suite, address: &str) {
        let mut arrivals = suite.messages().subscribe();
        let arrived = async {
            loop {
                if let Some(unread) = self.unread_code(suite, address) {
                    return unread;
                }
                // Lagging behind is no harm: all messages are looked through again.
                let _ = arrivals.recv().await;
            }
        };
        let Ok((id, code)) = tokio::time::timeout(PATIENCE, arrived).await else {
            suite.explain("the awaited code did not come");
        };
        self.inbox.newest.insert(address.to_owned(), id);
        self.code = code;
    }

    /// Takes what has come to an address so far for somebody else's.
    pub(super) fn has_read_everything_at(&mut self, suite: &Suite, address: &str) {
        if let [newest] = &suite.messages().list(Some(address), None, 1)[..] {
            self.inbox.newest.insert(address.to_owned(), newest.id);
        }
    }

    /// Finds the first code after the one that was read last; the newest when none was read.
    fn unread_code(&self, suite: &Suite, address: &str) -> Option<(MessageId, String)> {
        let messages = suite.messages().list(Some(address), None, usize::MAX);
        let mut codes = messages
            .iter()
            .filter_map(|message| Some((message.id, code_in(message)?)));
        match self.inbox.newest.get(address) {
            Some(read) => codes.take_while(|(id, _)| id > read).last(),
            None => codes.next(),
        }
    }
}

/// Lists the codes of all messages to an address, the newest first.
pub(crate) fn codes_at(suite: &Suite, address: &str) -> Vec<String> {
    let messages = suite.messages().list(Some(address), None, usize::MAX);
    messages
        .iter()
        .filter_map(|message| code_in(message))
        .collect()
}

/// Lists the action tokens of all messages to an address, the newest first.
pub(crate) fn action_tokens_at(suite: &Suite, address: &str) -> Vec<String> {
    let messages = suite.messages().list(Some(address), None, usize::MAX);
    let tokens = messages.iter().filter_map(|message| {
        let link = message.text.split_whitespace().find(|word| is_link(word))?;
        Some(link.split_once('#')?.1.to_owned())
    });
    tokens.collect()
}

/// Finds the first run of six to eight digits outside of links; a notice has none.
pub(super) fn code_in(message: &Message) -> Option<String> {
    let words = message
        .text
        .split_whitespace()
        .filter(|word| !is_link(word));
    let mut runs = words.flat_map(|word| word.split(|character: char| !character.is_ascii_digit()));
    runs.find(|run| (6..=8).contains(&run.len()))
        .map(str::to_owned)
}

fn is_link(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}
