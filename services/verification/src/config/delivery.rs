use std::time::Duration;

use kabinet_config::Reader;

use crate::delivery::{Security, SmppConfig, SmtpConfig, Templates, Wording, WorkerSettings};
use crate::domain::Policy;

const LOOPBACK: [&str; 3] = ["127.0.0.1", "::1", "localhost"];

/// How messages travel.
#[derive(Clone, Debug)]
pub struct DeliveryConfig {
    /// The mail server.
    pub smtp: SmtpConfig,
    /// The message centre.
    pub smpp: SmppConfig,
    /// The workers.
    pub worker: WorkerSettings,
}

pub(super) fn read(reader: &mut Reader<'_>, wording: &Wording) -> DeliveryConfig {
    DeliveryConfig {
        smtp: smtp(reader, wording),
        smpp: smpp(reader),
        worker: WorkerSettings {
            concurrency: reader.number("delivery_concurrency", 16, 1..=256),
            ..WorkerSettings::default()
        },
    }
}

/// Messages that would be cut in two are a mistake of the configuration.
pub(super) fn check_wording(reader: &mut Reader<'_>, wording: &Wording, policy: &Policy) {
    if let Err(error) = Templates::load(wording, policy) {
        reader.problem("web_host", error.to_string());
    }
}

fn smtp(reader: &mut Reader<'_>, wording: &Wording) -> SmtpConfig {
    let host = reader.text("smtp_host", Some("127.0.0.1"));
    let choice = reader.choice("smtp_security", &["starttls", "tls", "none"], "starttls");
    let security = match choice.as_str() {
        "tls" => Security::Tls,
        "none" => Security::None,
        _ => Security::StartTls,
    };
    if security == Security::None && !LOOPBACK.contains(&host.as_str()) {
        reader.problem(
            "smtp_security",
            "may be none only when smtp_host is loopback",
        );
    }
    let user = reader.optional_text("smtp_user");
    let password = reader.optional_secret("smtp_password");
    if user.is_some() != password.is_some() {
        reader.problem("smtp_user", "must be given together with smtp_password");
    }
    let from_address = reader.text("smtp_from_address", Some("no-reply@kabinet.example.com"));
    if kabinet_domain::EmailAddress::parse(&from_address).is_err() {
        reader.problem("smtp_from_address", "must be an e-mail address");
    }
    SmtpConfig {
        host,
        port: reader.number("smtp_port", 7125, 1..=65_535),
        security,
        credentials: user.zip(password),
        from_address,
        from_name: reader.text("smtp_from_name", Some(&wording.service_name)),
        // Shorter than the lease of a message.
        timeout: reader.duration_seconds("smtp_timeout_seconds", 10, 1..=10),
        connections: reader.number("smtp_connections", 8, 1..=64),
    }
}

fn smpp(reader: &mut Reader<'_>) -> SmppConfig {
    SmppConfig {
        address: reader.text("smpp_address", Some("127.0.0.1:7175")),
        system_id: reader.text("smpp_system_id", Some("kabinet")),
        password: reader.secret("smpp_password"),
        source: source(reader),
        window: reader.number("smpp_window", 16, 1..=256),
        // Shorter, with the wait for room, than the lease of a message.
        response_timeout: reader.duration_seconds("smpp_response_timeout_seconds", 5, 1..=10),
        enquire_link: reader.duration_seconds("smpp_enquire_link_seconds", 30, 1..=600),
        first_reconnect: Duration::from_millis(500),
        throttle_pause: Duration::from_secs(1),
    }
}

/// Digits, or what an alphanumeric sender has room for (3GPP TS 23.040, 9.1.2.5).
fn source(reader: &mut Reader<'_>) -> String {
    let source = reader.text("smpp_source", Some("Kabinet"));
    let digits = source.bytes().all(|byte| byte.is_ascii_digit());
    let most = if digits { 15 } else { 11 };
    let plain = source
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b' ');
    if source.len() > most || !plain {
        reader.problem(
            "smpp_source",
            "must be at most 15 digits, or at most 11 letters, digits and spaces",
        );
    }
    source
}
