//! Puts a notice into the inbox, and its messages into the outbox.

use kabinet_domain::ContactKind;
use kabinet_env::id::{ContactChangeId, EventId, NoticeId};
use kabinet_proto::{
    timestamp,
    types::v1::{ContactKind as KindMessage, Event, NoticeDue, event::Fact},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{App, send_notice::DELIVERY};
use crate::{
    domain::{notice::Notice, recipient::Recipient, sending},
    store,
};

/// When messages are sent, and to what.
struct Sending {
    time: OffsetDateTime,
    recipients: Vec<Recipient>,
}

/// Tells a person; the transaction already keeps others from telling them anything meanwhile, so
/// that two notices at once do not both count as the last one that is sent at once.
pub(super) async fn person(
    app: &App,
    tx: &mut PgConnection,
    notice: &Notice,
) -> Result<(), store::Error> {
    let now = app.env.now();
    let id = NoticeId::new(&app.env);
    let came = store::moment::of_notice(tx, notice.account_id, now).await?;
    let Some(Sending { time, recipients }) = sending(tx, notice, now).await? else {
        store::notice::insert(tx, id, notice, None, came).await?;
        return Ok(());
    };
    let kind = notice.subject.kind();
    if !sending::is_sent_every_time(kind) {
        store::notice::withdraw_waiting(tx, notice.account_id, kind, now).await?;
    }
    store::notice::insert(tx, id, notice, Some(time), came).await?;
    for recipient in recipients {
        let event = notice_due(app, id, notice, recipient, now);
        kabinet_outbox::append_due(tx, DELIVERY, &event, now, time).await?;
    }
    Ok(())
}

/// Decides about the messages; none where the notice stands in the inbox only.
async fn sending(
    tx: &mut PgConnection,
    notice: &Notice,
    now: OffsetDateTime,
) -> Result<Option<Sending>, store::Error> {
    let (account_id, subject) = (notice.account_id, notice.subject);
    let window = now - sending::WINDOW;
    let sent_before = if sending::is_sent_every_time(subject.kind()) {
        Vec::new()
    } else {
        store::notice::send_times(tx, account_id, subject.kind(), window, now).await?
    };
    let Some(time) = sending::send_time(&sent_before, notice.occur_time, now) else {
        return Ok(None);
    };
    let mut recipients = store::recipient::list(tx, account_id, now).await?;
    recipients.retain(|recipient| recipient.hears_of(subject));
    Ok((!recipients.is_empty()).then_some(Sending { time, recipients }))
}

fn notice_due(
    app: &App,
    id: NoticeId,
    notice: &Notice,
    recipient: Recipient,
    now: OffsetDateTime,
) -> Event {
    let kind = match recipient.kind {
        ContactKind::Mobile => KindMessage::Mobile,
        ContactKind::Email => KindMessage::Email,
    };
    Event {
        event_id: EventId::new(&app.env).uuid().to_string(),
        occur_time: Some(timestamp::write(now)),
        fact: Some(Fact::NoticeDue(NoticeDue {
            notice_id: id.to_string(),
            account_id: notice.account_id.to_string(),
            contact_kind: kind.into(),
            change_id: recipient
                .replaced_by
                .map(|id: ContactChangeId| id.to_string())
                .unwrap_or_default(),
        })),
    }
}
