use serde::Deserialize;

use crate::domain::{Purpose, ServiceKind, Template};

/// The texts of one language as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    code: Codes,
    notice: Notices,
    service_kind: ServiceKinds,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    registration: CodeSource,
    ownership: CodeSource,
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

impl Source {
    pub(super) fn code(&self, purpose: Purpose) -> &CodeSource {
        match purpose {
            Purpose::Registration => &self.code.registration,
            Purpose::Ownership => &self.code.ownership,
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
}
