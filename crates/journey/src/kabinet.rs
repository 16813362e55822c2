//! The suite as a person meets it.

use kabinet_proto::sinks::v1::Message;

use crate::{Answer, Gateway};

/// A gateway that calls for the person, and the messages that come to them.
pub trait Kabinet {
    /// Calls for somebody who is not logged in.
    fn gateway(&self) -> Gateway;

    /// Lists the messages that came to an address, the newest first.
    fn messages_to(&self, address: &str) -> impl Future<Output = Answer<Vec<Message>>>;

    /// Waits, as long as it takes, for the message to an address that follows the one with this id;
    /// without an id the newest that is already there counts.
    fn next_message(
        &self,
        address: &str,
        after: Option<&str>,
    ) -> impl Future<Output = Answer<Message>>;
}
