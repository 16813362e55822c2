//! Takes events out of the outbox: to identity, or to verification as messages.

use kabinet_domain::ContactKind;
use kabinet_outbox::{DeliverError, Delivery, Relay};
use kabinet_proto::types::v1::{ContactKind as KindMessage, Event, event::Fact};
use kabinet_status::log_internal;

use crate::{
    app::{
        App,
        send_notice::{self, DELIVERY, Output},
    },
    peers::IDENTITY,
    store::message::Addressee,
};

pub(super) fn new(app: App) -> Relay {
    let (pool, env) = (app.pool.clone(), app.env.clone());
    let deliver = move |destination, event| -> Delivery {
        Box::pin(deliver(app.clone(), destination, event))
    };
    Relay::new(pool, env, deliver)
}

async fn deliver(app: App, destination: String, event: Event) -> Result<(), DeliverError> {
    match destination.as_str() {
        IDENTITY => {
            let delivered = app.peers.deliver_to_identity(event).await;
            delivered.map_err(|failure| DeliverError::of(failure.reason()))
        }
        DELIVERY => send(&app, &event).await,
        // A newer version wrote it, and a replica of that version will know it.
        _ => Err(DeliverError::Retry),
    }
}

async fn send(app: &App, event: &Event) -> Result<(), DeliverError> {
    let input = read(event).ok_or(DeliverError::Poison)?;
    let notice_id = input.notice_id;
    match send_notice::run(app, input).await {
        Ok(Output::Sent | Output::NotNeeded) => Ok(()),
        Ok(Output::Undeliverable) => {
            tracing::warn!(notice.id = %notice_id, "nothing can be sent to a confirmed contact");
            Ok(())
        }
        Err(send_notice::Error::Peer(failure)) => Err(DeliverError::of(failure.reason())),
        // What does not open here may open after the next look at the key files. A message that
        // never can be made ends when nobody needs it any more.
        Err(error @ (send_notice::Error::Vault(_) | send_notice::Error::Store(_))) => {
            log_internal(&error);
            Err(DeliverError::Retry)
        }
    }
}

fn read(event: &Event) -> Option<send_notice::Input> {
    let Some(Fact::NoticeDue(due)) = &event.fact else {
        return None;
    };
    Some(send_notice::Input {
        event_id: event.event_id.parse().ok()?,
        notice_id: due.notice_id.parse().ok()?,
        account_id: due.account_id.parse().ok()?,
        addressee: Addressee {
            kind: match due.contact_kind() {
                KindMessage::Mobile => ContactKind::Mobile,
                KindMessage::Email => ContactKind::Email,
                KindMessage::Unspecified => return None,
            },
            replaced_by: match due.change_id.as_str() {
                "" => None,
                id => Some(id.parse().ok()?),
            },
        },
    })
}
