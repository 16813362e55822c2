use kabinet_domain::{BirthDate, PersonName, RegionCode};
use kabinet_env::id::{AccountId, RegistrationId};
use time::macros::date;

use super::*;
use crate::domain::person::PersonalData;

fn vault() -> Vault {
    Vault::new(&KeyRing::from_secret("k1", [7; 32]), Env::system())
}

fn person() -> PersonalData {
    PersonalData {
        family_name: PersonName::parse("Ёлкина").unwrap(),
        given_name: PersonName::parse("Анна-Мария").unwrap(),
        middle_name: Some(PersonName::parse("Ильинична").unwrap()),
        birth_date: BirthDate::new(1990, 2, 28, date!(2026 - 01 - 01)).unwrap(),
        region: RegionCode::parse("RU-MOW").unwrap(),
    }
}

#[test]
fn draft_is_read_back_in_its_own_row_only() {
    let vault = vault();
    let id = RegistrationId::new(&vault.env);
    let sealed = vault.seal_draft_data(id, &person());
    assert_eq!(vault.open_draft_data(id, &sealed).unwrap(), person());
    let other = RegistrationId::new(&vault.env);
    assert!(matches!(
        vault.open_draft_data(other, &sealed),
        Err(Error::Sealed {
            column: "personal_data",
            ..
        })
    ));
}

#[test]
fn person_is_read_back_with_the_accounts_own_key_only() {
    let vault = vault();
    let id = AccountId::new(&vault.env);
    let (account, wrapped) = vault.new_account(id);
    let sealed = account.seal_person(&person());
    let unwrapped = vault.account(id, &wrapped).unwrap();
    assert_eq!(unwrapped.open_person(&sealed).unwrap(), person());
    let (other, _) = vault.new_account(id);
    assert!(other.open_person(&sealed).is_err());
    assert!(vault.account(AccountId::new(&vault.env), &wrapped).is_err());
}

#[test]
fn contact_of_one_kind_is_no_contact_of_the_other() {
    let vault = vault();
    let id = AccountId::new(&vault.env);
    let (account, _) = vault.new_account(id);
    let email = Contact::parse(ContactKind::Email, "anna@example.com").unwrap();
    let sealed = account.seal_contact(&email);
    let opened = account.open_contact(ContactKind::Email, &sealed);
    assert_eq!(opened.unwrap(), email);
    assert!(account.open_contact(ContactKind::Mobile, &sealed).is_err());
}

#[test]
fn draft_contact_opens_in_its_own_column_only() {
    let vault = vault();
    let id = RegistrationId::new(&vault.env);
    let mobile = Contact::parse(ContactKind::Mobile, "+79000000001").unwrap();
    let sealed = vault.seal_draft_contact(id, &mobile);
    let opened = vault.open_draft_contact(id, ContactKind::Mobile, &sealed);
    assert_eq!(opened.unwrap(), mobile);
    assert!(matches!(
        vault.open_draft_contact(id, ContactKind::Email, &sealed),
        Err(Error::Sealed {
            column: "email",
            ..
        })
    ));
}

#[test]
fn sealed_bytes_that_are_no_record_are_corrupt() {
    let vault = vault();
    let id = RegistrationId::new(&vault.env);
    let row = id.uuid();
    let place = kabinet_seal::Place {
        table: "profile.draft",
        column: "personal_data",
        row: row.as_bytes(),
        version: 1,
    };
    for record in [
        &b"{}"[..],
        b"\xff",
        br#"{"family_name":"","given_name":"A","birth_date":[1990,1,1],"region":"RU-MOW"}"#,
        br#"{"family_name":"A","given_name":"A","birth_date":[1990,2,30],"region":"RU-MOW"}"#,
    ] {
        let sealed = vault.drafts.seal(&vault.env, place, record);
        assert!(matches!(
            vault.open_draft_data(id, &sealed),
            Err(Error::Corrupt { .. })
        ));
    }
}

#[test]
fn one_address_in_two_spellings_has_one_index() {
    let vault = vault();
    let index = |text| vault.contact_index(&Contact::parse(ContactKind::Email, text).unwrap());
    assert_eq!(index("Anna@Example.COM"), index("anna@example.com"));
    assert_ne!(index("anna@example.com"), index("anne@example.com"));
}
