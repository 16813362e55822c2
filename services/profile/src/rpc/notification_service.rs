//! `kabinet.profile.v1.NotificationService`.

use kabinet_access::{Caller, EndUser};
use kabinet_proto::{
    profile::v1::{
        InboxItem as ItemMessage, ListInboxRequest, ListInboxResponse, NotifyRequest,
        NotifyResponse, notification_service_server::NotificationService,
    },
    timestamp,
    types::v1::{Event, event::Fact},
};
use kabinet_status::Refusal;
use tonic::{Request, Response, Status};

use super::{Rpc, notice, status, teller, violations::Violations};
use crate::{
    app::{list_inbox, notify, page::Page},
    domain::notice::InboxItem,
};

#[tonic::async_trait]
impl NotificationService for Rpc {
    async fn notify(
        &self,
        request: Request<NotifyRequest>,
    ) -> Result<Response<NotifyResponse>, Status> {
        let caller = Caller::of(&request).clone();
        let event = request.into_inner().event.unwrap_or_default();
        let input = input(&event)?;
        teller::allow(&caller, input.notice.subject)?;
        notify::run(&self.app, input)
            .await
            .map_err(status::notify)?;
        Ok(Response::new(NotifyResponse {}))
    }

    async fn list_inbox(
        &self,
        request: Request<ListInboxRequest>,
    ) -> Result<Response<ListInboxResponse>, Status> {
        let account_id = EndUser::of(&request).account_id;
        let message = request.into_inner();
        let input = list_inbox::Input {
            account_id,
            page: Page {
                size: message.page_size,
                token: message.page_token,
            },
        };
        let page = list_inbox::run(&self.app, input)
            .await
            .map_err(status::list_inbox)?;
        Ok(Response::new(ListInboxResponse {
            items: page.items.iter().map(item).collect(),
            next_page_token: page.next_page_token,
        }))
    }
}

fn input(event: &Event) -> Result<notify::Input, Refusal> {
    let mut violations = Violations::default();
    let event_id = violations.read("event.event_id", event.event_id.parse());
    let occur_time = violations.some(
        "event.occur_time",
        event.occur_time.as_ref().and_then(timestamp::read),
    );
    let message = match &event.fact {
        Some(Fact::Notice(message)) => Some(message),
        _ => None,
    };
    let message = violations.some("event.notice", message);
    let notice = message
        .zip(occur_time)
        .and_then(|(message, time)| notice::read(message, time, &mut violations));
    match (event_id, notice) {
        (Some(event_id), Some(notice)) => Ok(notify::Input { event_id, notice }),
        _ => Err(violations.refusal()),
    }
}

fn item(item: &InboxItem) -> ItemMessage {
    ItemMessage {
        notice_id: item.id.to_string(),
        notice: Some(notice::write(&item.notice)),
        occur_time: Some(timestamp::write(item.notice.occur_time)),
        create_time: Some(timestamp::write(item.create_time)),
        sent: item.sent,
    }
}
