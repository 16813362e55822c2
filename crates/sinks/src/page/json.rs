use std::sync::Arc;

use serde::Serialize;
use time::format_description::well_known::Rfc3339;

use crate::message::Message;

/// Holds the messages as the page's JSON form shows them, newest first.
#[derive(Serialize)]
pub(super) struct Page {
    messages: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    message_id: String,
    channel: &'static str,
    to: String,
    from: String,
    subject: Option<String>,
    text: String,
    html: Option<String>,
    receive_time: String,
    headers: Vec<(String, String)>,
}

impl From<Vec<Arc<Message>>> for Page {
    fn from(messages: Vec<Arc<Message>>) -> Self {
        Self {
            messages: messages.iter().map(|message| item(message)).collect(),
        }
    }
}

fn item(message: &Message) -> Item {
    let headers = message.headers.iter();
    Item {
        message_id: message.id.to_string(),
        channel: message.channel.as_str(),
        to: message.to.clone(),
        from: message.from.clone(),
        subject: message.subject.clone(),
        text: message.text.clone(),
        html: message.html.clone(),
        receive_time: receive_time(message),
        headers: headers
            .map(|header| (header.name.clone(), header.value.clone()))
            .collect(),
    }
}

/// Writes when a message arrived (RFC 3339).
pub(super) fn receive_time(message: &Message) -> String {
    message
        .receive_time
        .format(&Rfc3339)
        .expect("a year of four digits and an offset of whole minutes")
}
