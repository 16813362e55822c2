//! What people are told of their services.

use kabinet_env::Env;
use kabinet_env::id::{AccountId, LinkId};
use kabinet_proto::timestamp;
use kabinet_proto::types::v1 as types;
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::notice::Subject;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::service_kind::ServiceKind;
use crate::peers::NOTIFICATION;
use crate::{store, wire};

/// The link that somebody is told of, and in which language the call was that caused it.
pub(super) struct Told<'a> {
    pub(super) account_id: AccountId,
    pub(super) link_id: LinkId,
    pub(super) kind: ServiceKind,
    pub(super) language: &'a str,
}

/// Tells that a service was added.
pub(super) async fn linked(
    env: &Env,
    connection: &mut PgConnection,
    told: &Told<'_>,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let subject = Subject::ServiceLinked(types::ServiceLinked {
        link_id: told.link_id.to_string(),
        kind: wire::service_kind(told.kind).into(),
    });
    append(env, connection, told, subject, now).await
}

/// Tells that a service was removed.
pub(super) async fn unlinked(
    env: &Env,
    connection: &mut PgConnection,
    told: &Told<'_>,
    cause: types::UnlinkCause,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let subject = Subject::ServiceUnlinked(types::ServiceUnlinked {
        link_id: told.link_id.to_string(),
        kind: wire::service_kind(told.kind).into(),
        cause: cause.into(),
    });
    append(env, connection, told, subject, now).await
}

async fn append(
    env: &Env,
    connection: &mut PgConnection,
    told: &Told<'_>,
    subject: Subject,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let event = types::Event {
        event_id: env.uuid_v7().to_string(),
        occur_time: Some(timestamp::write(now)),
        fact: Some(Fact::Notice(types::Notice {
            account_id: told.account_id.to_string(),
            language: told.language.to_owned(),
            subject: Some(subject),
        })),
    };
    kabinet_outbox::append(connection, NOTIFICATION, &event, now).await?;
    Ok(())
}
