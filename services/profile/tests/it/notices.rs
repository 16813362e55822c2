//! `Notify`: what other services tell.

use std::time::Duration;

use futures::future::join_all;
use kabinet_env::id::{AccountId, ContactChangeId};
use kabinet_proto::{
    errors::v1::Reason,
    timestamp,
    types::v1::{
        AccessEndCause, Channel, ContactChangeUndone, ContactChanged, ContactKind, Event, Notice,
        RegistrationDiscarded, ServiceKind, UnlinkCause, event::Fact, notice::Subject,
    },
    verification::v1::MessageTemplate,
};
use kabinet_status::read;
use prost_types::Timestamp;
use tonic::Code;

use crate::harness::{
    Mood, Profile, access_ended, activation, ids, login_reminder, new_login, notice,
    password_changed, password_reset, personal_data_changed, recovery_started, refused,
    registration_id, request_id, service_linked, service_unlinked, violations,
};

const HOUR: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);

impl Profile {
    async fn told(&self, account_id: AccountId, subject: Subject) {
        self.notify(notice(self, account_id, subject)).await;
    }

    /// Tells which notices of the inbox were sent, the newest first.
    async fn sent(&self, account_id: AccountId) -> Vec<bool> {
        let inbox = self.inbox(account_id).await;
        inbox.iter().map(|item| item.sent).collect()
    }

    /// Lists the hours and minutes that the text messages of a template speak of.
    fn times_of(&self, template: MessageTemplate) -> Vec<String> {
        let sent = self.delivery.queue().into_iter();
        let mut times: Vec<_> = sent
            .filter(|request| request.template() == template)
            .filter(|request| request.destination.as_ref().unwrap().channel() == Channel::Sms)
            .map(|request| request.variables[0].value[6..11].to_owned())
            .collect();
        times.sort();
        times
    }
}

#[tokio::test]
async fn ten_repeats_are_one_notice_and_one_message_for_each_contact() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.confirm_email(account_id).await;
    let event = notice(&profile, account_id, new_login(&profile));
    let repeats = (0..10).map(|_| profile.notify(event.clone()));
    join_all(repeats).await;
    profile.settled().await;
    profile.notify(event).await;
    profile.settled().await;
    assert_eq!(profile.inbox(account_id).await.len(), 1);
    assert_eq!(profile.delivery.requests(), 2);
}

#[tokio::test]
async fn fourth_of_a_kind_within_an_hour_waits_and_leaves_its_message_to_the_last_one() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.confirm_email(account_id).await;
    for _ in 0..6 {
        profile.told(account_id, new_login(&profile)).await;
        profile.clock.advance(MINUTE);
    }
    profile.told(account_id, password_changed()).await;
    assert_eq!(
        profile.sent(account_id).await,
        [true, false, false, false, true, true, true]
    );
    profile.clock.advance(Duration::from_secs(54 * 60 - 1));
    assert!(!profile.sent(account_id).await[1]);

    profile.clock.advance(Duration::from_secs(1));
    profile.settled().await;
    assert_eq!(
        profile.sent(account_id).await,
        [true, true, false, false, true, true, true]
    );
    let times = profile.times_of(MessageTemplate::NewLogin);
    assert_eq!(times, ["03:00", "03:01", "03:02", "03:05"]);
    assert_eq!(profile.delivery.queue().len(), 2 * 5);
}

#[tokio::test]
async fn notice_after_the_one_that_waited_is_sent_when_there_is_room_again() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for _ in 0..4 {
        profile.told(account_id, password_changed()).await;
        profile.clock.advance(MINUTE);
    }
    profile.clock.advance(56 * MINUTE);
    profile.told(account_id, password_changed()).await;
    profile.settled().await;
    let sent = profile.sent(account_id).await;
    assert_eq!(sent, [true; 5]);
    let mut times = profile.times_of(MessageTemplate::PasswordChanged);
    assert_eq!(times.pop().unwrap(), "04:00");
}

#[tokio::test]
async fn old_news_take_nobodys_place() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let old = notice(&profile, account_id, new_login(&profile));
    profile.clock.advance(24 * HOUR);
    for _ in 0..4 {
        profile.told(account_id, new_login(&profile)).await;
        profile.clock.advance(MINUTE);
    }
    profile.notify(old).await;
    profile.clock.advance(HOUR);
    profile.settled().await;
    assert_eq!(
        profile.sent(account_id).await,
        [false, true, true, true, true]
    );
    assert_eq!(profile.delivery.queue().len(), 4);
}

#[tokio::test]
async fn message_that_waits_outlives_the_process() {
    let mut profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for _ in 0..5 {
        profile.told(account_id, new_login(&profile)).await;
    }
    profile.restart().await;
    profile.clock.advance(HOUR);
    profile.settled().await;
    assert_eq!(profile.delivery.queue().len(), 4);
}

#[tokio::test]
async fn nothing_has_happened_that_is_yet_to_happen() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let now = timestamp::write(profile.env.now());
    let event = Event {
        occur_time: Some(Timestamp {
            seconds: now.seconds + 100 * 365 * 24 * 60 * 60,
            nanos: 0,
        }),
        ..notice(&profile, account_id, new_login(&profile))
    };
    profile.notify(event).await;
    assert_eq!(profile.inbox(account_id).await[0].occur_time, Some(now));
    profile.settled().await;
    let expires = profile.delivery.queue()[0].expire_time.unwrap();
    assert_eq!(expires.seconds, now.seconds + 24 * 60 * 60);
}

#[tokio::test]
async fn three_of_twenty_simultaneous_notices_are_sent_at_once() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.delivery.mood(Mood::Away);
    let events = (0..20).map(|_| notice(&profile, account_id, new_login(&profile)));
    let events: Vec<_> = events.collect();
    join_all(events.into_iter().map(|event| profile.notify(event))).await;
    let inbox = profile.inbox(account_id).await;
    assert_eq!(inbox.len(), 20);
    assert_eq!(inbox.iter().filter(|item| item.sent).count(), 3);
}

#[tokio::test]
async fn bound_of_one_account_is_not_that_of_another() {
    let profile = Profile::start().await;
    let (_, anna) = profile.activated().await;
    let (_, boris) = profile.activated().await;
    for _ in 0..4 {
        let event = notice(&profile, anna, password_changed());
        profile.notify(event).await;
    }
    let event = notice(&profile, boris, password_changed());
    profile.notify(event).await;
    assert!(profile.inbox(boris).await[0].sent);
}

#[tokio::test]
async fn notice_that_overtakes_the_activation_is_asked_for_again() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = ids(&profile);
    profile.complete(&registration_id).await;
    let event = notice(&profile, account_id, new_login(&profile));
    let answer = profile.try_notify(event.clone()).await;
    let status = refused(answer, Reason::TemporarilyUnavailable);
    assert_eq!(status.code(), Code::Unavailable);
    assert!(read::retry_after(&status).is_some());
    assert_eq!(profile.count("received_event").await, 0);

    let request = activation(&registration_id, account_id);
    profile.drafts().activate_draft(request).await.unwrap();
    profile.notify(event).await;
    assert_eq!(profile.inbox(account_id).await.len(), 1);
}

#[tokio::test]
async fn account_that_stays_unknown_for_a_day_is_refused_for_good() {
    let profile = Profile::start().await;
    let event = notice(&profile, AccountId::new(&profile.env), new_login(&profile));
    profile.clock.advance(23 * HOUR + Duration::from_mins(59));
    let answer = profile.try_notify(event.clone()).await;
    refused(answer, Reason::TemporarilyUnavailable);
    profile.clock.advance(Duration::from_mins(1));
    let answer = profile.try_notify(event).await;
    refused(answer, Reason::ProfileNotFound);
    assert_eq!(profile.count("received_event").await, 0);
}

#[tokio::test]
async fn old_news_stand_in_the_inbox_only() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.settled().await;
    let event = notice(&profile, account_id, password_changed());
    profile.clock.advance(24 * HOUR);
    profile.notify(event).await;
    assert!(!profile.inbox(account_id).await[0].sent);
    assert_eq!(profile.count("outbox_event").await, 0);
}

#[tokio::test]
async fn event_that_is_no_notice_is_refused() {
    let profile = Profile::start().await;
    let event = Event {
        fact: Some(Fact::RegistrationDiscarded(RegistrationDiscarded {
            registration_id: registration_id(&profile),
        })),
        ..notice(&profile, AccountId::new(&profile.env), password_changed())
    };
    let answer = profile.try_notify(event).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    assert_eq!(named[0].0, "event.notice");
}

#[tokio::test]
async fn every_malformed_field_is_named_at_once() {
    let profile = Profile::start().await;
    let Subject::ServiceLinked(mut linked) = service_linked(&profile, ServiceKind::Tv) else {
        unreachable!("it is the subject that was asked for");
    };
    linked.link_id = "lnk_1".to_owned();
    let event = Event {
        event_id: request_id(&profile),
        fact: Some(Fact::Notice(Notice {
            account_id: "acc_1".to_owned(),
            language: String::new(),
            subject: Some(Subject::ServiceLinked(linked)),
        })),
        ..notice(&profile, AccountId::new(&profile.env), password_changed())
    };
    let answer = profile.try_notify(event).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    let fields: Vec<_> = named.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["event.notice.account_id", "event.notice.subject"]);
}

#[tokio::test]
async fn service_tells_of_what_is_its_own_only() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let change_id = ContactChangeId::new(&profile.env).to_string();
    let (identity, subscriptions) = ("service/identity", "service/subscriptions");
    let of_profile = [
        personal_data_changed(),
        Subject::ContactChanged(ContactChanged {
            change_id: change_id.clone(),
            kind: ContactKind::Mobile.into(),
        }),
        Subject::ContactChangeUndone(ContactChangeUndone {
            change_id,
            kind: ContactKind::Mobile.into(),
        }),
    ];
    let mut refusals: Vec<_> = [
        new_login(&profile),
        password_changed(),
        recovery_started(&profile, ContactKind::Mobile),
        password_reset(&profile),
        login_reminder(ContactKind::Mobile),
        access_ended(AccessEndCause::NotMe),
    ]
    .into_iter()
    .chain(of_profile.clone())
    .map(|subject| (subscriptions, subject))
    .collect();
    refusals.extend(of_profile.map(|subject| (identity, subject)));
    refusals.extend([
        (identity, service_linked(&profile, ServiceKind::Tv)),
        (identity, service_unlinked(&profile, UnlinkCause::Person)),
    ]);
    for (caller, subject) in refusals {
        let event = notice(&profile, account_id, subject);
        let answer = profile.try_notify_as(caller, event).await;
        refused(answer, Reason::CallerNotAllowed);
    }
    assert_eq!(profile.inbox(account_id).await, []);
    assert_eq!(profile.count("received_event").await, 0);
}
