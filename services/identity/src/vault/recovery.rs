//! What a recovery is known by, what is kept of it, and what stands in for an account that nobody has.

use kabinet_domain::{Channel, Contact, EmailAddress, MobileNumber};
use kabinet_env::id::{AccountId, RecoveryId};
use kabinet_seal::token::SecretToken;
use kabinet_seal::{OpenError, sha256};
use uuid::{Builder, Uuid};

use super::seal::{place, text};
use super::token::{again, gone};
use super::{KeyGone, Vault};
use crate::domain::identifier::Identifier;

const TOKEN: &str = "krc";
const TICKET: &str = "kpt";

/// What binds a code to its recovery.
#[derive(Clone)]
pub(crate) struct RecoveryBinding {
    pub(crate) payload_digest: [u8; 32],
    /// Secret without which nobody can check the code.
    pub(crate) check_secret: [u8; 32],
}

impl Vault {
    /// Returns the token that belongs to the code.
    pub(crate) fn recovery_token(&self, kid: &str, id: RecoveryId) -> Result<SecretToken, KeyGone> {
        let row = id.uuid();
        again(TOKEN, &self.recovery_token, kid, &[row.as_bytes()])
    }

    /// Returns the ticket that a right code is changed for.
    pub(crate) fn recovery_ticket(
        &self,
        kid: &str,
        id: RecoveryId,
    ) -> Result<SecretToken, KeyGone> {
        let row = id.uuid();
        again(TICKET, &self.recovery_ticket, kid, &[row.as_bytes()])
    }

    /// Hashes a token or ticket as typed; any other text hashes to what nothing has.
    pub(crate) fn recovery_hash(text: &str) -> [u8; 32] {
        sha256(text.as_bytes())
    }

    pub(crate) fn recovery_binding(
        &self,
        kid: &str,
        id: RecoveryId,
    ) -> Result<RecoveryBinding, KeyGone> {
        let row = id.uuid();
        let derive = |what: &[u8]| {
            self.recovery_secret
                .with(kid, &[what, row.as_bytes()])
                .ok_or_else(|| gone(kid))
        };
        Ok(RecoveryBinding {
            payload_digest: derive(b"digest")?,
            check_secret: derive(b"secret")?,
        })
    }

    pub(crate) fn seal_destination(&self, id: RecoveryId, address: &str) -> Vec<u8> {
        self.seal_recovery("destination", id, address)
    }

    pub(crate) fn open_destination(
        &self,
        id: RecoveryId,
        sealed: &[u8],
    ) -> Result<String, OpenError> {
        self.open_recovery("destination", id, sealed)
    }

    pub(crate) fn seal_handle(&self, id: RecoveryId, handle: &str) -> Vec<u8> {
        self.seal_recovery("handle", id, handle)
    }

    pub(crate) fn open_handle(&self, id: RecoveryId, sealed: &[u8]) -> Result<String, OpenError> {
        self.open_recovery("handle", id, sealed)
    }

    /// Names what was typed, and the device where that has a lane of its own, for whoever counts by it.
    pub(crate) fn recovery_subject(
        &self,
        identifier: &Identifier,
        device_hash: Option<&[u8; 32]>,
    ) -> Uuid {
        let of_identifier = self.stand_in_for("subject", identifier);
        let mac = match device_hash {
            Some(hash) => self.nobody.mac(&[b"device", &of_identifier, hash]).1,
            None => of_identifier,
        };
        let bytes = *mac.first_chunk().expect("a MAC is longer than an id");
        Builder::from_custom_bytes(bytes).into_uuid()
    }

    /// Names a device of an account, and in no other account.
    pub(crate) fn recovery_device(&self, id: AccountId, device_hash: &[u8; 32]) -> [u8; 16] {
        let (_, mac) = self
            .throttle
            .mac(&[b"recovery device", id.uuid().as_bytes(), device_hash]);
        *mac.first_chunk().expect("a MAC is longer than a tag")
    }

    /// Makes a destination for a code that is not sent: one for each identifier, like any other.
    pub(crate) fn stand_in_contact(&self, identifier: &Identifier, channel: Channel) -> Contact {
        let mac = self.stand_in_for(channel.as_str(), identifier);
        let bytes = *mac.first_chunk().expect("a MAC is longer than a number");
        let number = u64::from_be_bytes(bytes);
        match channel {
            Channel::Sms => {
                let text = format!("+7900{:07}", number % 10_000_000);
                Contact::Mobile(MobileNumber::parse(&text).expect("+7900 has seven free digits"))
            }
            Channel::Email => {
                let text = format!("{number:016x}@example.com");
                Contact::Email(EmailAddress::parse(&text).expect("hexadecimal digits are plain"))
            }
        }
    }

    fn stand_in_for(&self, what: &str, identifier: &Identifier) -> [u8; 32] {
        let (kind, value) = match identifier {
            Identifier::Login(key) => ("login", key),
            Identifier::Mobile(number) => ("mobile", number),
            Identifier::Email(address) => ("email", address),
        };
        let parts = [what.as_bytes(), kind.as_bytes(), value.as_bytes()];
        let (_, mac) = self.nobody.mac(&parts);
        mac
    }

    fn seal_recovery(&self, column: &str, id: RecoveryId, text: &str) -> Vec<u8> {
        let row = id.uuid();
        let place = place("identity.recovery", column, row.as_bytes());
        self.recovery.seal(&self.env, place, text.as_bytes())
    }

    fn open_recovery(
        &self,
        column: &str,
        id: RecoveryId,
        sealed: &[u8],
    ) -> Result<String, OpenError> {
        let row = id.uuid();
        let place = place("identity.recovery", column, row.as_bytes());
        text(&self.recovery.open(place, sealed)?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kabinet_env::manual::ManualClock;
    use kabinet_seal::KeyRing;

    use super::super::KeyRings;
    use super::*;

    fn vault() -> Vault {
        let ring = KeyRing::from_secret("k1", [7; 32]);
        Vault::new(&KeyRings::of(&ring), "kabinet", ManualClock::new(1).0)
    }

    #[test]
    fn token_ticket_digest_and_secret_are_the_recoverys_own() {
        let (vault, (env, _)) = (vault(), ManualClock::new(1));
        let mut seen = BTreeSet::new();
        for id in [RecoveryId::new(&env), RecoveryId::new(&env)] {
            let binding = vault.recovery_binding("k1", id).unwrap();
            seen.insert(vault.recovery_token("k1", id).unwrap().sha256());
            seen.insert(vault.recovery_ticket("k1", id).unwrap().sha256());
            seen.insert(binding.payload_digest);
            seen.insert(binding.check_secret);
        }
        assert_eq!(seen.len(), 8);
        let id = RecoveryId::new(&env);
        let again = vault.recovery_token("k1", id).unwrap().sha256();
        assert_eq!(vault.recovery_token("k1", id).unwrap().sha256(), again);
        assert!(vault.recovery_binding("k2", id).is_err());
    }

    #[test]
    fn device_is_named_otherwise_at_every_account_and_identifier() {
        let (vault, (env, _)) = (vault(), ManualClock::new(1));
        let (one, other) = (AccountId::new(&env), AccountId::new(&env));
        let tags = [(one, [1; 32]), (one, [2; 32]), (other, [1; 32])];
        let tags = tags.map(|(id, hash)| vault.recovery_device(id, &hash));
        assert_eq!(BTreeSet::from(tags).len(), 3);
        let (login, mobile) = (
            Identifier::of("ivan.petrov"),
            Identifier::of("+79001234567"),
        );
        let subjects = [
            (&login, None),
            (&login, Some(&[1; 32])),
            (&login, Some(&[2; 32])),
            (&mobile, Some(&[1; 32])),
        ];
        let subjects = subjects.map(|(typed, hash)| vault.recovery_subject(typed, hash));
        assert_eq!(BTreeSet::from(subjects).len(), 4);
    }

    #[test]
    fn stand_ins_are_acceptable_and_those_of_one_identifier() {
        let vault = vault();
        let mut seen = BTreeSet::new();
        for number in 0..200 {
            let identifier = Identifier::of(&format!("nobody.{number}"));
            for channel in Channel::ALL {
                let contact = vault.stand_in_contact(&identifier, channel);
                assert_eq!(contact.channel(), channel);
                assert_eq!(vault.stand_in_contact(&identifier, channel), contact);
                seen.insert(contact.value().to_owned());
            }
            seen.insert(vault.recovery_subject(&identifier, None).to_string());
        }
        assert_eq!(seen.len(), 600);
    }
}
