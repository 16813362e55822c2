//! A person who does not exist: opening them is as much work as opening one who does.

use kabinet_domain::{BirthDate, Contact, ContactKind, PersonName, RegionCode};
use kabinet_env::id::AccountId;
use time::macros::date;
use uuid::Uuid;

use super::{Error, Vault};
use crate::domain::person::PersonalData;

/// The account of nobody.
const NOBODY: AccountId = AccountId::from_uuid(Uuid::nil());
/// Kind of nobody's contact.
const KIND: ContactKind = ContactKind::Email;

/// What the rows of nobody would hold.
#[derive(Debug)]
pub(crate) struct StandIn {
    data_key: Vec<u8>,
    personal_data: Vec<u8>,
    contact: Vec<u8>,
}

impl Vault {
    /// Makes somebody who does not exist.
    pub(crate) fn stand_in(&self) -> StandIn {
        let (account, data_key) = self.new_account(NOBODY);
        let name = || PersonName::parse("Nobody").expect("letters make a name");
        let contact = Contact::parse(KIND, "nobody@example.com").expect("it is an address");
        let (day, today) = ((1970, 1, 1), date!(1970 - 01 - 02));
        let person = PersonalData {
            family_name: name(),
            given_name: name(),
            middle_name: None,
            birth_date: BirthDate::new(day.0, day.1, day.2, today).expect("it is a day"),
            region: RegionCode::parse("RU-MOW").expect("it is a code"),
        };
        StandIn {
            data_key,
            personal_data: account.seal_person(&person),
            contact: account.seal_contact(&contact),
        }
    }

    /// Opens the contact of nobody. Where its key has been retired, that is not seen in the answer.
    pub(crate) fn open_nobodys_contact(&self, stand_in: &StandIn) {
        let opened = self
            .account(NOBODY, &stand_in.data_key)
            .and_then(|account| account.open_contact(KIND, &stand_in.contact));
        drop::<Result<_, Error>>(opened);
    }

    /// Opens the data of nobody, whose key may have been retired meanwhile: then those of somebody else
    /// who does not exist.
    pub(crate) fn open_nobody(&self, stand_in: &StandIn) -> Result<PersonalData, Error> {
        let open = |stand_in: &StandIn| {
            self.account(NOBODY, &stand_in.data_key)?
                .open_person(&stand_in.personal_data)
        };
        open(stand_in).or_else(|_| open(&self.stand_in()))
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::Env;
    use kabinet_seal::KeyRing;

    use super::*;

    #[test]
    fn nobody_opens_after_their_key_was_retired() {
        let vault = |kid, key| Vault::new(&KeyRing::from_secret(kid, [key; 32]), Env::system());
        let stand_in = vault("k1", 7).stand_in();
        assert!(vault("k1", 7).open_nobody(&stand_in).is_ok());
        assert!(vault("k2", 8).open_nobody(&stand_in).is_ok());
    }
}
