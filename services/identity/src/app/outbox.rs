//! Facts that leave in the transaction that makes them.

use kabinet_domain::ContactKind;
use kabinet_env::Env;
use kabinet_env::id::{AccountId, RegistrationId};
use kabinet_proto::timestamp;
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::{self as types, Event};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::peers::PROFILE;
use crate::{peers, store};

/// A registration that became an account.
pub(super) struct Confirmed {
    pub(super) registration_id: RegistrationId,
    pub(super) draft_version: i64,
    pub(super) account_id: AccountId,
    pub(super) kind: ContactKind,
    pub(super) time: OffsetDateTime,
}

pub(super) async fn confirmed(
    env: &Env,
    connection: &mut PgConnection,
    confirmed: &Confirmed,
) -> Result<(), store::Error> {
    let fact = Fact::RegistrationConfirmed(types::RegistrationConfirmed {
        registration_id: confirmed.registration_id.to_string(),
        draft_version: confirmed.draft_version,
        account_id: confirmed.account_id.to_string(),
        confirmed_kind: peers::contact_kind(confirmed.kind).into(),
        confirm_time: Some(timestamp::write(confirmed.time)),
    });
    append(env, connection, PROFILE, fact, confirmed.time).await
}

pub(super) async fn discarded(
    env: &Env,
    connection: &mut PgConnection,
    registration_id: RegistrationId,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let fact = Fact::RegistrationDiscarded(types::RegistrationDiscarded {
        registration_id: registration_id.to_string(),
    });
    append(env, connection, PROFILE, fact, now).await
}

pub(super) async fn append(
    env: &Env,
    connection: &mut PgConnection,
    destination: &'static str,
    fact: Fact,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let event = Event {
        event_id: env.uuid_v7().to_string(),
        occur_time: Some(timestamp::write(now)),
        fact: Some(fact),
    };
    kabinet_outbox::append(connection, destination, &event, now).await?;
    Ok(())
}
