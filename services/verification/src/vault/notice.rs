use kabinet_domain::{Channel, Contact};
use kabinet_env::Env;
use kabinet_env::id::{AccountId, DeliveryId};
use kabinet_proof::action::{self, Action};
use kabinet_seal::Place;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::sealed::contact;
use super::{Error, Vault};
use crate::domain::{Filling, Template, Variables};

/// What fills a notice, as its row holds it.
#[derive(Serialize, Deserialize)]
struct StoredFilling {
    #[serde(flatten)]
    variables: Variables,
    action: Option<StoredAction>,
}

/// An action without its kind, which is that of the template.
#[derive(Serialize, Deserialize)]
struct StoredAction {
    account_id: AccountId,
    object_id: Uuid,
    expire_seconds: i64,
}

impl Vault {
    /// Seals where a notice goes.
    pub(crate) fn seal_receiver(&self, env: &Env, id: DeliveryId, receiver: &Contact) -> Vec<u8> {
        let row = id.uuid();
        let place = place(row.as_bytes(), "destination");
        self.notices.seal(env, place, receiver.value().as_bytes())
    }

    /// Opens where a notice goes.
    pub(crate) fn open_receiver(
        &self,
        id: DeliveryId,
        channel: Channel,
        sealed: &[u8],
    ) -> Result<Contact, Error> {
        let row = id.uuid();
        let place = place(row.as_bytes(), "destination");
        let value = self.notices.open(place, sealed).map_err(Error::Open)?;
        contact(channel, &value)
    }

    /// Seals what fills a notice.
    pub(crate) fn seal_filling(&self, env: &Env, id: DeliveryId, filling: &Filling) -> Vec<u8> {
        let row = id.uuid();
        let place = place(row.as_bytes(), "variables");
        let stored = StoredFilling {
            variables: filling.variables.clone(),
            action: filling.action.as_ref().map(StoredAction::of),
        };
        let json = serde_json::to_vec(&stored).expect("texts, ids and numbers are JSON");
        self.notices.seal(env, place, &json)
    }

    /// Opens what fills a notice of the template.
    pub(crate) fn open_filling(
        &self,
        id: DeliveryId,
        template: Template,
        sealed: &[u8],
    ) -> Result<Filling, Error> {
        let row = id.uuid();
        let place = place(row.as_bytes(), "variables");
        let json = self.notices.open(place, sealed).map_err(Error::Open)?;
        let stored: StoredFilling = serde_json::from_slice(&json).map_err(|_| Error::Corrupt)?;
        let action = stored.action.map(|action| action.of_template(template));
        Ok(Filling {
            variables: stored.variables,
            action: action.transpose()?,
        })
    }

    /// Makes the token of an action: the same one as long as the same key is in use.
    pub(crate) fn action_token(&self, action: &Action) -> String {
        action::sign(&self.proofs.current(), action)
    }
}

impl StoredAction {
    fn of(action: &Action) -> Self {
        Self {
            account_id: action.account_id,
            object_id: action.object_id,
            expire_seconds: action.expire_time.unix_timestamp(),
        }
    }

    fn of_template(self, template: Template) -> Result<Action, Error> {
        let expire_time = OffsetDateTime::from_unix_timestamp(self.expire_seconds);
        Ok(Action {
            kind: template.action().ok_or(Error::Corrupt)?,
            account_id: self.account_id,
            object_id: self.object_id,
            expire_time: expire_time.map_err(|_| Error::Corrupt)?,
        })
    }
}

fn place<'a>(row: &'a [u8], column: &'static str) -> Place<'a> {
    Place {
        table: "verification.notice",
        column,
        row,
        version: 1,
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;
    use kabinet_seal::KeyRing;

    use super::*;

    fn sealed(json: &str) -> (Vault, DeliveryId, Vec<u8>) {
        let (env, _clock) = ManualClock::new(1);
        let vault = Vault::new(&KeyRing::from_secret("k1", [1; 32]));
        let id = DeliveryId::from_uuid(env.uuid_v7());
        let row = id.uuid();
        let place = place(row.as_bytes(), "variables");
        let sealed = vault.notices.seal(&env, place, json.as_bytes());
        (vault, id, sealed)
    }

    #[test]
    fn what_fills_a_notice_is_read_back() {
        let (env, _clock) = ManualClock::new(1);
        let (vault, id, _) = sealed("");
        let action = Action {
            kind: Template::NewLogin.action().unwrap(),
            account_id: AccountId::new(&env),
            object_id: env.uuid_v7(),
            expire_time: OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap(),
        };
        let filling = Filling {
            variables: Variables {
                time: Some("14:50".to_owned()),
                ..Variables::default()
            },
            action: Some(action),
        };
        let sealed = vault.seal_filling(&env, id, &filling);
        let opened = vault.open_filling(id, Template::NewLogin, &sealed);
        assert_eq!(opened.unwrap(), filling);
    }

    #[test]
    fn what_an_older_version_queued_has_no_action() {
        let (vault, id, sealed) = sealed(r#"{"time":"14:50","service_kind":null}"#);
        let filling = vault.open_filling(id, Template::NewLogin, &sealed).unwrap();
        assert_eq!(filling.action, None);
        assert_eq!(filling.variables.time.as_deref(), Some("14:50"));
    }

    #[test]
    fn action_of_a_template_without_one_is_corrupt() {
        let (vault, id, sealed) = sealed(
            r#"{"time":"14:50","action":{"account_id":"acc_0198c2b4-0000-7000-8000-000000000001",
                "object_id":"0198c2b4-0000-7000-8000-000000000002","expire_seconds":1}}"#,
        );
        let opened = |template| vault.open_filling(id, template, &sealed);
        assert!(opened(Template::NewLogin).is_ok());
        assert!(matches!(opened(Template::AccessEnded), Err(Error::Corrupt)));
    }
}
