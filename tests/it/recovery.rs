//! A person who cannot get in any more, and one whom somebody else gets in for.

use kabinet_proto::{
    errors::v1::Reason,
    types::v1::{Channel, notice::Subject},
};
use kabinet_status::read;
use tonic::Status;

use crate::{
    person::{Person, action_tokens_at, cancels_recovery, reports_not_me},
    suite::{Layout, Suite},
};

const NEW_PASSWORD: &str = "Anderer-Haferbrei-im-Kieselweg!";
const DEMANDS_PERSONAL_DATA: [(&str, &str); 1] =
    [("IDENTITY_RECOVERY_REQUIRES_PERSONAL_DATA", "on")];

#[tokio::test]
async fn person_who_forgot_the_password_gets_back_in_by_either_channel() {
    let suite = Suite::start().await;
    for channel in [Channel::Sms, Channel::Email] {
        let mut person = Person::invent();
        person.registers(&suite, channel).await;
        let earlier = person.gateway(&suite);
        let old = person.password.clone();

        person.recovers(&suite, channel, NEW_PASSWORD).await;
        suite.refuses_soon(&earlier).await;
        let login = person.login.clone();
        let again = person.tries_password(&suite, &old).await;
        assert_eq!(reason(again), Some(Reason::CredentialsInvalid));
        person.logs_in(&suite, &login).await.unwrap();

        suite.wait_until_quiet().await;
        let news = person.sees_news(&suite).await;
        let reset = |subject: &Subject| matches!(subject, Subject::PasswordReset(_));
        assert_eq!(news.iter().filter(|it| reset(it)).count(), 1, "{news:?}");
    }
}

#[tokio::test]
async fn owner_ends_a_recovery_from_the_message_at_another_contact() {
    let suite = Suite::start().await;
    let mut owner = Person::invent();
    owner.registers(&suite, Channel::Sms).await;
    owner
        .confirms_the_other_contact(&suite, Channel::Email)
        .await;
    suite.wait_until_quiet().await;
    suite.ends_probation().await;
    let before = action_tokens_at(&suite, &owner.mobile);

    // Somebody who reads the owner's mail.
    let login = owner.login.clone();
    let started = owner.forgets_password(&suite, &login, Channel::Email).await;
    started.unwrap();
    owner.reads_code(&suite, Channel::Email).await;
    suite.wait_until_quiet().await;
    let tokens = action_tokens_at(&suite, &owner.mobile);
    assert_eq!(tokens.len(), before.len() + 1, "the number is told");

    for _ in 0..2 {
        cancels_recovery(&suite, &tokens[0]).await.unwrap();
    }
    let refused = owner.verifies_recovery_code(&suite).await;
    // As for an account that nobody has: a stranger does not learn that somebody ended it.
    assert_eq!(reason(refused), Some(Reason::CodeExpired));
    owner.logs_in(&suite, &login).await.unwrap();
}

#[tokio::test]
async fn token_is_good_for_its_own_action_only() {
    let suite = Suite::start().await;
    let mut owner = Person::invent();
    owner.registers(&suite, Channel::Sms).await;
    owner.takes_another_device();
    let login = owner.login.clone();
    owner.logs_in(&suite, &login).await.unwrap();
    suite.wait_until_quiet().await;
    let [token] = &action_tokens_at(&suite, &owner.mobile)[..] else {
        suite.explain("one message has a token")
    };
    let refused = cancels_recovery(&suite, token).await;
    assert_eq!(reason(refused), Some(Reason::ActionTokenInvalid));
    let mut forged = token.clone();
    forged.replace_range(8..9, if &forged[8..9] == "A" { "B" } else { "A" });
    let refused = reports_not_me(&suite, &forged).await;
    assert_eq!(reason(refused), Some(Reason::ActionTokenInvalid));
    owner.logs_in(&suite, &login).await.unwrap();
}

#[tokio::test]
async fn owner_whom_somebody_logged_in_as_ends_all_access_from_the_message() {
    let suite = Suite::start().await;
    let mut owner = Person::invent();
    owner.registers(&suite, Channel::Sms).await;
    let login = owner.login.clone();
    owner.takes_another_device();
    owner.logs_in(&suite, &login).await.unwrap();
    let thief = owner.gateway(&suite);
    suite.wait_until_quiet().await;
    let tokens = action_tokens_at(&suite, &owner.mobile);

    for _ in 0..2 {
        reports_not_me(&suite, &tokens[0]).await.unwrap();
    }
    suite.refuses_soon(&thief).await;
    owner.starts_over();
    let refused = owner.logs_in(&suite, &login).await;
    assert_eq!(reason(refused), Some(Reason::PasswordResetRequired));
    let wrong = owner.tries_password(&suite, "Verkehrter-Haferbrei!").await;
    assert_eq!(reason(wrong), Some(Reason::CredentialsInvalid));

    owner.recovers(&suite, Channel::Sms, NEW_PASSWORD).await;
    owner.logs_in(&suite, &login).await.unwrap();
}

#[tokio::test]
async fn operator_may_demand_personal_data_after_the_code() {
    let suite = Suite::start_with(Layout::Together, &DEMANDS_PERSONAL_DATA).await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let login = person.login.clone();
    let started = person.forgets_password(&suite, &login, Channel::Sms).await;
    started.unwrap();
    person.reads_code(&suite, Channel::Sms).await;
    person.verifies_recovery_code(&suite).await.unwrap();

    let early = person.sets_new_password(&suite, NEW_PASSWORD).await;
    assert_eq!(reason(early), Some(Reason::RecoveryStepDue));
    let right = person.personal_data.clone();
    person.personal_data.family_name = "Другая".to_owned();
    let other = person.matches_personal_data(&suite).await;
    assert_eq!(reason(other), Some(Reason::PersonalDataMismatch));
    person.personal_data = right;
    person.matches_personal_data(&suite).await.unwrap();
    person
        .sets_new_password(&suite, NEW_PASSWORD)
        .await
        .unwrap();
    person.logs_in(&suite, &login).await.unwrap();
}

#[tokio::test]
async fn login_name_is_sent_to_the_contact_that_asks_and_to_no_other() {
    let suite = Suite::start().await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    person
        .confirms_the_other_contact(&suite, Channel::Email)
        .await;
    let stranger = Person::invent();
    for contact in [&person.mobile, &stranger.mobile, &stranger.email] {
        person.asks_for_login(&suite, contact).await.unwrap();
    }
    suite.wait_until_quiet().await;
    let says_login = |text: &String| text.contains(&person.login);
    let told = person.notices_received(&suite, Channel::Sms);
    assert_eq!(
        told.iter().filter(|it| says_login(it)).count(),
        1,
        "{told:?}"
    );
    let mailed = person.notices_received(&suite, Channel::Email);
    assert!(!mailed.iter().any(says_login), "{mailed:?}");
    for channel in [Channel::Sms, Channel::Email] {
        assert!(stranger.notices_received(&suite, channel).is_empty());
    }
}

fn reason<T>(refused: Result<T, Status>) -> Option<Reason> {
    read::reason(&refused.err()?)
}
