//! What `kabinet dev` tells the services; a variable that is set wins.

use std::path::Path;

use super::{Plan, databases::DatabaseAccess, ports::Ports};

/// Billing systems that may feed contracts: the small operator, files of a person's own, and the
/// tour.
const SOURCES: &str = "demo,import,tour";

/// Returns variables and their values.
pub(super) fn of(plan: &Plan, keys: &Path, access: &DatabaseAccess) -> Vec<(String, String)> {
    let ports = plan.ports;
    let mut settings = addresses(ports);
    settings.extend([
        ("IDENTITY_REDIS_URL".to_owned(), access.redis.clone()),
        ("VERIFICATION_REDIS_URL".to_owned(), access.redis.clone()),
        ("SUBSCRIPTIONS_SOURCES".to_owned(), SOURCES.to_owned()),
        ("TELEMETRY_LOG_FORMAT".to_owned(), "text".to_owned()),
    ]);
    settings.extend(delivery(plan));
    settings.extend(demo_contracts());
    settings.extend(short_rests());
    for urls in &access.roles {
        let section = urls.service.to_uppercase();
        settings.push((format!("{section}_REFLECTION"), "on".to_owned()));
        let ring = keys.join(urls.service).display().to_string();
        settings.push((format!("{section}_DATABASE_URL"), urls.app.clone()));
        settings.push((
            format!("{section}_DATABASE_MIGRATE_URL"),
            urls.owner.clone(),
        ));
        settings.push((format!("{section}_KEYS_DIR"), ring));
    }
    settings
}

/// Says where each service listens, and where it finds the others.
fn addresses(ports: Ports) -> Vec<(String, String)> {
    let services = [
        ("IDENTITY", ports.identity()),
        ("PROFILE", ports.profile()),
        ("VERIFICATION", ports.verification()),
        ("SUBSCRIPTIONS", ports.subscriptions()),
    ];
    let mut settings = Vec::new();
    for (section, address) in services {
        settings.push((format!("{section}_LISTEN"), address.to_string()));
        for peer in peers(section) {
            let (_, address) = services
                .iter()
                .find(|(name, _)| name == peer)
                .expect("a peer is a service");
            settings.push((format!("{section}_{peer}_URL"), format!("http://{address}")));
        }
    }
    settings
}

/// Names the services that one calls.
fn peers(section: &str) -> &'static [&'static str] {
    match section {
        "IDENTITY" => &["PROFILE", "VERIFICATION"],
        "PROFILE" => &["IDENTITY", "VERIFICATION"],
        "SUBSCRIPTIONS" => &["IDENTITY", "PROFILE", "VERIFICATION"],
        _ => &[],
    }
}

/// Lets one person after the other try the few demo contracts: the limits that protect a holder
/// would refuse the fourth of a day.
fn demo_contracts() -> [(String, String); 6] {
    [
        ("SUBSCRIPTIONS_CHALLENGES_PER_DAY", "1000"),
        ("SUBSCRIPTIONS_CHALLENGES_PER_MONTH", "1000"),
        ("VERIFICATION_OWNERSHIP_SMS_PER_HOUR", "200"),
        ("VERIFICATION_OWNERSHIP_SMS_PER_DAY", "200"),
        ("VERIFICATION_OWNERSHIP_EMAIL_PER_HOUR", "200"),
        ("VERIFICATION_OWNERSHIP_EMAIL_PER_DAY", "200"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
}

/// Lets one who tries everything in a row wait for a code for seconds only.
fn short_rests() -> [(String, String); 3] {
    ["OWNERSHIP", "RECOVERY", "CONTACT"].map(|purpose| {
        let name = format!("VERIFICATION_{purpose}_COOLDOWN_SECONDS");
        (name, "5".to_owned())
    })
}

/// Points delivery to the sinks.
fn delivery(plan: &Plan) -> [(String, String); 6] {
    let (smtp, smsc) = (plan.ports.smtp(), plan.ports.smsc());
    [
        ("VERIFICATION_SMTP_HOST", smtp.ip().to_string()),
        ("VERIFICATION_SMTP_PORT", smtp.port().to_string()),
        ("VERIFICATION_SMTP_SECURITY", "none".to_owned()),
        ("VERIFICATION_SMPP_ADDRESS", smsc.to_string()),
        ("VERIFICATION_SMPP_SYSTEM_ID", "kabinet".to_owned()),
        ("VERIFICATION_SMPP_PASSWORD", "kabinet".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}
