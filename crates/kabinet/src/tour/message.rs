//! Messages that arrive, and the codes in them.

use anyhow::Context as _;
use kabinet_proto::sinks::v1::{Message, WaitForMessageRequest};

use super::journal;
use crate::client::Suite;

/// How long a message may take to arrive.
const TIMEOUT_SECONDS: i32 = 20;

/// Waits for the first message to a contact.
pub(super) async fn first(suite: &Suite, to: &str) -> anyhow::Result<Message> {
    after(suite, to, String::new()).await
}

/// Waits for the message to a contact that follows another one.
pub(super) async fn next(suite: &Suite, earlier: &Message) -> anyhow::Result<Message> {
    after(suite, &earlier.to, earlier.message_id.clone()).await
}

async fn after(suite: &Suite, to: &str, after_message_id: String) -> anyhow::Result<Message> {
    let request = WaitForMessageRequest {
        to: to.to_owned(),
        after_message_id,
        timeout_seconds: TIMEOUT_SECONDS,
    };
    let arrived = suite.inbox().wait_for_message(request).await?.into_inner();
    let message = arrived.message.context("no message arrived")?;
    journal::show(&message);
    Ok(message)
}

/// Finds the code in a message: the first run of six to eight digits.
pub(super) fn code_in(message: &Message) -> anyhow::Result<String> {
    code_in_text(&message.text).context("the message holds no code")
}

fn code_in_text(text: &str) -> Option<String> {
    text.split(|character: char| !character.is_ascii_digit())
        .find(|run| (6..=8).contains(&run.len()))
        .map(str::to_owned)
}

/// Returns another code of the same length.
pub(super) fn other_than(code: &str) -> String {
    let (first, rest) = code.split_at(1);
    format!("{}{rest}", if first == "0" { "1" } else { "0" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_found_in_a_message() {
        assert_eq!(
            code_in_text("Kabinet: 123456 is your code, 10 minutes").as_deref(),
            Some("123456")
        );
        assert_eq!(code_in_text("no code, 10 minutes"), None);
    }

    #[test]
    fn other_code_differs() {
        assert_eq!(other_than("012345"), "112345");
        assert_eq!(other_than("912345"), "012345");
    }
}
