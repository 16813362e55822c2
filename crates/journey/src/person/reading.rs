//! Reading messages.

use std::{collections::HashMap, time::Duration};

use kabinet_proto::{sinks::v1::Message, types::v1::Channel};

use super::Person;
use crate::{
    Kabinet,
    message::{code_in, other_than},
    rpc::{Answer, did_not_come},
};

/// Longer than the lease of a message whose worker died and its next try, and than the rest between
/// two codes to one contact.
const PATIENCE: Duration = Duration::from_mins(1);

/// The ids of the newest messages that were read, by the address that they came to.
pub(super) type Read = HashMap<String, String>;

impl Person {
    /// Waits for the next code over the channel.
    pub async fn reads_code(&mut self, suite: &impl Kabinet, channel: Channel) -> Answer<Message> {
        let address = self.address(channel).to_owned();
        self.reads_code_at(suite, &address).await
    }

    /// Waits for the next code at an address that the person can read.
    pub async fn reads_code_at(&mut self, suite: &impl Kabinet, address: &str) -> Answer<Message> {
        let arrived = tokio::time::timeout(PATIENCE, self.next_code(suite, address)).await;
        let (message, code) = arrived.map_err(|_| did_not_come("code"))??;
        self.has_read(address, &message);
        self.code = code;
        Ok(message)
    }

    /// Waits for the message over the channel that follows the one that was read last.
    pub async fn reads_message(
        &mut self,
        suite: &impl Kabinet,
        channel: Channel,
    ) -> Answer<Message> {
        let address = self.address(channel).to_owned();
        let read = self.read.get(&address).map(String::as_str);
        let arrived = suite.next_message(&address, read);
        let arrived = tokio::time::timeout(PATIENCE, arrived).await;
        let message = arrived.map_err(|_| did_not_come("message"))??;
        self.has_read(&address, &message);
        Ok(message)
    }

    /// Takes what has come to an address so far for read, or for somebody else's.
    pub async fn has_read_everything_at(
        &mut self,
        suite: &impl Kabinet,
        address: &str,
    ) -> Answer<()> {
        if let Some(newest) = suite.messages_to(address).await?.first() {
            self.has_read(address, newest);
        }
        Ok(())
    }

    /// Takes another code of the same length for the one that was read; returns the right one.
    pub fn mistypes_code(&mut self) -> String {
        let mistyped = other_than(&self.code);
        std::mem::replace(&mut self.code, mistyped)
    }

    fn has_read(&mut self, address: &str, message: &Message) {
        self.read
            .insert(address.to_owned(), message.message_id.clone());
    }

    async fn next_code(&self, suite: &impl Kabinet, address: &str) -> Answer<(Message, String)> {
        loop {
            let messages = suite.messages_to(address).await?;
            let newest = messages.first().map(|message| message.message_id.clone());
            if let Some(unread) = self.unread_code(address, messages) {
                return Ok(unread);
            }
            suite.next_message(address, newest.as_deref()).await?;
        }
    }

    /// Finds the first code after the message that was read last; the newest when none was read.
    fn unread_code(&self, address: &str, messages: Vec<Message>) -> Option<(Message, String)> {
        let with_code = |message: Message| {
            let code = code_in(&message.text)?;
            Some((message, code))
        };
        let mut messages = messages.into_iter();
        match self.read.get(address) {
            Some(read) => {
                let unread = messages.take_while(|message| message.message_id != *read);
                unread.filter_map(with_code).last()
            }
            None => messages.find_map(with_code),
        }
    }
}
