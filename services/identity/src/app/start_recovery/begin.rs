//! The first transaction: the recovery, and whether its code may go out.

use kabinet_env::id::{AccountId, RecoveryId};
use uuid::Uuid;

use super::super::App;
use super::super::recovery::DAY;
use super::super::replay::{self, Recorded};
use super::{Error, Input};
use crate::domain::identifier::Identifier;
use crate::domain::recovery::{LIFETIME, Lane, Sending};
use crate::store;
use crate::store::account::State;
use crate::store::lookup::DeviceStanding;
use crate::store::recovery::NewRecovery;

/// Writes the recovery, or finds that of an earlier, identical request.
pub(super) async fn run(app: &App, input: &Input) -> Result<RecoveryId, Error> {
    let identifier = Identifier::of(&input.identifier);
    let indexes = app.vault.identifier_indexes(&identifier);
    let device_hash = input.client.device_hash();
    let found = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        if let Some(id) = replay::find(&mut connection, &input.request).await? {
            return Ok(id);
        }
        let device = device_hash.as_ref().map(<[u8; 32]>::as_slice);
        let now = app.env.now();
        store::recovery_lookup::find(&mut connection, &identifier, &indexes, device, now).await?
    };
    let standing = found
        .as_ref()
        .map_or(DeviceStanding::Unknown, |found| found.device);
    let budgets = app
        .limits
        .recovery(&app.vault, &indexes, &input.client, standing);
    app.throttle.take(&budgets).await?;
    let subject_id = app.vault.recovery_subject(&identifier);
    let aimed_at = Aimed {
        account_id: found.map_or(AccountId::from_uuid(subject_id), |found| found.account_id),
        subject_id,
        lane: match standing {
            DeviceStanding::Known => Lane::Device,
            DeviceStanding::Unknown => Lane::Stranger,
        },
    };
    write(app, input, &aimed_at).await
}

struct Aimed {
    /// The account, or one that nobody has.
    account_id: AccountId,
    subject_id: Uuid,
    lane: Lane,
}

async fn write(app: &App, input: &Input, aimed: &Aimed) -> Result<RecoveryId, Error> {
    let (now, id) = (app.env.now(), RecoveryId::new(&app.env));
    let (account_id, lane) = (aimed.account_id, aimed.lane);
    let kid = app.vault.token_kid();
    let token = app
        .vault
        .recovery_token(&kid, id)
        .map_err(store::Error::from)?;
    let mut transaction = app.pool.begin().await.map_err(store::Error::from)?;
    if let Recorded::Replay(earlier) =
        replay::record(&mut transaction, &input.request, &id, now).await?
    {
        return Ok(earlier);
    }
    let held = store::account::hold(&mut transaction, account_id).await?;
    let sent = store::recovery::count_sent(&mut transaction, account_id, lane, now - DAY).await?;
    let is_active = held.is_some_and(|held| held.state == State::Active);
    let recovery = NewRecovery {
        account_id,
        id,
        subject_id: aimed.subject_id,
        lane,
        sending: if is_active && lane.has_room(sent) {
            Sending::Sent
        } else {
            Sending::Withheld
        },
        channel: input.channel,
        kid: &kid,
        token_hash: &token.sha256(),
        create_time: now,
        expire_time: now + LIFETIME,
    };
    store::recovery::insert(&mut transaction, &recovery).await?;
    kabinet_database::commit(transaction, "identity.start_recovery")
        .await
        .map_err(store::Error::from)?;
    tracing::info!(recovery.id = %id, "recovery started");
    Ok(id)
}
