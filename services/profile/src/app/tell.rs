//! Puts a notice into the inbox, and its messages into the outbox.

use kabinet_domain::ContactKind;
use kabinet_env::id::{EventId, NoticeId};
use kabinet_proto::{
    timestamp,
    types::v1::{ContactKind as KindMessage, Event, NoticeDue, event::Fact},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{App, send_notice::DELIVERY};
use crate::{
    domain::{notice::Notice, sending},
    store,
};

/// When messages are sent, and to what.
struct Sending {
    time: OffsetDateTime,
    kinds: Vec<ContactKind>,
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
    let Some(Sending { time, kinds }) = sending(tx, notice, now).await? else {
        store::notice::insert(tx, id, notice, None, now).await?;
        return Ok(());
    };
    store::notice::withdraw_waiting(tx, notice.account_id, notice.subject.kind(), now).await?;
    store::notice::insert(tx, id, notice, Some(time), now).await?;
    for kind in kinds {
        let event = notice_due(app, id, notice, kind, now);
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
    let (account_id, kind) = (notice.account_id, notice.subject.kind());
    let window = now - sending::WINDOW;
    let sent_before = store::notice::send_times(tx, account_id, kind, window, now).await?;
    let Some(time) = sending::send_time(&sent_before, notice.occur_time, now) else {
        return Ok(None);
    };
    let kinds = store::contact_point::confirmed_kinds(tx, account_id).await?;
    Ok((!kinds.is_empty()).then_some(Sending { time, kinds }))
}

fn notice_due(
    app: &App,
    id: NoticeId,
    notice: &Notice,
    kind: ContactKind,
    now: OffsetDateTime,
) -> Event {
    let kind = match kind {
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
        })),
    }
}
