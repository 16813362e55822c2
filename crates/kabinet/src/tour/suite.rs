//! The suite as the tour meets it, over gRPC alone.

use std::net::SocketAddr;

use kabinet_journey::{Answer, Gateway, Kabinet, Lines};
use kabinet_proto::sinks::v1::{
    ListMessagesRequest, Message, WaitForMessageRequest, inbox_service_client::InboxServiceClient,
};
use tonic::transport::{Channel, Endpoint, Error};

use super::Calls;
use crate::dev::ports::Ports;

/// As many messages as one page holds: nobody gets more on a tour.
const MAX_MESSAGES: i32 = 100;
/// How long one call waits for a message.
const WAIT_SECONDS: i32 = 30;

/// The services, and the inbox of the sinks.
pub(super) struct Suite {
    gateway: Gateway,
    inbox: InboxServiceClient<Channel>,
}

impl Suite {
    /// Connects with the first call; the calls of the gateway are noted.
    pub(super) fn new(ports: Ports, calls: &Calls) -> Result<Self, Error> {
        let line = |address| channel(address).map(|channel| calls.noted_on(channel));
        let lines = Lines {
            identity: line(ports.identity())?,
            profile: line(ports.profile())?,
            subscriptions: line(ports.subscriptions())?,
        };
        Ok(Self {
            gateway: Gateway::new(lines, "gateway/tour"),
            inbox: InboxServiceClient::new(channel(ports.inbox())?),
        })
    }
}

impl Kabinet for Suite {
    fn gateway(&self) -> Gateway {
        self.gateway.clone()
    }

    async fn messages_to(&self, address: &str) -> Answer<Vec<Message>> {
        let request = ListMessagesRequest {
            to: address.to_owned(),
            page_size: MAX_MESSAGES,
            page_token: String::new(),
        };
        let listed = self.inbox.clone().list_messages(request).await?;
        Ok(listed.into_inner().messages)
    }

    async fn next_message(&self, address: &str, after: Option<&str>) -> Answer<Message> {
        let request = WaitForMessageRequest {
            to: address.to_owned(),
            after_message_id: after.unwrap_or_default().to_owned(),
            timeout_seconds: WAIT_SECONDS,
        };
        let mut inbox = self.inbox.clone();
        loop {
            let waited = inbox.wait_for_message(request.clone()).await?;
            if let Some(message) = waited.into_inner().message {
                return Ok(message);
            }
        }
    }
}

fn channel(address: SocketAddr) -> Result<Channel, Error> {
    Ok(Endpoint::from_shared(format!("http://{address}"))?.connect_lazy())
}
