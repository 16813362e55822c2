//! Messages that arrive, and the codes in them.

use anyhow::{Context as _, bail};
use kabinet_proto::sinks::v1::{ListMessagesRequest, Message, WaitForMessageRequest};

use super::journal;
use crate::client::Suite;

/// How long one call waits for a message.
const TIMEOUT_SECONDS: i32 = 30;
/// Times that it is waited: a code to a contact that has just had one rests for half a minute.
const WAITS: usize = 2;

/// Returns the newest message to a contact.
pub(super) async fn newest(suite: &Suite, to: &str) -> anyhow::Result<Message> {
    let request = ListMessagesRequest {
        to: to.to_owned(),
        page_size: 1,
        ..ListMessagesRequest::default()
    };
    let listed = suite.inbox().list_messages(request).await?.into_inner();
    listed.messages.into_iter().next().context("no message")
}

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
    for _ in 0..WAITS {
        let waited = suite.inbox().wait_for_message(request.clone()).await?;
        if let Some(message) = waited.into_inner().message {
            journal::show(&message);
            return Ok(message);
        }
    }
    bail!("no message arrived")
}

/// Waits for the message with a code that follows another one, notices aside.
pub(super) async fn next_code(suite: &Suite, earlier: &Message) -> anyhow::Result<Message> {
    let mut message = next(suite, earlier).await?;
    while code_in_text(&message.text).is_none() {
        message = next(suite, &message).await?;
    }
    Ok(message)
}

/// Waits for the message with a link that follows another one; returns the link's action token.
pub(super) async fn next_action_token(
    suite: &Suite,
    earlier: &Message,
) -> anyhow::Result<(Message, String)> {
    let mut message = next(suite, earlier).await?;
    loop {
        if let Some(token) = token_in_text(&message.text) {
            return Ok((message, token));
        }
        message = next(suite, &message).await?;
    }
}

/// Finds the token in the link of a text: what follows `#`.
fn token_in_text(text: &str) -> Option<String> {
    let link = text.split_whitespace().find(|word| is_link(word))?;
    Some(link.split_once('#')?.1.to_owned())
}

fn is_link(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

/// Finds the code in a message: the first run of six to eight digits outside of links.
pub(super) fn code_in(message: &Message) -> anyhow::Result<String> {
    code_in_text(&message.text).context("the message holds no code")
}

fn code_in_text(text: &str) -> Option<String> {
    let words = text.split_whitespace().filter(|word| !is_link(word));
    words
        .flat_map(|word| word.split(|character: char| !character.is_ascii_digit()))
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
        let link = "Not you? https://kabinet.example.com/a#1234567-Ab";
        assert_eq!(code_in_text(link), None);
        assert_eq!(token_in_text(link).as_deref(), Some("1234567-Ab"));
        assert_eq!(token_in_text("no link #here"), None);
    }

    #[test]
    fn other_code_differs() {
        assert_eq!(other_than("012345"), "112345");
        assert_eq!(other_than("912345"), "012345");
    }
}
