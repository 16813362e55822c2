//! The first transaction: the recovery, and who asks for it.

use kabinet_env::id::{AccountId, RecoveryId};
use kabinet_idempotency::Recorded;
use uuid::Uuid;

use super::super::App;
use super::super::client::Client;
use super::{Error, Input};
use crate::domain::identifier::Identifier;
use crate::domain::recovery::{LIFETIME, Lane};
use crate::store;
use crate::store::lookup::DeviceStanding;
use crate::store::recovery::NewRecovery;
use crate::store::recovery_lookup::Found;

/// Writes the recovery, or finds that of an earlier, identical request.
pub(super) async fn run(app: &App, input: &Input) -> Result<RecoveryId, Error> {
    let identifier = Identifier::of(&input.identifier);
    let indexes = app.vault.identifier_indexes(&identifier);
    let device_hash = input.client.device_hash();
    let found = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        if let Some(id) = kabinet_idempotency::find(&mut connection, &input.request).await? {
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
    let asker = Asker::of(app, &identifier, found.as_ref(), &input.client);
    write(app, input, &asker).await
}

struct Asker {
    /// The account that is asked for, or one that nobody has.
    account_id: AccountId,
    subject_id: Uuid,
    lane: Lane,
    device_tag: Option<[u8; 16]>,
}

impl Asker {
    fn of(app: &App, identifier: &Identifier, found: Option<&Found>, client: &Client) -> Self {
        let known = found.filter(|found| found.device == DeviceStanding::Known);
        let device = known.and_then(|found| Some((found.account_id, client.device_hash()?)));
        let hash = device.as_ref().map(|(_, hash)| hash);
        let subject_id = app.vault.recovery_subject(identifier, hash);
        Self {
            account_id: found.map_or(AccountId::from_uuid(subject_id), |found| found.account_id),
            subject_id,
            lane: match device {
                Some(_) => Lane::Device,
                None => Lane::Stranger,
            },
            device_tag: device.map(|(id, hash)| app.vault.recovery_device(id, &hash)),
        }
    }
}

async fn write(app: &App, input: &Input, asker: &Asker) -> Result<RecoveryId, Error> {
    let (now, id) = (app.env.now(), RecoveryId::new(&app.env));
    let kid = app.vault.token_kid();
    let token = app
        .vault
        .recovery_token(&kid, id)
        .map_err(store::Error::from)?;
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut transaction, &input.request, &id, now).await?
    {
        return Ok(earlier);
    }
    let recovery = NewRecovery {
        account_id: asker.account_id,
        id,
        subject_id: asker.subject_id,
        lane: asker.lane,
        device_tag: asker.device_tag.as_ref().map(<[u8; 16]>::as_slice),
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
