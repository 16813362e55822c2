//! Notices, as other services tell them and people read them.

use std::time::Duration;

use kabinet_env::id::{AccountId, LinkId, RecoveryId, SessionId};
use kabinet_proto::{
    profile::v1::{InboxItem, ListInboxRequest, NotifyRequest, NotifyResponse},
    timestamp,
    types::v1::{
        AccessEndCause, AccessEnded, ContactKind, Event, LoginReminder, NewLogin, Notice,
        PasswordChanged, PasswordReset, PersonalDataChanged, RecoveryStarted, ServiceKind,
        ServiceLinked, ServiceUnlinked, UnlinkCause, event::Fact, notice::Subject,
    },
};
use tonic::{Response, Status};

use super::{CallAs, PATIENCE, Profile, request_id};

pub(crate) fn new_login(profile: &Profile) -> Subject {
    Subject::NewLogin(NewLogin {
        session_id: SessionId::new(&profile.env).to_string(),
    })
}

pub(crate) fn password_changed() -> Subject {
    Subject::PasswordChanged(PasswordChanged {})
}

pub(crate) fn personal_data_changed() -> Subject {
    Subject::PersonalDataChanged(PersonalDataChanged {})
}

pub(crate) fn service_linked(profile: &Profile, kind: ServiceKind) -> Subject {
    Subject::ServiceLinked(ServiceLinked {
        link_id: LinkId::new(&profile.env).to_string(),
        kind: kind.into(),
    })
}

pub(crate) fn service_unlinked(profile: &Profile, cause: UnlinkCause) -> Subject {
    Subject::ServiceUnlinked(ServiceUnlinked {
        link_id: LinkId::new(&profile.env).to_string(),
        kind: ServiceKind::Tv.into(),
        cause: cause.into(),
    })
}

pub(crate) fn recovery_started(profile: &Profile, code_kind: ContactKind) -> Subject {
    Subject::RecoveryStarted(RecoveryStarted {
        recovery_id: RecoveryId::new(&profile.env).to_string(),
        code_kind: code_kind.into(),
    })
}

pub(crate) fn password_reset(profile: &Profile) -> Subject {
    Subject::PasswordReset(PasswordReset {
        recovery_id: RecoveryId::new(&profile.env).to_string(),
    })
}

pub(crate) fn login_reminder(contact_kind: ContactKind) -> Subject {
    Subject::LoginReminder(LoginReminder {
        contact_kind: contact_kind.into(),
    })
}

pub(crate) fn access_ended(cause: AccessEndCause) -> Subject {
    Subject::AccessEnded(AccessEnded {
        cause: cause.into(),
    })
}

/// Something that happens to an account now, in no particular language.
pub(crate) fn notice(profile: &Profile, account_id: AccountId, subject: Subject) -> Event {
    notice_in("", profile, account_id, subject)
}

pub(crate) fn notice_in(
    language: &str,
    profile: &Profile,
    account_id: AccountId,
    subject: Subject,
) -> Event {
    Event {
        event_id: request_id(profile),
        occur_time: Some(timestamp::write(profile.env.now())),
        fact: Some(Fact::Notice(Notice {
            account_id: account_id.to_string(),
            language: language.to_owned(),
            subject: Some(subject),
        })),
    }
}

impl Profile {
    /// Hands over an event as the service does that it is of.
    pub(crate) async fn try_notify(
        &self,
        event: Event,
    ) -> Result<Response<NotifyResponse>, Status> {
        let caller = match &event.fact {
            Some(Fact::Notice(Notice {
                subject: Some(Subject::ServiceLinked(_) | Subject::ServiceUnlinked(_)),
                ..
            })) => "service/subscriptions",
            _ => "service/identity",
        };
        self.try_notify_as(caller, event).await
    }

    /// Hands over an event as some service does.
    pub(crate) async fn try_notify_as(
        &self,
        caller: &str,
        event: Event,
    ) -> Result<Response<NotifyResponse>, Status> {
        let request = NotifyRequest { event: Some(event) };
        let mut notifications = self.notifications(CallAs::caller(caller));
        notifications.notify(request).await
    }

    pub(crate) async fn notify(&self, event: Event) {
        self.try_notify(event).await.unwrap();
    }

    /// Shows a person the first page of their inbox.
    pub(crate) async fn inbox(&self, account_id: AccountId) -> Vec<InboxItem> {
        let token = self.identity.log_in(account_id);
        let mut notifications = self.notifications(CallAs::person(&token));
        let request = ListInboxRequest::default();
        notifications
            .list_inbox(request)
            .await
            .unwrap()
            .into_inner()
            .items
    }

    /// Waits until nothing is left to deliver; the relay's pauses pass at once.
    pub(crate) async fn settled(&self) {
        let settled = async { while self.lets_relay_work().await {} };
        let settled = tokio::time::timeout(PATIENCE, settled).await;
        settled.expect("the outbox keeps an event");
    }

    /// Lets time pass while the relay rests, and tells whether it has something left to deliver.
    pub(crate) async fn lets_relay_work(&self) -> bool {
        // While it delivers no time passes: it would lose its lease, and deliver twice. A lease ends at a
        // whole second of the tests' clock, a pause at a fraction of one.
        let rests = "SELECT bool_or(
                 available_time <> date_trunc('second', available_time)
                 OR (attempts = 0 AND available_time > create_time)
             )
             AND NOT bool_or(
                 attempts > 0 AND available_time = date_trunc('second', available_time)
             )
             FROM profile.outbox_event
             WHERE state = 'PENDING'";
        let rests: Option<bool> = sqlx::query_scalar(rests)
            .fetch_one(&self.pool)
            .await
            .unwrap();
        if rests == Some(true) {
            self.clock.advance(Duration::from_secs(1));
        }
        rests.is_some()
    }

    /// Confirms the e-mail address of an account.
    pub(crate) async fn confirm_email(&self, account_id: AccountId) {
        let statement = "UPDATE profile.contact_point
             SET state = 'CONFIRMED', confirm_time = create_time
             WHERE account_id = $1 AND kind = 'EMAIL'";
        let update = sqlx::query(statement).bind(account_id.uuid());
        update.execute(&self.pool).await.unwrap();
    }
}
