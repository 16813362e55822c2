//! Contacts that change, and one that a thief has changed.

use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{ContactPoint, ContactPointState},
    types::v1::{Channel, ContactKind},
};
use kabinet_status::read;

use crate::{
    person::{Person, action_tokens_at, codes_at, undoes_contact_change},
    suite::Suite,
};

const NEW_PASSWORD: &str = "Anderer-Haferbrei-im-Kieselweg!";

#[tokio::test]
async fn changed_number_logs_in_and_the_old_one_is_told_and_does_not() {
    let suite = Suite::start().await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let (old, new) = (person.mobile.clone(), Person::invent().mobile.clone());

    let kind = ContactKind::Mobile;
    person.replaces_contact(&suite, kind, &new).await.unwrap();
    person.logs_in(&suite, &old).await.unwrap();
    person.changes_mobile(&suite, &new).await;
    suite.wait_until_quiet().await;

    person.logs_in(&suite, &new).await.unwrap();
    let refused = person.logs_in(&suite, &old).await.unwrap_err();
    assert_eq!(read::reason(&refused), Some(Reason::CredentialsInvalid));
    assert_eq!(action_tokens_at(&suite, &old).len(), 1);
    assert!(action_tokens_at(&suite, &new).is_empty());
    let contacts = person.sees_contacts(&suite).await;
    let states: Vec<_> = contacts.iter().map(ContactPoint::state).collect();
    let expected = [ContactPointState::Confirmed, ContactPointState::Unconfirmed];
    assert_eq!(states, expected);
}

#[tokio::test]
async fn typo_is_corrected_at_once_and_its_owner_hears_nothing() {
    let suite = Suite::start().await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let (typo, right) = (person.email.clone(), Person::invent().email.clone());

    let kind = ContactKind::Email;
    person.replaces_contact(&suite, kind, &right).await.unwrap();
    person.email.clone_from(&right);
    person
        .confirms_the_other_contact(&suite, Channel::Email)
        .await;
    suite.wait_until_quiet().await;
    assert!(suite.messages().list(Some(&typo), None, 10).is_empty());
    person.logs_in(&suite, &right).await.unwrap();
}

#[tokio::test]
async fn owner_takes_back_what_a_thief_with_a_stolen_session_has_changed() {
    let suite = Suite::start().await;
    let mut owner = Person::invent();
    owner.registers(&suite, Channel::Sms).await;
    let (login, own) = (owner.login.clone(), owner.mobile.clone());
    // The thief has the session, and two numbers of their own; the second change covers the first.
    let stolen = owner.gateway(&suite);
    let numbers = [
        Person::invent().mobile.clone(),
        Person::invent().mobile.clone(),
    ];
    for number in &numbers {
        owner.changes_mobile(&suite, number).await;
    }
    suite.wait_until_quiet().await;
    let tokens = action_tokens_at(&suite, &own);
    assert_eq!(
        tokens.len(),
        2,
        "the owner's number is told of both changes"
    );
    assert!(action_tokens_at(&suite, &numbers[1]).is_empty());

    // The newest message is the one at hand.
    for _ in 0..2 {
        undoes_contact_change(&suite, &tokens[0]).await.unwrap();
    }
    suite.wait_until_quiet().await;
    suite.refuses_soon(&stolen).await;
    owner.starts_over();
    let refused = owner.logs_in(&suite, &login).await.unwrap_err();
    assert_eq!(read::reason(&refused), Some(Reason::PasswordResetRequired));

    // Nothing of the thief's gets in any more.
    for number in &numbers {
        let known = codes_at(&suite, number).len();
        owner.starts_over();
        let started = owner.forgets_password(&suite, number, Channel::Sms).await;
        started.unwrap();
        suite.wait_until_quiet().await;
        assert_eq!(codes_at(&suite, number).len(), known);
        let refused = owner.logs_in(&suite, number).await.unwrap_err();
        assert_eq!(read::reason(&refused), Some(Reason::CredentialsInvalid));
    }

    owner.mobile.clone_from(&own);
    owner.recovers(&suite, Channel::Sms, NEW_PASSWORD).await;
    owner.logs_in(&suite, &own).await.unwrap();
    let contacts = owner.sees_contacts(&suite).await;
    assert_eq!(contacts[0].state(), ContactPointState::Confirmed);
}

#[tokio::test]
async fn number_that_was_replaced_still_recovers_access_and_the_new_one_not_yet() {
    let suite = Suite::start().await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let (old, new) = (person.mobile.clone(), Person::invent().mobile.clone());
    person.changes_mobile(&suite, &new).await;
    suite.wait_until_quiet().await;

    // The new number leads to nobody yet; the code goes to the old one.
    for named in [&new, &old] {
        let [sent_to_old, sent_to_new] = [&old, &new].map(|number| codes_at(&suite, number).len());
        let started = person.forgets_password(&suite, named, Channel::Sms).await;
        started.unwrap();
        suite.wait_until_quiet().await;
        let after = [&old, &new].map(|number| codes_at(&suite, number).len());
        let sent = usize::from(named == &old);
        assert_eq!(after, [sent_to_old + sent, sent_to_new], "{named}");
    }
    person.reads_code_at(&suite, &old).await;
    person.verifies_recovery_code(&suite).await.unwrap();
}
