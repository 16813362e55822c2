use std::sync::Arc;
use std::time::Duration;

use kabinet_domain::Channel;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::sinks::v1 as pb;
use kabinet_proto::sinks::v1::inbox_service_server::InboxService as Rpc;
use kabinet_proto::types::v1 as types;
use kabinet_status::Refusal;
use prost_types::Timestamp;
use tonic::{Code, Request, Response, Status};

use crate::message::{Message, MessageId};
use crate::messages::Messages;

const DEFAULT_PAGE_SIZE: usize = 50;
const DEFAULT_WAIT: Duration = Duration::from_secs(10);

/// Serves `kabinet.sinks.v1.InboxService` from the memory of the sinks.
#[derive(Clone, Debug)]
pub struct InboxService {
    messages: Messages,
}

impl InboxService {
    /// Serves what `messages` keeps.
    pub fn new(messages: Messages) -> Self {
        Self { messages }
    }
}

#[tonic::async_trait]
impl Rpc for InboxService {
    async fn list_messages(
        &self,
        request: Request<pb::ListMessagesRequest>,
    ) -> Result<Response<pb::ListMessagesResponse>, Status> {
        let request = request.into_inner();
        let to = Some(request.to.as_str()).filter(|to| !to.is_empty());
        let before = page_start(&request.page_token)?;
        let page_size = match usize::try_from(request.page_size) {
            Ok(0) | Err(_) => DEFAULT_PAGE_SIZE,
            Ok(page_size) => page_size,
        };
        // One more than asked for tells whether there is a next page.
        let mut listed = self.messages.list(to, before, page_size + 1);
        let is_last = listed.len() <= page_size;
        listed.truncate(page_size);
        let next_page_token = match listed.last() {
            Some(message) if !is_last => message.id.to_string(),
            _ => String::new(),
        };
        Ok(Response::new(pb::ListMessagesResponse {
            messages: listed.iter().map(wire_message).collect(),
            next_page_token,
        }))
    }

    async fn wait_for_message(
        &self,
        request: Request<pb::WaitForMessageRequest>,
    ) -> Result<Response<pb::WaitForMessageResponse>, Status> {
        let request = request.into_inner();
        // Validation left a number that is missing or fits; one beyond 64 bits lies in the future.
        let after = Some(request.after_message_id)
            .filter(|id| !id.is_empty())
            .map(|id| id.parse().unwrap_or(MessageId::new(u64::MAX)));
        let timeout = match u64::try_from(request.timeout_seconds) {
            Ok(0) | Err(_) => DEFAULT_WAIT,
            Ok(seconds) => Duration::from_secs(seconds),
        };
        let message = self.messages.wait_for(&request.to, after, timeout).await;
        Ok(Response::new(pb::WaitForMessageResponse {
            message: message.as_ref().map(wire_message),
        }))
    }
}

fn page_start(token: &str) -> Result<Option<MessageId>, Refusal> {
    if token.is_empty() {
        return Ok(None);
    }
    token.parse().map(Some).map_err(|_| {
        Refusal::new(
            Code::InvalidArgument,
            Reason::PageTokenInvalid,
            "the page token was not made by ListMessages",
        )
    })
}

fn wire_message(message: &Arc<Message>) -> pb::Message {
    let channel = match message.channel {
        Channel::Sms => types::Channel::Sms,
        Channel::Email => types::Channel::Email,
    };
    let headers = message.headers.iter().map(|header| pb::Header {
        name: header.name.clone(),
        value: header.value.clone(),
    });
    pb::Message {
        message_id: message.id.to_string(),
        channel: channel.into(),
        to: message.to.clone(),
        from: message.from.clone(),
        subject: message.subject.clone().unwrap_or_default(),
        text: message.text.clone(),
        html: message.html.clone().unwrap_or_default(),
        receive_time: Some(Timestamp {
            seconds: message.receive_time.unix_timestamp(),
            nanos: i32::try_from(message.receive_time.nanosecond())
                .expect("a second has fewer nanoseconds than i32 holds"),
        }),
        headers: headers.collect(),
    }
}
