//! Opens a session inside the caller's transaction.

use kabinet_env::id::{AccountId, SessionId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::App;
use super::client::Client;
use crate::domain::grant::{Device, GrantFacts};
use crate::domain::security_event::{Event, Kind};
use crate::domain::session::Method;
use crate::store;
use crate::store::lookup::DeviceStanding;
use crate::store::refresh_token::NewToken;
use crate::store::session::NewSession;
use crate::vault::AccountKey;

/// A session to open.
pub(super) struct Opening<'a> {
    pub(super) account_id: AccountId,
    pub(super) session_id: SessionId,
    pub(super) epoch: i64,
    pub(super) account_key: &'a AccountKey,
    pub(super) methods: &'a [Method],
    pub(super) client: &'a Client,
    /// How the account stands to the device. The token of an unknown one counts as none: whoever
    /// planted it there has it, too.
    pub(super) device: DeviceStanding,
    pub(super) now: OffsetDateTime,
}

impl Opening<'_> {
    /// Works out what the grant will say, before anything is written.
    pub(super) fn facts(&self, app: &App) -> GrantFacts {
        let expire_time = self.now + app.lifetimes.absolute;
        GrantFacts {
            account_id: self.account_id,
            session_id: self.session_id,
            issue_time: self.now,
            create_time: self.now,
            authentication_time: self.now,
            expire_time,
            idle_expire_time: app.lifetimes.idle_end(self.now, expire_time),
            epoch: self.epoch,
            methods: self.methods.to_vec(),
            token_kid: app.vault.token_kid().as_str().to_owned(),
            refresh_family: 0,
            device: match self.device {
                DeviceStanding::Known => Device::Sent,
                DeviceStanding::Unknown => Device::Issued,
            },
        }
    }

    /// Writes the session, its refresh token, its device and its event, and tells how the device
    /// stood before; nothing when the account is not active any more, has other credentials, or
    /// the session exists.
    pub(super) async fn write(
        &self,
        app: &App,
        connection: &mut PgConnection,
        facts: &GrantFacts,
    ) -> Result<Option<DeviceStanding>, store::Error> {
        // First, because it locks the account: what follows sees the credentials of now.
        store::security_event::append(connection, &self.event()).await?;
        let device_hash = self.device_hash(app, facts)?;
        let session = NewSession {
            account_id: self.account_id,
            id: self.session_id,
            client_id: &self.client.name,
            epoch: self.epoch,
            methods: self.methods,
            sealed_place: &self
                .account_key
                .seal_session_place(self.session_id, &self.client.place),
            device_hash: &device_hash,
            token_kid: &facts.token_kid,
            create_time: facts.create_time,
            idle_expire_time: facts.idle_expire_time,
            expire_time: facts.expire_time,
        };
        if !store::session::insert(connection, &session).await? {
            return Ok(None);
        }
        let token = app
            .vault
            .refresh_token(&facts.token_kid, self.session_id, 0)?;
        let token = NewToken {
            hash: token.sha256(),
            account_id: self.account_id,
            session_id: self.session_id,
            family: 0,
            counter: 0,
            create_time: self.now,
            expire_time: facts.idle_expire_time,
        };
        store::refresh_token::insert(connection, &token).await?;
        let (account_id, now) = (self.account_id, self.now);
        let standing = store::known_device::remember(connection, account_id, &device_hash, now);
        Ok(Some(standing.await?))
    }

    fn device_hash(&self, app: &App, facts: &GrantFacts) -> Result<[u8; 32], store::Error> {
        if let (DeviceStanding::Known, Some(hash)) = (self.device, self.client.device_hash()) {
            return Ok(hash);
        }
        let token = app
            .vault
            .device_token(&facts.token_kid, self.account_id, self.session_id)?;
        Ok(token.sha256())
    }

    fn event(&self) -> Event {
        Event {
            account_id: self.account_id,
            kind: Kind::LoginSucceeded,
            session_id: Some(self.session_id),
            sealed_place: self
                .account_key
                .seal_event_place(self.account_id, &self.client.place),
            occur_time: self.now,
        }
    }
}
