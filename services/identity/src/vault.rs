//! What is done with keys: sealing, blind indexes, tokens.

mod access_token;
mod index;
mod recovery;
mod seal;
mod token;

use kabinet_env::Env;
use kabinet_seal::signing::SigningKeys;
use kabinet_seal::{BlindIndex, DataKey, KeyRing, Mac, PageTokens, Sealer};

pub(crate) use access_token::AccessToken;
pub(crate) use index::Indexes;
pub(crate) use seal::AccountKey;
pub(crate) use token::KeyGone;

/// The key rings of the service. They may be one; apart, each rotates by itself.
#[derive(Clone, Debug)]
pub struct KeyRings {
    /// Sealing and tokens.
    pub general: KeyRing,
    /// Blind indexes of logins and contacts.
    pub index: KeyRing,
    /// Peppers of passwords.
    pub pepper: KeyRing,
    /// Signatures of access tokens.
    pub signing: KeyRing,
}

impl KeyRings {
    /// Uses one ring for everything.
    pub fn of(ring: &KeyRing) -> Self {
        Self {
            general: ring.clone(),
            index: ring.clone(),
            pepper: ring.clone(),
            signing: ring.clone(),
        }
    }

    /// Returns the rings, for reloading.
    pub(crate) fn all(&self) -> [KeyRing; 4] {
        [&self.general, &self.index, &self.pepper, &self.signing].map(Clone::clone)
    }
}

/// Keys at work.
pub(crate) struct Vault {
    env: Env,
    login_index: BlindIndex,
    mobile_index: BlindIndex,
    email_index: BlindIndex,
    registration: Sealer,
    account: Sealer,
    recovery: Sealer,
    stand_in: DataKey,
    /// Keys that tokens are derived with.
    tokens: KeyRing,
    resume_token: Mac,
    refresh_token: Mac,
    device_token: Mac,
    device_mark: Mac,
    check_secret: Mac,
    recovery_token: Mac,
    recovery_ticket: Mac,
    recovery_secret: Mac,
    /// What is said of people who are not there.
    nobody: Mac,
    throttle: Mac,
    session_pages: PageTokens,
    event_pages: PageTokens,
    signing: SigningKeys,
    issuer: String,
}

impl Vault {
    pub(crate) fn new(rings: &KeyRings, issuer: &str, env: Env) -> Self {
        let mac = |label| Mac::new(rings.general.clone(), label);
        let index = |field| BlindIndex::new(rings.index.clone(), field);
        let sealer = |label| Sealer::new(rings.general.clone(), label);
        Self {
            login_index: index("identity.login"),
            mobile_index: index("identity.mobile"),
            email_index: index("identity.email"),
            registration: sealer("identity.registration"),
            account: sealer("identity.account"),
            recovery: sealer("identity.recovery"),
            stand_in: DataKey::generate(&env),
            tokens: rings.general.clone(),
            resume_token: mac("identity.resume_token"),
            refresh_token: mac("identity.refresh_token"),
            device_token: mac("identity.device_token"),
            device_mark: mac("identity.device_mark"),
            check_secret: mac("identity.check_secret"),
            recovery_token: mac("identity.recovery_token"),
            recovery_ticket: mac("identity.recovery_ticket"),
            recovery_secret: mac("identity.recovery_secret"),
            nobody: mac("identity.nobody"),
            throttle: mac("identity.throttle"),
            session_pages: PageTokens::new(rings.general.clone(), "identity.sessions"),
            event_pages: PageTokens::new(rings.general.clone(), "identity.security_events"),
            signing: SigningKeys::new(rings.signing.clone()),
            issuer: issuer.to_owned(),
            env,
        }
    }

    pub(crate) fn signing_keys(&self) -> &SigningKeys {
        &self.signing
    }

    pub(crate) fn session_pages(&self) -> &PageTokens {
        &self.session_pages
    }

    pub(crate) fn event_pages(&self) -> &PageTokens {
        &self.event_pages
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }
}
