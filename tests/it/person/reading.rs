//! Reading messages.

use kabinet_journey::{action_token_in, code_in};
use kabinet_proto::types::v1::Channel;

use super::Person;
use crate::suite::Suite;

impl Person {
    /// Waits for the next code over the channel.
    pub(crate) async fn reads_code(&mut self, suite: &Suite, channel: Channel) {
        suite.expects(self.0.reads_code(suite, channel).await);
    }

    /// Waits for the next code at an address that the person can read.
    pub(crate) async fn reads_code_at(&mut self, suite: &Suite, address: &str) {
        suite.expects(self.0.reads_code_at(suite, address).await);
    }

    /// Lists the texts without a code that came over the channel, the oldest first.
    pub(crate) fn notices_received(&self, suite: &Suite, channel: Channel) -> Vec<String> {
        let mut notices = texts_to(suite, self.address(channel));
        notices.retain(|text| code_in(text).is_none());
        notices.reverse();
        notices
    }
}

/// Lists the codes of all messages to an address, the newest first.
pub(crate) fn codes_at(suite: &Suite, address: &str) -> Vec<String> {
    let texts = texts_to(suite, address);
    texts.iter().filter_map(|text| code_in(text)).collect()
}

/// Lists the action tokens of all messages to an address, the newest first.
pub(crate) fn action_tokens_at(suite: &Suite, address: &str) -> Vec<String> {
    let texts = texts_to(suite, address);
    let tokens = texts.iter().filter_map(|text| action_token_in(text));
    tokens.collect()
}

/// Lists the texts of all messages to an address, the newest first.
fn texts_to(suite: &Suite, address: &str) -> Vec<String> {
    let messages = suite.messages().list(Some(address), None, usize::MAX);
    messages
        .iter()
        .map(|message| message.text.clone())
        .collect()
}
