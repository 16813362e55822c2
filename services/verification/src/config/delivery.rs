use std::time::Duration;

use kabinet_config::Reader;
use secrecy::ExposeSecret as _;
use url::Url;

use crate::delivery::{Security, SmppConfig, SmtpConfig, Templates, Wording, WorkerSettings};
use crate::domain::Policies;

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
    /// Notices that may wait at one time.
    pub notice_queue: u32,
}

pub(super) fn read(reader: &mut Reader<'_>, wording: &Wording) -> DeliveryConfig {
    DeliveryConfig {
        smtp: smtp(reader, wording),
        smpp: smpp(reader),
        worker: WorkerSettings {
            concurrency: reader.number("delivery_concurrency", 16, 1..=256),
            notice_concurrency: reader.number("notice_concurrency", 4, 1..=64),
            ..WorkerSettings::default()
        },
        notice_queue: reader.number("notice_queue", 100_000, 1..=10_000_000),
    }
}

/// Messages that would be cut into too many parts, or say more than one line, are a mistake of the configuration.
pub(super) fn check_wording(reader: &mut Reader<'_>, wording: &Wording, policies: &Policies) {
    check_line(reader, "service_name", &wording.service_name);
    // The last line of a text message is read by browsers: one host name and nothing else.
    let is_host_character = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
    if wording.web_host.is_empty() || !wording.web_host.bytes().all(is_host_character) {
        reader.problem("web_host", "must be a host name");
    }
    if let Err(error) = Templates::load(wording, policies) {
        reader.problem("web_host", error.to_string());
    }
}

/// A link is read by machines on its way and by people: it leads to one page, by TLS, and the rest of
/// it is the token.
pub(super) fn action_url(reader: &mut Reader<'_>, web_host: &str) -> String {
    let text = reader.text("action_url", Some(&format!("https://{web_host}/a")));
    let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    match Url::parse(&text) {
        Ok(url) if is_visible && is_page(&url) => url.into(),
        _ => {
            let message =
                "must be an https URL without user, query and fragment (http to loopback)";
            reader.problem("action_url", message);
            text
        }
    }
}

fn is_page(url: &Url) -> bool {
    let is_safe = match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => LOOPBACK.contains(&host.trim_matches(['[', ']'])),
        _ => false,
    };
    is_safe
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

/// A line break would be a header of its own in an e-mail.
fn check_line(reader: &mut Reader<'_>, key: &str, text: &str) {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        reader.problem(key, "must be one line of text");
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
    let from_name = reader.text("smtp_from_name", Some(&wording.service_name));
    check_line(reader, "smtp_from_name", &from_name);
    SmtpConfig {
        host,
        port: reader.number("smtp_port", 7125, 1..=65_535),
        security,
        credentials: user.zip(password),
        from_address,
        from_name,
        // Shorter than the lease of a message.
        timeout: reader.duration_seconds("smtp_timeout_seconds", 10, 1..=10),
        connections: reader.number("smtp_connections", 8, 1..=64),
    }
}

fn smpp(reader: &mut Reader<'_>) -> SmppConfig {
    let system_id = reader.text("smpp_system_id", Some("kabinet"));
    check_fits(reader, "smpp_system_id", &system_id, 15);
    let password = reader.secret("smpp_password");
    check_fits(reader, "smpp_password", password.expose_secret(), 8);
    SmppConfig {
        address: smpp_address(reader),
        system_id,
        password,
        source: source(reader),
        window: reader.number("smpp_window", 16, 1..=256),
        // Shorter, with the wait for room, than the lease of a message.
        response_timeout: reader.duration_seconds("smpp_response_timeout_seconds", 5, 1..=10),
        enquire_link: reader.duration_seconds("smpp_enquire_link_seconds", 30, 1..=600),
        first_reconnect: Duration::from_millis(500),
        throttle_pause: Duration::from_secs(1),
    }
}

/// SMPP has no encryption of its own: numbers and codes leave this machine only on a way that the
/// operator calls private in so many words.
fn smpp_address(reader: &mut Reader<'_>) -> String {
    let address = reader.text("smpp_address", Some("127.0.0.1:7175"));
    let way = reader.choice(
        "smpp_plaintext",
        &["loopback", "private-network"],
        "loopback",
    );
    let host = match address.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() && !host.is_empty() => host,
        _ => {
            reader.problem("smpp_address", "must be host:port");
            return address;
        }
    };
    if way == "loopback" && !LOOPBACK.contains(&host.trim_matches(['[', ']'])) {
        let message = "must be loopback unless smpp_plaintext is private-network";
        reader.problem("smpp_address", message);
    }
    address
}

/// What a bind has room for (SMPP 3.4, 5.2.1 and 5.2.2).
fn check_fits(reader: &mut Reader<'_>, key: &str, text: &str, most: usize) {
    if text.len() > most || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let message = format!("must be at most {most} visible ASCII characters");
        reader.problem(key, message);
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
