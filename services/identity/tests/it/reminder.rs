//! Who has forgotten the login name has it sent to a contact, and nobody else learns of it.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::GetLoginRequest;
use kabinet_proto::identity::v1::directory_service_client::DirectoryServiceClient;
use kabinet_proto::types::v1::notice::Subject;
use kabinet_proto::types::v1::{ContactKind, LoginReminder, Notice};
use kabinet_status::read;
use kabinet_testkit::{Capture, CommandCount};

use crate::notices::told;
use crate::recovery::{on_a_new_device, registered};
use crate::suite::{Person, Refused as _, Suite, wait};

fn reminders(notices: &[Notice]) -> usize {
    let reminders = notices
        .iter()
        .filter(|notice| matches!(notice.subject, Some(Subject::LoginReminder(_))));
    reminders.count()
}

async fn login_of(suite: &Suite, account_id: &str) -> Result<String, tonic::Status> {
    let mut directory = DirectoryServiceClient::new(suite.called_by("service/profile"));
    let request = GetLoginRequest {
        account_id: account_id.to_owned(),
    };
    let answer = directory.get_login(request).await?;
    Ok(answer.into_inner().login)
}

#[tokio::test]
async fn login_name_goes_to_the_contact_that_was_named() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    let stranger = on_a_new_device(&person);
    stranger.asks_for_the_login(&person.mobile).await.unwrap();
    let expected = Notice {
        account_id,
        language: "ru".to_owned(),
        subject: Some(Subject::LoginReminder(LoginReminder {
            contact_kind: ContactKind::Mobile.into(),
        })),
    };
    assert_eq!(told(&suite).await, [expected]);
    let grant = person.logs_in().await.unwrap();
    let events = suite.as_user(&grant.access_token).events().await;
    let kind = kabinet_proto::identity::v1::SecurityEventKind::LoginReminded;
    assert!(events.iter().any(|event| event.kind() == kind));
}

#[tokio::test]
async fn profile_is_told_the_login_name_as_it_was_written() {
    let capture = Capture::install();
    let suite = Suite::new().await;
    let (_, account_id) = registered(&suite, "Quokka.Petrov").await;
    assert_eq!(
        login_of(&suite, &account_id).await.unwrap(),
        "Quokka.Petrov"
    );
    for nobody in ["acc_00000000-0000-7000-8000-000000000000", "acc_1"] {
        let refused = login_of(&suite, nobody).await;
        assert_eq!(refused.reason(), Reason::AccountNotFound);
    }
    let lines = capture.text();
    assert!(lines.contains("login name told to profile") && !lines.contains("Quokka"));
}

/// Counts the statements, commands and rows that asking costs.
async fn cost(suite: &Suite, person: &Person<'_>, contact: &str) -> (i64, u64, usize) {
    let stranger = on_a_new_device(person);
    suite.falls_silent().await;
    let rows = async || {
        let rows = suite.every_row().await.into_iter();
        // Nobody has no chain of events; the statement that would write one is the same.
        rows.filter(|(table, _)| table != "security_event" && table != "outbox_event")
            .count()
    };
    let (rows_before, statements) = (rows().await, suite.statements().await);
    let ((), commands) = CommandCount::of(&suite.redis)
        .during(async || stranger.asks_for_the_login(contact).await.unwrap())
        .await;
    let statements = suite.statements().await - statements;
    (statements, commands, rows().await - rows_before)
}

#[tokio::test]
async fn unknown_unconfirmed_locked_spent_and_known_cost_the_same() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let (locked, account_id) = registered(&suite, "olga.popova").await;
    suite.locks(&account_id).await;
    cost(&suite, &person, "nobody.at.all@example.com").await;
    let expected = cost(&suite, &person, "nobody@example.com").await;
    for contact in [
        "+79000009999",
        "@",
        "nonsense",
        &person.login,
        &person.email,
        &locked.mobile,
        // Three times sent, and then not any more.
        &person.mobile,
        &person.mobile,
        &person.mobile,
        &person.mobile,
    ] {
        assert_eq!(cost(&suite, &person, contact).await, expected, "{contact}");
    }
    assert_eq!(reminders(&told(&suite).await), 3);
}

#[tokio::test]
async fn contact_is_bothered_three_times_a_day_and_nobody_is_told() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    for number in 1..=5 {
        let stranger = on_a_new_device(&person);
        stranger.asks_for_the_login(&person.mobile).await.unwrap();
        assert_eq!(reminders(&told(&suite).await), number.min(3));
    }
    let reminded = "SELECT count(*) FROM identity.security_event WHERE kind = 'LOGIN_REMINDED'";
    assert_eq!(suite.number(reminded).await, 3);
}

#[tokio::test]
async fn network_is_limited_openly() {
    let suite = Suite::with(&[("IDENTITY_LIMIT_REMINDER_NETWORK", "1")]).await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    person
        .asks_for_the_login("nobody@example.com")
        .await
        .unwrap();
    let refused = person.asks_for_the_login(&person.mobile).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
    let limit = read::metadata(&refused, "limit");
    assert_eq!(limit.as_deref(), Some("reminder.network"));
    assert!(!wait(&refused).is_zero());
}
