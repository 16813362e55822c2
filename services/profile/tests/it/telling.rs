//! Who is told of recoveries and changed contacts, and what their readers may do.

use std::time::Duration;

use kabinet_env::id::{AccountId, ContactChangeId, NoticeId};
use kabinet_proto::{
    timestamp,
    types::v1::{
        AccessEndCause, Action, ActionKind,
        ContactKind::{self, Email, Mobile},
        notice::Subject,
    },
    verification::v1::{MessageTemplate, SendRequest},
};

use crate::harness::{
    EMAIL, MOBILE, Mood, Profile, access_ended, login_reminder, new_login, notice,
    password_changed, password_reset, recovery_started,
};

const HOUR: Duration = Duration::from_hours(1);
const ACTION_LIFETIME: Duration = Duration::from_hours(72);
const NEW_MOBILE: &str = "+79000000046";
const NEW_EMAIL: &str = "anna@example.org";

impl Profile {
    /// An account with both contacts confirmed.
    async fn with_both(&self) -> AccountId {
        let (_, account_id) = self.activated().await;
        self.confirm_email(account_id).await;
        account_id
    }

    /// Tells an account of something; returns the messages.
    async fn messages(&self, account_id: AccountId, subject: Subject) -> Vec<SendRequest> {
        self.settled().await;
        let before = self.delivery.queue().len();
        self.notify(notice(self, account_id, subject)).await;
        self.settled().await;
        self.delivery.queue().split_off(before)
    }

    /// Lists the addresses of everything that was sent from one template, sorted.
    async fn addressed(&self, template: MessageTemplate) -> Vec<String> {
        self.settled().await;
        let sent = self.delivery.queue().into_iter();
        let sent = sent.filter(|message| message.template() == template);
        addresses(&sent.collect::<Vec<_>>())
    }

    async fn recovery(&self, account_id: AccountId, code_kind: ContactKind) -> Vec<String> {
        let subject = recovery_started(self, code_kind);
        addresses(&self.messages(account_id, subject).await)
    }

    async fn newest_notice(&self, account_id: AccountId) -> NoticeId {
        let inbox = self.inbox(account_id).await;
        inbox[0].notice_id.parse().unwrap()
    }
}

fn addresses(sent: &[SendRequest]) -> Vec<String> {
    let mut addresses: Vec<_> = sent
        .iter()
        .map(|message| message.destination.clone().unwrap().address)
        .collect();
    addresses.sort();
    addresses
}

#[tokio::test]
async fn change_is_told_to_the_replaced_contact_and_the_other_one_and_not_to_the_new_one() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    let now = profile.env.now();
    let id = profile.change(account_id, Mobile, NEW_MOBILE).await;
    let changed = MessageTemplate::ContactChanged;
    assert_eq!(profile.addressed(changed).await, [MOBILE, EMAIL]);
    for message in profile.delivery.queue() {
        let names = message.variables.iter().map(|variable| &variable.name);
        assert_eq!(names.collect::<Vec<_>>(), ["contact_kind", "time"]);
        assert_eq!(message.variables[0].value, "MOBILE");
        assert_eq!(
            message.action,
            Some(Action {
                kind: ActionKind::UndoContactChange.into(),
                account_id: account_id.to_string(),
                object_id: id.uuid().to_string(),
                expire_time: Some(timestamp::write(now + ACTION_LIFETIME)),
            })
        );
    }
}

#[tokio::test]
async fn contact_that_joins_is_told_of_at_the_other_one() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.prove(account_id, Email).await;
    let changed = MessageTemplate::ContactChanged;
    assert_eq!(profile.addressed(changed).await, [MOBILE]);
}

#[tokio::test]
async fn thief_who_changes_everything_hears_of_nothing_that_he_could_take_back() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    profile.change(account_id, Mobile, NEW_MOBILE).await;
    profile.clock.advance(HOUR);
    profile.change(account_id, Email, NEW_EMAIL).await;
    let changed = MessageTemplate::ContactChanged;
    // The owner's number, already replaced, still hears of the address.
    let told = profile.addressed(changed).await;
    assert_eq!(told, [MOBILE, MOBILE, EMAIL, EMAIL]);
}

#[tokio::test]
async fn message_that_waits_goes_to_the_contact_that_stood_when_it_happened() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    profile.settled().await;
    profile.delivery.mood(Mood::Away);
    let event = notice(&profile, account_id, password_changed());
    profile.notify(event).await;
    // In the same moment, for the clock.
    profile.change(account_id, Mobile, NEW_MOBILE).await;
    profile.change(account_id, Email, NEW_EMAIL).await;
    profile.delivery.mood(Mood::Answers);
    let told = profile.addressed(MessageTemplate::PasswordChanged).await;
    assert_eq!(told, [MOBILE, EMAIL]);
    let told = profile.addressed(MessageTemplate::ContactChanged).await;
    assert_eq!(told, [MOBILE, MOBILE, EMAIL, EMAIL]);
}

#[tokio::test]
async fn replaced_contact_hears_of_what_may_be_stopped_until_the_new_one_recovers_access() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.change(account_id, Mobile, NEW_MOBILE).await;
    for told in [MOBILE, NEW_MOBILE] {
        for subject in [
            new_login(&profile),
            password_changed(),
            password_reset(&profile),
        ] {
            let sent = profile.messages(account_id, subject).await;
            assert_eq!(addresses(&sent), [told]);
        }
        profile.clock.advance(ACTION_LIFETIME);
    }
}

#[tokio::test]
async fn contact_that_was_replaced_on_probation_hears_of_nothing_and_one_that_came_back_once() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    profile.change(account_id, Email, NEW_EMAIL).await;
    profile.clock.advance(HOUR);
    profile.change(account_id, Email, EMAIL).await;
    let changed = MessageTemplate::ContactChanged;
    let told = profile.addressed(changed).await;
    assert_eq!(told, [MOBILE, MOBILE, EMAIL, EMAIL]);
    let sent = profile.messages(account_id, password_changed()).await;
    assert_eq!(addresses(&sent), [MOBILE, EMAIL]);
}

#[tokio::test]
async fn recovery_is_told_where_its_code_does_not_go() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    assert_eq!(profile.recovery(account_id, Mobile).await, [EMAIL]);
    assert_eq!(profile.recovery(account_id, Email).await, [MOBILE]);
    assert!(profile.inbox(account_id).await[0].sent);
}

#[tokio::test]
async fn recovery_with_the_only_contact_stands_in_the_inbox() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    assert_eq!(profile.recovery(account_id, Mobile).await, [""; 0]);
    assert!(!profile.inbox(account_id).await[0].sent);
}

#[tokio::test]
async fn recovery_with_a_replaced_contact_is_not_told_to_the_new_one() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.change(account_id, Mobile, NEW_MOBILE).await;
    assert_eq!(profile.recovery(account_id, Mobile).await, [""; 0]);
}

#[tokio::test]
async fn recovery_is_told_to_a_replaced_contact_of_the_other_kind() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    profile.change(account_id, Mobile, NEW_MOBILE).await;
    assert_eq!(profile.recovery(account_id, Email).await, [MOBILE]);
}

#[tokio::test]
async fn reader_of_a_message_may_stop_what_it_tells_of() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    profile.settled().await;
    let recovery = recovery_started(&profile, Mobile);
    let Subject::RecoveryStarted(started) = &recovery else {
        unreachable!("it is the subject that was asked for");
    };
    let recovery_id = started.recovery_id.strip_prefix("rcv_").unwrap().to_owned();
    let end = timestamp::write(profile.env.now() + ACTION_LIFETIME);
    let sent = profile.messages(account_id, recovery).await;
    let action = sent[0].action.clone().unwrap();
    assert_eq!(action.kind(), ActionKind::CancelRecovery);
    assert_eq!(action.object_id, recovery_id);
    assert_eq!(action.expire_time, Some(end));

    for subject in [
        new_login(&profile),
        password_changed(),
        password_reset(&profile),
    ] {
        // Ids of one moment have no order.
        profile.clock.advance(Duration::from_secs(1));
        let sent = profile.messages(account_id, subject).await;
        let notice_id = profile.newest_notice(account_id).await.uuid().to_string();
        assert_eq!(sent.len(), 2);
        for message in sent {
            let action = message.action.unwrap();
            assert_eq!(action.kind(), ActionKind::ReportNotMe);
            assert_eq!(action.account_id, account_id.to_string());
            assert_eq!(action.object_id, notice_id);
        }
    }
}

#[tokio::test]
async fn ended_access_is_told_everywhere_and_offers_nothing() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    let subject = access_ended(AccessEndCause::NotMe);
    profile.change(account_id, Mobile, NEW_MOBILE).await;
    let sent = profile.messages(account_id, subject).await;
    assert_eq!(addresses(&sent), [MOBILE, NEW_MOBILE, EMAIL]);
    for message in sent {
        assert_eq!(message.template(), MessageTemplate::AccessEnded);
        assert_eq!(message.action, None);
    }
}

#[tokio::test]
async fn every_recovery_and_every_change_is_told_at_once() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    profile.delivery.mood(Mood::Away);
    for _ in 0..10 {
        let subject = recovery_started(&profile, Mobile);
        profile.notify(notice(&profile, account_id, subject)).await;
    }
    for number in 0..5 {
        profile.clock.advance(Duration::from_secs(1));
        let address = format!("anna{number}@example.org");
        profile.change(account_id, Email, &address).await;
    }
    let inbox = profile.inbox(account_id).await;
    assert_eq!(inbox.len(), 15);
    assert!(inbox.iter().all(|item| item.sent));
    profile.delivery.mood(Mood::Answers);
    let told = profile.addressed(MessageTemplate::RecoveryStarted).await;
    assert_eq!(told, [EMAIL; 10]);
    // Of each change the number and the first address alone, which still recover access.
    let told = profile.addressed(MessageTemplate::ContactChanged).await;
    assert_eq!(told, [[MOBILE; 5], [EMAIL; 5]].concat());
}

#[tokio::test]
async fn reminder_says_the_login_to_the_contact_that_was_named() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    profile.accounts.knows(account_id, "anna.elkina");
    let sent = profile.messages(account_id, login_reminder(Email)).await;
    assert_eq!(addresses(&sent), [EMAIL]);
    let variables = &sent[0].variables;
    assert_eq!(variables.len(), 1);
    assert_eq!(variables[0].name, "login");
    assert_eq!(variables[0].value, "anna.elkina");
    assert_eq!(sent[0].action, None);
}

#[tokio::test]
async fn reminder_at_an_unconfirmed_contact_is_not_sent() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.accounts.knows(account_id, "anna.elkina");
    let sent = profile.messages(account_id, login_reminder(Email)).await;
    assert_eq!(sent, []);
}

#[tokio::test]
async fn reminder_waits_for_identity_and_ends_where_nobody_has_a_login() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.settled().await;
    profile.identity.goes_away();
    profile.accounts.knows(account_id, "anna.elkina");
    let event = notice(&profile, account_id, login_reminder(Mobile));
    profile.notify(event).await;
    assert_eq!(profile.count("outbox_event").await, 1);
    profile.identity.comes_back();
    profile.settled().await;
    assert_eq!(profile.delivery.queue().len(), 1);
    let (_, unknown) = profile.activated().await;
    let sent = profile.messages(unknown, login_reminder(Mobile)).await;
    assert_eq!(sent, []);
    assert_eq!(profile.count("outbox_event").await, 0);
}

#[tokio::test]
async fn inbox_shows_every_subject() {
    let profile = Profile::start().await;
    let account_id = profile.with_both().await;
    let changed = profile.change(account_id, Mobile, NEW_MOBILE).await;
    let undone = profile.undo_token(account_id, changed);
    profile.undo(&undone).await.unwrap();
    let subjects = [
        recovery_started(&profile, Email),
        password_reset(&profile),
        login_reminder(Mobile),
        access_ended(AccessEndCause::ContactChangeUndone),
    ];
    for subject in &subjects {
        // Ids of one moment have no order.
        profile.clock.advance(Duration::from_secs(1));
        let event = notice(&profile, account_id, subject.clone());
        profile.notify(event).await;
    }
    let inbox = profile.inbox(account_id).await.into_iter().rev();
    let mut shown: Vec<_> = inbox
        .map(|item| item.notice.unwrap().subject.unwrap())
        .collect();
    assert_eq!(shown.split_off(2), subjects);
    for subject in shown {
        let (change_id, kind) = match subject {
            Subject::ContactChanged(changed) => (changed.change_id.clone(), changed.kind()),
            Subject::ContactChangeUndone(undone) => (undone.change_id.clone(), undone.kind()),
            other => panic!("{other:?}"),
        };
        assert_eq!(change_id.parse::<ContactChangeId>(), Ok(changed));
        assert_eq!(kind, Mobile);
    }
}
