//! The journey of a subscriber: registering, confirming, logging in, looking.

use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::{RegistrationStage, RegistrationState},
    profile::v1::ContactPointState,
    types::v1::{Channel, ContactKind},
};
use kabinet_status::read;

use crate::{
    person::Person,
    suite::{Layout, Suite},
};

/// What one hash costs where it protects somebody.
const DEPLOYED_HASHES: [(&str, &str); 2] = [
    ("IDENTITY_ARGON2_MEMORY_KIB", "19456"),
    ("IDENTITY_ARGON2_PASSES", "2"),
];

#[tokio::test]
async fn person_registers_by_sms_and_logs_in_by_name_and_number() {
    let suite = Suite::start_with(Layout::Together, &DEPLOYED_HASHES).await;
    let mut person = Person::invent();
    person.starts(&suite).await.unwrap();
    person.submits_personal_data(&suite).await.unwrap();
    person.submits_contacts(&suite).await.unwrap();
    let registration = person.looks_at_registration(&suite).await.unwrap();
    assert_eq!(registration.state(), RegistrationState::Open);
    assert_eq!(registration.due_stage(), RegistrationStage::Confirmation);

    person.asks_for_code(&suite, Channel::Sms).await.unwrap();
    person.reads_code(&suite, Channel::Sms).await;
    person.confirms(&suite).await.unwrap();
    let account = person.account_id();

    for identifier in [person.login.clone(), person.mobile.clone()] {
        person.logs_in(&suite, &identifier).await.unwrap();
        assert_eq!(person.account_id(), account);
    }
    let unconfirmed = person.email.clone();
    let refused = person.logs_in(&suite, &unconfirmed).await.unwrap_err();
    assert_eq!(read::reason(&refused), Some(Reason::CredentialsInvalid));
}

#[tokio::test]
async fn person_registers_by_email_and_sees_what_they_said() {
    let suite = Suite::start().await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Email).await;
    let confirmed = person.email.clone();
    person.logs_in(&suite, &confirmed).await.unwrap();

    let profile = person.sees_profile(&suite).await;
    assert_eq!(profile.account_id, person.account_id());
    assert_eq!(profile.family_name, person.personal_data.family_name);
    assert_eq!(profile.given_name, person.personal_data.given_name);
    assert_eq!(profile.middle_name, person.personal_data.middle_name);
    assert_eq!(profile.birth_date, person.personal_data.birth_date);
    assert_eq!(profile.region_code, person.personal_data.region_code);

    let contacts = person.sees_contacts(&suite).await;
    let states: Vec<_> = contacts
        .iter()
        .map(|contact| (contact.kind(), contact.state()))
        .collect();
    assert_eq!(
        states,
        [
            (ContactKind::Mobile, ContactPointState::Unconfirmed),
            (ContactKind::Email, ContactPointState::Confirmed),
        ]
    );
}

#[tokio::test]
async fn person_changes_their_mind_about_the_channel() {
    let suite = Suite::start().await;
    let mut person = Person::invent();
    person.starts(&suite).await.unwrap();
    person.submits_personal_data(&suite).await.unwrap();
    person.submits_contacts(&suite).await.unwrap();
    person.asks_for_code(&suite, Channel::Email).await.unwrap();
    person.reads_code(&suite, Channel::Email).await;
    person.asks_for_code(&suite, Channel::Sms).await.unwrap();
    person.reads_code(&suite, Channel::Sms).await;
    person.confirms(&suite).await.unwrap();
    let contacts = person.sees_contacts(&suite).await;
    assert_eq!(contacts[0].state(), ContactPointState::Confirmed);
    assert_eq!(contacts[1].state(), ContactPointState::Unconfirmed);
}
