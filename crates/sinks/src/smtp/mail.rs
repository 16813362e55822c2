use kabinet_domain::Channel;
use mail_parser::{MessageParser, PartType};

use super::transaction::Envelope;
use crate::message::{Draft, Header};

/// Reads a mail into one draft for each receiver, or nothing when it is no mail.
pub(super) fn read(envelope: &Envelope, content: &[u8]) -> Option<Vec<Draft>> {
    let mail = MessageParser::default().parse(content)?;
    let text = mail.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) => Some(text.clone().into_owned()),
        _ => None,
    });
    let html = mail.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.clone().into_owned()),
        _ => None,
    });
    let headers: Vec<Header> = mail
        .headers_raw()
        .map(|(name, value)| Header {
            name: name.to_owned(),
            value: value.trim().to_owned(),
        })
        .collect();
    let draft = |to: &String| Draft {
        channel: Channel::Email,
        to: to.clone(),
        from: envelope.from.clone(),
        subject: mail.subject().map(str::to_owned),
        text: text.clone().unwrap_or_default(),
        html: html.clone(),
        headers: headers.clone(),
    };
    Some(envelope.to.iter().map(draft).collect())
}
