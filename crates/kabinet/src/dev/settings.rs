//! What `kabinet dev` tells the services; a variable that is set wins.

use std::path::Path;

use super::{Plan, databases::DatabaseAccess};

/// Returns variables and their values.
pub(super) fn of(plan: &Plan, keys: &Path, access: &DatabaseAccess) -> Vec<(String, String)> {
    let ports = plan.ports;
    let mut settings = vec![
        ("IDENTITY_LISTEN".to_owned(), ports.identity().to_string()),
        ("PROFILE_LISTEN".to_owned(), ports.profile().to_string()),
        (
            "VERIFICATION_LISTEN".to_owned(),
            ports.verification().to_string(),
        ),
        (
            "IDENTITY_PROFILE_URL".to_owned(),
            format!("http://{}", ports.profile()),
        ),
        (
            "IDENTITY_VERIFICATION_URL".to_owned(),
            format!("http://{}", ports.verification()),
        ),
        (
            "PROFILE_IDENTITY_URL".to_owned(),
            format!("http://{}", ports.identity()),
        ),
        ("IDENTITY_REDIS_URL".to_owned(), access.redis.clone()),
        ("VERIFICATION_REDIS_URL".to_owned(), access.redis.clone()),
        ("TELEMETRY_LOG_FORMAT".to_owned(), "text".to_owned()),
    ];
    settings.extend(delivery(plan));
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
