//! What binds a code to its link, and what stands in for a contact that there is not.

use kabinet_codes::{Binding, Purpose};
use kabinet_domain::{Channel, Contact, EmailAddress, MobileNumber};
use kabinet_env::id::{AccountId, ContractId, LinkId};
use uuid::Uuid;

use super::{Error, Vault};
use crate::domain::record::Ways;
use crate::vault::Locator;

/// A contract that there is not.
const NOBODY: ContractId = ContractId::from_uuid(Uuid::nil());

impl Vault {
    /// Names the key that the secrets of new codes are derived with.
    pub(crate) fn code_kid(&self) -> String {
        let (kid, _) = self.codes.mac(&[]);
        kid.into()
    }

    /// Derives what binds a code to its link.
    pub(crate) fn binding(
        &self,
        account_id: AccountId,
        link_id: LinkId,
        number: i16,
        kid: &str,
    ) -> Result<Binding, Error> {
        let link = link_id.uuid();
        let derive = |use_: &[u8]| {
            self.codes
                .with(kid, &[use_, link.as_bytes(), &number.to_be_bytes()])
                .ok_or_else(|| Error::KeyGone {
                    kid: kid.to_owned(),
                })
        };
        Ok(Binding {
            purpose: Purpose::Ownership,
            subject: account_id.to_string(),
            payload_digest: derive(b"digest")?,
            check_secret: derive(b"secret")?,
        })
    }

    /// Seals a contact of nobody.
    pub(super) fn seal_no_contact(&self) -> Vec<u8> {
        let ways = Ways {
            mobile: MobileNumber::parse("+79000000000").ok(),
            email: EmailAddress::parse("nobody@example.com").ok(),
        };
        self.seal_contact(NOBODY, &ways)
    }

    /// Opens the contact of nobody: as much work as opening one of somebody.
    pub(crate) fn open_no_contact(&self) {
        // Whether it could be opened is of no interest to anybody.
        drop(self.open_contact(NOBODY, &self.no_contact));
    }

    /// Makes a destination for a code that is not sent: one for each identifier, like any other.
    pub(crate) fn stand_in(&self, locator: &Locator, channel: Channel) -> Contact {
        let (_, mac) = self.stand_ins.mac(&[channel.as_str().as_bytes(), locator]);
        let number = u64::from_be_bytes(mac[..8].try_into().expect("a MAC has 32 bytes"));
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
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;
    use kabinet_seal::KeyRing;

    use super::*;

    fn vault() -> Vault {
        Vault::new(&KeyRing::from_secret("k1", [7; 32]), ManualClock::new(1).0)
    }

    #[test]
    fn every_code_has_secrets_of_its_own() {
        let (env, _) = ManualClock::new(1);
        let vault = vault();
        let (account, link) = (AccountId::new(&env), LinkId::new(&env));
        let first = vault.binding(account, link, 1, &vault.code_kid()).unwrap();
        let again = vault.binding(account, link, 1, "k1").unwrap();
        assert_eq!(first.check_secret, again.check_secret);
        assert_ne!(first.check_secret, first.payload_digest);
        let second = vault.binding(account, link, 2, "k1").unwrap();
        assert_ne!(first.check_secret, second.check_secret);
        let other = vault.binding(account, LinkId::new(&env), 1, "k1").unwrap();
        assert_ne!(first.payload_digest, other.payload_digest);
        assert!(vault.binding(account, link, 1, "k2").is_err());
    }

    #[test]
    fn stand_ins_are_acceptable_and_differ() {
        let vault = vault();
        let mut seen = std::collections::BTreeSet::new();
        for number in 0..=u8::MAX {
            for channel in Channel::ALL {
                let contact = vault.stand_in(&[number; 32], channel);
                assert_eq!(contact.channel(), channel);
                seen.insert(contact.value().to_owned());
            }
        }
        assert!(seen.len() > 500, "{}", seen.len());
    }
}
