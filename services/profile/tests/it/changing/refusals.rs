use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    types::v1::ContactKind::{Email, Mobile},
};
use kabinet_status::read;

use crate::harness::{CallAs, EMAIL, MOBILE, Profile, refused, replace, start, violations};

#[tokio::test]
async fn unacceptable_value_is_named() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for (kind, value, reason, name) in [
        (
            Mobile,
            "+7 495 000-00-00",
            Reason::MobileUnacceptable,
            "MOBILE_UNACCEPTABLE",
        ),
        (
            Email,
            "anna@",
            Reason::EmailUnacceptable,
            "EMAIL_UNACCEPTABLE",
        ),
    ] {
        let request = replace(&profile, kind, value);
        let status = refused(profile.try_replace(account_id, request).await, reason);
        assert_eq!(violations(&status), [("value".to_owned(), name.to_owned())]);
    }
    assert_eq!(profile.count("contact_change").await, 0);
}

#[tokio::test]
async fn contact_that_stands_there_is_no_change() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let in_capitals = EMAIL.to_uppercase();
    for (kind, value) in [(Mobile, MOBILE), (Email, EMAIL), (Email, &in_capitals)] {
        let answer = profile
            .try_replace(account_id, replace(&profile, kind, value))
            .await;
        refused(answer, Reason::ContactUnchanged);
    }
    let shown = profile.contact_point(account_id, Mobile).await;
    assert_eq!(shown.replacement, None);
}

#[tokio::test]
async fn guesses_at_what_stands_are_bounded_and_leave_alone_what_waits() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.replace(account_id, Mobile, "+79000000046").await;
    let request = || replace(&profile, Mobile, MOBILE);
    for _ in 0..4 {
        let answer = profile.try_replace(account_id, request()).await;
        refused(answer, Reason::ContactUnchanged);
    }
    let readings = profile.readings_of_account(account_id).await.len();
    let answer = profile.try_replace(account_id, request()).await;
    refused(answer, Reason::RateLimited);
    // Nothing was compared.
    let noted = profile.readings_of_account(account_id).await.len();
    assert_eq!(noted, readings);
    profile.prove(account_id, Mobile).await;
}

#[tokio::test]
async fn sixth_change_within_a_day_waits_corrections_counted() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for number in 0..5 {
        let (kind, value) = match number % 2 {
            0 => (Mobile, format!("+7900000005{number}")),
            _ => (Email, format!("anna{number}@example.com")),
        };
        profile.replace(account_id, kind, &value).await;
        profile.clock.advance(Duration::from_hours(1));
    }
    let request = replace(&profile, Email, "anna@example.com");
    let answer = profile.try_replace(account_id, request.clone()).await;
    let status = refused(answer, Reason::RateLimited);
    let limit = read::metadata(&status, "limit");
    assert_eq!(limit.as_deref(), Some("contact_changes_per_day"));
    let wait = Duration::from_hours(19);
    assert_eq!(read::retry_after(&status), Some(wait));
    assert_eq!(profile.count("contact_change").await, 5);

    profile.clock.advance(wait);
    profile.try_replace(account_id, request).await.unwrap();
}

#[tokio::test]
async fn account_without_a_profile_has_nothing_to_replace() {
    let profile = Profile::start().await;
    let account_id = AccountId::new(&profile.env);
    let request = replace(&profile, Mobile, "+79000000046");
    let answer = profile.try_replace(account_id, request).await;
    refused(answer, Reason::ProfileNotFound);
    assert_eq!(profile.count("idempotency_record").await, 0);
}

#[tokio::test]
async fn person_who_logged_in_long_ago_has_to_prove_who_they_are() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let ago = Duration::from_secs(601);
    let token = profile.identity.logged_in_before(account_id, ago);
    let mut contacts = profile.contact_points(CallAs::person(&token));
    let request = replace(&profile, Mobile, "+79000000046");
    let answer = contacts.replace_contact_point(request).await;
    refused(answer, Reason::StepUpRequired);
    let answer = contacts.start_confirmation(start(&profile, Mobile)).await;
    refused(answer, Reason::StepUpRequired);
}
