use kabinet_domain::ContactKind;
use serde::Deserialize;

use crate::domain::{Purpose, ServiceKind, Template};

/// The texts of one language as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    code: Codes,
    notice: Notices,
    service_kind: ServiceKinds,
    contact_kind: ContactKinds,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    registration: CodeSource,
    ownership: CodeSource,
    recovery: CodeSource,
    contact: CodeSource,
}

/// What a message with a code says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeSource {
    pub(super) sms: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notices {
    new_login: NoticeSource,
    password_changed: NoticeSource,
    service_linked: NoticeSource,
    service_unlinked: NoticeSource,
    holder_changed: NoticeSource,
    personal_data_changed: NoticeSource,
    recovery_started: NoticeSource,
    password_reset: NoticeSource,
    login_reminder: NoticeSource,
    access_ended: NoticeSource,
    contact_changed: NoticeSource,
    contact_change_undone: NoticeSource,
}

/// What a notice says; its HTML is made of the text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticeSource {
    pub(super) sms: String,
    pub(super) subject: String,
    pub(super) text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceKinds {
    mobile: String,
    landline: String,
    broadband: String,
    tv: String,
    other: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactKinds {
    mobile: String,
    email: String,
}

impl Source {
    pub(super) fn code(&self, purpose: Purpose) -> &CodeSource {
        match purpose {
            Purpose::Registration => &self.code.registration,
            Purpose::Ownership => &self.code.ownership,
            Purpose::Recovery => &self.code.recovery,
            Purpose::Contact => &self.code.contact,
        }
    }

    pub(super) fn notice(&self, template: Template) -> &NoticeSource {
        let notices = &self.notice;
        match template {
            Template::NewLogin => &notices.new_login,
            Template::PasswordChanged => &notices.password_changed,
            Template::ServiceLinked => &notices.service_linked,
            Template::ServiceUnlinked => &notices.service_unlinked,
            Template::HolderChanged => &notices.holder_changed,
            Template::PersonalDataChanged => &notices.personal_data_changed,
            Template::RecoveryStarted => &notices.recovery_started,
            Template::PasswordReset => &notices.password_reset,
            Template::LoginReminder => &notices.login_reminder,
            Template::AccessEnded => &notices.access_ended,
            Template::ContactChanged => &notices.contact_changed,
            Template::ContactChangeUndone => &notices.contact_change_undone,
        }
    }

    pub(super) fn service_kind(&self, kind: ServiceKind) -> &str {
        let kinds = &self.service_kind;
        match kind {
            ServiceKind::Mobile => &kinds.mobile,
            ServiceKind::Landline => &kinds.landline,
            ServiceKind::Broadband => &kinds.broadband,
            ServiceKind::Tv => &kinds.tv,
            ServiceKind::Other => &kinds.other,
        }
    }

    pub(super) fn contact_kind(&self, kind: ContactKind) -> &str {
        match kind {
            ContactKind::Mobile => &self.contact_kind.mobile,
            ContactKind::Email => &self.contact_kind.email,
        }
    }
}
