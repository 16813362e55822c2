//! Reading messages.

use std::time::Duration;

use kabinet_proto::types::v1::Channel;
use kabinet_sinks::{Message, MessageId};

use super::Person;
use crate::suite::Suite;

/// Longer than the lease of a message whose worker died, and its next try.
const PATIENCE: Duration = Duration::from_secs(40);

/// The newest messages that were read.
#[derive(Default)]
pub(super) struct Inbox {
    sms: Option<MessageId>,
    email: Option<MessageId>,
}

impl Inbox {
    fn newest(&mut self, channel: Channel) -> &mut Option<MessageId> {
        match channel {
            Channel::Email => &mut self.email,
            Channel::Sms | Channel::Unspecified => &mut self.sms,
        }
    }
}

impl Person {
    /// Waits for the next message over the channel and takes the code in it.
    pub(crate) async fn reads_code(&mut self, suite: &Suite, channel: Channel) {
        let address = self.address(channel).to_owned();
        let newest = self.inbox.newest(channel);
        let message = suite.messages().wait_for(&address, *newest, PATIENCE).await;
        let Some(message) = message else {
            suite.explain(&format!("no message over {channel:?}"));
        };
        *newest = Some(message.id);
        self.code = code_in(&message);
    }

    /// Lists the codes of all messages over the channel, the newest first.
    pub(crate) fn codes_received(&self, suite: &Suite, channel: Channel) -> Vec<String> {
        let messages = suite
            .messages()
            .list(Some(self.address(channel)), None, usize::MAX);
        messages.iter().map(|message| code_in(message)).collect()
    }
}

/// Finds the first run of six to eight digits.
fn code_in(message: &Message) -> String {
    let mut runs = message
        .text
        .split(|character: char| !character.is_ascii_digit());
    runs.find(|run| (6..=8).contains(&run.len()))
        .unwrap()
        .to_owned()
}
