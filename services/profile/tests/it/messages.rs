//! What leaves for verification, and when.

use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proto::{
    profile::v1::{MessageLanguage, ProfileChange},
    types::v1::{Channel, ServiceKind, UnlinkCause},
    verification::v1::{Destination, Lane, MessageTemplate, SendRequest, TemplateVariable},
};
use kabinet_testkit::Capture;
use prost_types::Timestamp;

use crate::{
    harness::{
        EMAIL, MOBILE, Mood, Profile, Reading, new_login, notice, notice_in, password_changed,
        service_linked, service_unlinked,
    },
    updating::change,
};

const DAY: Duration = Duration::from_hours(24);

impl Profile {
    /// Tells an account of a changed password.
    async fn tell(&self, account_id: AccountId) {
        self.tell_in("", account_id).await;
    }

    async fn tell_in(&self, language: &str, account_id: AccountId) {
        self.notify(notice_in(language, self, account_id, password_changed()))
            .await;
    }

    /// An account whose activation has been told.
    async fn account(&self) -> AccountId {
        let (_, account_id) = self.activated().await;
        self.settled().await;
        account_id
    }

    /// Lets the relay try until verification has been asked this often.
    async fn attempted(&self, at_least: usize) {
        let attempted = self.delivery.attempted(at_least);
        tokio::pin!(attempted);
        loop {
            tokio::select! {
                () = &mut attempted => break,
                _ = self.lets_relay_work() => {}
            }
        }
    }

    fn addresses(&self) -> Vec<String> {
        let sent = self.delivery.queue().into_iter();
        let mut addresses: Vec<_> = sent
            .map(|request| request.destination.unwrap().address)
            .collect();
        addresses.sort();
        addresses
    }
}

#[tokio::test]
async fn message_says_what_happened_and_when() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    let event = notice(
        &profile,
        account_id,
        service_linked(&profile, ServiceKind::Broadband),
    );
    let happened = event.occur_time.unwrap().seconds;
    profile.notify(event).await;
    profile.settled().await;
    let sent = profile.delivery.queue();
    let variable = |name: &str, value: &str| TemplateVariable {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    assert_eq!(
        sent,
        [SendRequest {
            request_id: sent[0].request_id.clone(),
            lane: Lane::Security.into(),
            destination: Some(Destination {
                channel: Channel::Sms.into(),
                address: MOBILE.to_owned(),
            }),
            template: MessageTemplate::ServiceLinked.into(),
            variables: vec![
                variable("service_kind", "BROADBAND"),
                variable("time", "01.01 03:00 UTC+3"),
            ],
            language: "ru".to_owned(),
            expire_time: Some(Timestamp {
                seconds: happened + 24 * 60 * 60,
                nanos: 0,
            }),
            action: None,
        }]
    );
}

#[tokio::test]
async fn every_subject_has_its_template() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    for (subject, template, variables) in [
        (
            new_login(&profile),
            MessageTemplate::NewLogin,
            &["time"][..],
        ),
        (
            password_changed(),
            MessageTemplate::PasswordChanged,
            &["time"],
        ),
        (
            service_unlinked(&profile, UnlinkCause::Person),
            MessageTemplate::ServiceUnlinked,
            &["service_kind", "time"],
        ),
        (
            service_unlinked(&profile, UnlinkCause::HolderChanged),
            MessageTemplate::HolderChanged,
            &["service_kind", "time"],
        ),
    ] {
        profile.notify(notice(&profile, account_id, subject)).await;
        profile.settled().await;
        let sent = profile.delivery.queue().pop().unwrap();
        assert_eq!(sent.template(), template);
        let names: Vec<_> = sent
            .variables
            .iter()
            .map(|variable| &variable.name)
            .collect();
        assert_eq!(names, variables);
    }
}

#[tokio::test]
async fn every_confirmed_contact_is_told() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.confirm_email(account_id).await;
    profile.tell(account_id).await;
    profile.settled().await;
    // The host of an address is kept in lower case.
    assert_eq!(profile.addresses(), [MOBILE, EMAIL]);
    let sent = profile.delivery.queue();
    assert_ne!(sent[0].request_id, sent[1].request_id);
}

#[tokio::test]
async fn contact_that_is_not_confirmed_is_never_told() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.delivery.mood(Mood::Away);
    profile.tell(account_id).await;
    assert_eq!(profile.count("outbox_event").await, 1);
    profile.delivery.mood(Mood::Answers);
    profile.settled().await;
    assert_eq!(profile.addresses(), [MOBILE]);
}

#[tokio::test]
async fn contact_is_looked_up_when_the_message_is_sent() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.delivery.mood(Mood::Away);
    profile.tell(account_id).await;
    // The clock stands still: no other attempt is under way.
    profile.delivery.attempted(1).await;
    let lost = "UPDATE profile.contact_point
        SET state = 'UNCONFIRMED', confirm_time = NULL
        WHERE kind = 'MOBILE'";
    sqlx::query(lost).execute(&profile.pool).await.unwrap();
    profile.delivery.mood(Mood::Answers);
    profile.settled().await;
    assert_eq!(profile.addresses(), [""; 0]);
}

#[tokio::test]
async fn preferred_language_wins_over_that_of_the_call_and_russian_comes_last() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.tell_in("", account_id).await;
    profile.settled().await;
    profile.tell_in("de", account_id).await;
    profile.settled().await;
    profile.tell_in("en-GB", account_id).await;
    profile.settled().await;
    profile.clock.advance(Duration::from_hours(1));
    profile.speak(account_id, MessageLanguage::Pl).await;
    profile.tell_in("en-GB", account_id).await;
    profile.settled().await;
    profile
        .speak(account_id, MessageLanguage::Unspecified)
        .await;
    profile.tell_in("en-GB", account_id).await;
    profile.settled().await;
    let sent = profile.delivery.queue();
    let languages: Vec<_> = sent
        .iter()
        .map(|request| request.language.as_str())
        .collect();
    assert_eq!(languages, ["ru", "ru", "en", "pl", "en"]);
}

#[tokio::test]
async fn time_is_that_of_the_persons_region() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.delivery.mood(Mood::Away);
    let to = ProfileChange {
        region_code: "RU-KAM".to_owned(),
        ..ProfileChange::default()
    };
    let request = change(&profile, &["region_code"], to);
    profile.update(account_id, request).await;
    profile.delivery.mood(Mood::Answers);
    profile.settled().await;
    let sent = profile.delivery.queue();
    assert_eq!(sent[0].template(), MessageTemplate::PersonalDataChanged);
    assert_eq!(sent[0].variables.len(), 1);
    assert_eq!(sent[0].variables[0].name, "time");
    assert_eq!(sent[0].variables[0].value, "01.01 12:00 UTC+12");
}

#[tokio::test]
async fn message_waits_for_verification_with_one_request_id_and_one_note() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    let noted = profile.count("access_log").await;
    for mood in [Mood::Away, Mood::Full] {
        profile.delivery.mood(mood);
        let before = profile.delivery.attempts().len();
        profile.tell(account_id).await;
        profile.attempted(before + 3).await;
        assert_eq!(profile.count("outbox_event").await, 1);
        profile.delivery.mood(Mood::Answers);
        profile.settled().await;
    }
    let taken = profile.delivery.queue();
    assert_eq!(taken.len(), 2);
    assert!(
        profile
            .delivery
            .attempts()
            .iter()
            .all(|attempt| taken.contains(attempt))
    );
    assert_eq!(profile.count("access_log").await, noted + 2);
}

#[tokio::test]
async fn lost_answer_repeats_the_request_and_the_message_is_queued_once() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.delivery.mood(Mood::LosesAnswers);
    profile.tell(account_id).await;
    profile.attempted(2).await;
    profile.delivery.mood(Mood::Answers);
    profile.settled().await;
    let attempts = profile.delivery.attempts();
    assert!(attempts.len() >= 3);
    assert!(attempts.iter().all(|attempt| *attempt == attempts[0]));
    assert_eq!(profile.delivery.queue().len(), 1);
}

#[tokio::test]
async fn message_that_was_taken_is_not_sent_again_in_another_language() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.delivery.mood(Mood::LosesAnswers);
    profile.tell(account_id).await;
    profile.attempted(1).await;
    profile.speak(account_id, MessageLanguage::Pl).await;
    profile.delivery.mood(Mood::Answers);
    profile.settled().await;
    assert_eq!(profile.delivery.queue().len(), 1);
    assert_eq!(profile.count("outbox_event").await, 0);
}

#[tokio::test]
async fn message_outlives_the_process_that_promised_it() {
    let mut profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.delivery.mood(Mood::Away);
    profile.tell(account_id).await;
    profile.restart().await;
    assert_eq!(profile.addresses(), [""; 0]);
    profile.delivery.mood(Mood::Answers);
    profile.settled().await;
    assert_eq!(profile.addresses(), [MOBILE]);
}

#[tokio::test]
async fn contact_that_nothing_can_be_sent_to_ends_the_message_and_is_not_logged() {
    let capture = Capture::install();
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.delivery.mood(Mood::RefusesDestinations);
    profile.tell(account_id).await;
    profile.settled().await;
    assert_eq!(profile.delivery.requests(), 1);
    assert_eq!(profile.count("outbox_event").await, 0);
    let log = capture.text();
    assert!(log.contains("nothing can be sent to a confirmed contact"));
    assert!(!log.contains(&MOBILE[1..]));
}

#[tokio::test]
async fn message_that_nobody_needs_any_more_is_given_up() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.delivery.mood(Mood::Away);
    profile.tell(account_id).await;
    profile.attempted(1).await;
    profile.clock.advance(DAY);
    profile.settled().await;
    assert_eq!(profile.addresses(), [""; 0]);
    assert_eq!(profile.count("outbox_event").await, 0);
}

#[tokio::test]
async fn every_contact_that_is_opened_is_noted() {
    let profile = Profile::start().await;
    let account_id = profile.account().await;
    profile.confirm_email(account_id).await;
    profile.clock.advance(Duration::from_secs(1));
    profile.tell(account_id).await;
    profile.settled().await;
    let mut readings = profile.readings_of_account(account_id).await.split_off(1);
    readings.sort_by_key(|reading| reading.fields.clone());
    assert_eq!(
        readings,
        [
            Reading::new("service/profile", "NOTICE", &["personal_data", "email"]),
            Reading::new("service/profile", "NOTICE", &["personal_data", "mobile"]),
        ]
    );
}
