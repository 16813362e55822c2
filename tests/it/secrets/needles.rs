//! What must not be found.

use std::fmt;

use kabinet_proto::{
    identity::v1::SessionGrant, subscriptions::v1::ContractRecord, types::v1::PersonalData,
};

use super::encoded::forms;
use crate::person::Person;

/// Values that must not stand anywhere.
#[derive(Default)]
pub(super) struct Needles {
    needles: Vec<Needle>,
}

struct Needle {
    what: String,
    forms: Vec<String>,
    edges: Edges,
}

/// What may stand beside a value for it to be that value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edges {
    /// Anything.
    Any,
    /// No letter and no digit: six digits stand inside many a longer number by chance.
    Word,
}

/// A value that was found. Says which and where, not what.
#[derive(Debug)]
pub(super) struct Finding {
    what: String,
    place: String,
}

impl Needles {
    /// Adds a value that must not be found in any spelling.
    pub(super) fn text(&mut self, what: &str, value: &str) {
        assert!(value.len() >= 4, "{what} is too short to be looked for");
        self.add(what, forms(value), Edges::Any);
    }

    /// Adds a few digits.
    pub(super) fn code(&mut self, what: &str, code: &str) {
        assert!(code.len() >= 6, "{what} is no code");
        self.add(what, vec![code.to_owned()], Edges::Word);
    }

    /// Adds everything that a person said when they registered.
    pub(super) fn person(&mut self, person: &Person) {
        self.text("login name", &person.login);
        self.text("password", &person.password);
        self.contacts(&person.mobile, &person.email);
        self.personal_data(&person.personal_data);
        self.text("resume token", &person.resume_token);
        self.text("label of a service", &person.label);
    }

    pub(super) fn contacts(&mut self, mobile: &str, email: &str) {
        self.text("mobile number", mobile.trim_start_matches("+7"));
        self.text("e-mail address", email);
        self.text(
            "local part",
            email.split('@').next().expect("an address has one"),
        );
    }

    pub(super) fn personal_data(&mut self, data: &PersonalData) {
        self.text("family name", &data.family_name);
        self.text("given name", &data.given_name);
        self.text("middle name", &data.middle_name);
        let born = data.birth_date.expect("people were born");
        self.text(
            "birth date",
            &format!("{}-{:02}-{:02}", born.year, born.month, born.day),
        );
        self.text(
            "birth date",
            &format!("{:02}.{:02}.{}", born.day, born.month, born.year),
        );
    }

    /// Adds everything that a billing system says of a contract and its holder.
    pub(super) fn contract(&mut self, record: &ContractRecord) {
        self.text("account number", &record.account_number);
        self.text("contract number", &record.contract_number);
        if let Some(contact) = &record.contact {
            self.contacts(&contact.mobile, &contact.email);
        }
        for service in &record.services {
            if !service.phone_number.is_empty() {
                let national = service.phone_number.trim_start_matches("+7");
                self.text("number of a service", national);
            }
        }
        for bill in record.bills.iter().flat_map(|bills| &bills.bills) {
            self.text("bill number", &bill.bill_number);
        }
    }

    pub(super) fn grant(&mut self, grant: &SessionGrant) {
        self.text("access token", &grant.access_token);
        self.text("refresh token", &grant.refresh_token);
        self.text("device token", &grant.device_token);
    }

    fn add(&mut self, what: &str, forms: Vec<String>, edges: Edges) {
        self.needles.push(Needle {
            what: what.to_owned(),
            forms,
            edges,
        });
    }

    /// Lists what is found in some bytes, as text and whatever else they are.
    pub(super) fn find(&self, place: &str, bytes: &[u8]) -> Vec<Finding> {
        // Bytes that are no text are replaced one by one: text among them stays.
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let found = self.needles.iter().filter(|needle| needle.is_in(&text));
        found
            .map(|needle| Finding {
                what: needle.what.clone(),
                place: place.to_owned(),
            })
            .collect()
    }
}

impl Needle {
    fn is_in(&self, text: &str) -> bool {
        self.forms.iter().any(|form| match self.edges {
            Edges::Any => text.contains(form.as_str()),
            Edges::Word => text.match_indices(form.as_str()).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                let after = text[at + form.len()..].chars().next();
                ![before, after]
                    .into_iter()
                    .flatten()
                    .any(char::is_alphanumeric)
            }),
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}
