//! The suite as a person meets it.

use std::time::Duration;

use kabinet_journey::{Answer, Gateway, Kabinet};
use kabinet_proto::sinks::v1::Message;

use super::Suite;

/// How long the sinks are asked for a message at once.
const WAIT: Duration = Duration::from_mins(1);

impl Kabinet for Suite {
    fn gateway(&self) -> Gateway {
        Suite::gateway(self)
    }

    async fn messages_to(&self, address: &str) -> Answer<Vec<Message>> {
        let listed = self.messages().list(Some(address), None, usize::MAX);
        Ok(listed.iter().map(|message| written(message)).collect())
    }

    async fn next_message(&self, address: &str, after: Option<&str>) -> Answer<Message> {
        let after = after.map(|id| id.parse().unwrap());
        loop {
            let waited = self.messages().wait_for(address, after, WAIT).await;
            if let Some(message) = waited {
                return Ok(written(&message));
            }
        }
    }
}

/// Writes a message as the sinks do when they are called.
fn written(message: &kabinet_sinks::Message) -> Message {
    Message {
        message_id: message.id.to_string(),
        to: message.to.clone(),
        text: message.text.clone(),
        ..Message::default()
    }
}
