//! Everything that the service is told; the only place that reads it.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use kabinet_config::{Reader, Sources};
use kabinet_database::DatabaseConfig;
use kabinet_peer::read_endpoint;
use kabinet_seal::KeyRing;
use kabinet_server::ServerConfig;
use tonic::transport::Endpoint;

use crate::domain::catalog::Catalog;
use crate::domain::limits::{Budget, Limits};
use crate::domain::sources::BillingSources;

/// Address that the service listens on unless told otherwise.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7104);
/// Where the peers answer unless told otherwise.
const IDENTITY: &str = "http://127.0.0.1:7101";
const PROFILE: &str = "http://127.0.0.1:7102";
const VERIFICATION: &str = "http://127.0.0.1:7103";
/// Days that a contract has had its contact before the contact proves anything.
const CONTACT_AGE_DAYS: u32 = 30;
const LINK_TTL_SECONDS: u64 = 3_600;

/// Configuration of the service: section `[subscriptions]`, variables `SUBSCRIPTIONS_…`.
#[derive(Debug)]
pub struct Config {
    /// How it serves.
    pub(crate) server: ServerConfig,
    /// Its schema.
    pub(crate) database: DatabaseConfig,
    /// Its keys.
    pub(crate) keys: KeyRing,
    /// Where identity answers.
    pub(crate) identity: Endpoint,
    /// Where profile answers.
    pub(crate) profile: Endpoint,
    /// Where verification answers.
    pub(crate) verification: Endpoint,
    /// Issuer of access tokens.
    pub(crate) token_issuer: String,
    /// Billing systems that may write.
    pub(crate) sources: BillingSources,
    /// What can be linked.
    pub(crate) catalog: Catalog,
    /// How long a contract has had its contact before the contact proves anything.
    pub(crate) contact_age: Duration,
    /// How long a link waits for its proof.
    pub(crate) link_lifetime: Duration,
    /// How often linking may be tried.
    pub(crate) limits: Limits,
}

impl Config {
    /// Reads the section; what is wrong is collected in the sources.
    pub(crate) fn read(sources: &Sources) -> Self {
        let mut reader = sources.section("subscriptions");
        let config = Self {
            server: ServerConfig::read(&mut reader, LISTEN),
            database: DatabaseConfig::read(&mut reader),
            keys: KeyRing::read(&mut reader, "keys_dir"),
            identity: read_endpoint(&mut reader, "identity_url", IDENTITY),
            profile: read_endpoint(&mut reader, "profile_url", PROFILE),
            verification: read_endpoint(&mut reader, "verification_url", VERIFICATION),
            token_issuer: reader.text("token_issuer", Some("kabinet")),
            sources: billing_sources(&mut reader),
            catalog: catalog(&mut reader),
            contact_age: days(reader.number("contact_age_days", CONTACT_AGE_DAYS, 0..=365)),
            link_lifetime: reader.duration_seconds(
                "link_ttl_seconds",
                LINK_TTL_SECONDS,
                60..=86_400,
            ),
            limits: limits(&mut reader),
        };
        reader.finish();
        config
    }
}

fn days(number: u32) -> Duration {
    const DAY: Duration = Duration::from_hours(24);
    DAY * number
}

fn limits(reader: &mut Reader<'_>) -> Limits {
    Limits {
        identifiers: budget(
            reader,
            ["identifiers_per_day", "identifiers_per_month"],
            [5, 20],
        ),
        challenges: budget(
            reader,
            ["challenges_per_day", "challenges_per_month"],
            [3, 10],
        ),
        links_per_account: reader.number("links_per_account", 50, 1..=1_000),
    }
}

fn budget(reader: &mut Reader<'_>, names: [&str; 2], defaults: [u32; 2]) -> Budget {
    let budget = Budget {
        per_day: reader.number(names[0], defaults[0], 1..=1_000),
        per_month: reader.number(names[1], defaults[1], 1..=10_000),
    };
    if budget.per_day > budget.per_month {
        reader.problem(names[0], format!("must not be greater than {}", names[1]));
    }
    budget
}

fn billing_sources(reader: &mut Reader<'_>) -> BillingSources {
    let Some(text) = reader.optional_text("sources") else {
        return BillingSources::none();
    };
    BillingSources::parse(&text).unwrap_or_else(|error| {
        reader.problem("sources", error.to_string());
        BillingSources::none()
    })
}

fn catalog(reader: &mut Reader<'_>) -> Catalog {
    let Some(path) = reader.optional_path("service_kinds_file") else {
        return Catalog::russian_federation();
    };
    let parsed = fs::read_to_string(path)
        .map_err(|error| error.to_string())
        .and_then(|text| Catalog::parse(&text).map_err(|error| error.to_string()));
    parsed.unwrap_or_else(|error| {
        reader.problem("service_kinds_file", error);
        Catalog::russian_federation()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_told_at_once_and_once() {
        let sources = Sources::from_pairs([
            ("SUBSCRIPTIONS_DATABASE_URL", "mysql://localhost"),
            (
                "SUBSCRIPTIONS_IDENTITY_URL",
                "http://identity.example.com:7101",
            ),
            ("SUBSCRIPTIONS_SOURCES", "Demo"),
            (
                "SUBSCRIPTIONS_SERVICE_KINDS_FILE",
                "/nonexistent/kinds.toml",
            ),
            ("SUBSCRIPTIONS_IDENTIFIERS_PER_DAY", "21"),
            ("SUBSCRIPTIONS_LINK_TTL_SECONDS", "1"),
            ("SUBSCRIPTIONS_COLOUR", "red"),
        ]);
        Config::read(&sources);
        let problems = sources.problems();
        let mut keys: Vec<_> = problems
            .iter()
            .map(|problem| problem.key.in_environment())
            .collect();
        keys.sort();
        assert_eq!(
            keys,
            [
                "SUBSCRIPTIONS_COLOUR",
                "SUBSCRIPTIONS_DATABASE_URL",
                "SUBSCRIPTIONS_IDENTIFIERS_PER_DAY",
                "SUBSCRIPTIONS_IDENTITY_URL",
                "SUBSCRIPTIONS_KEYS_DIR",
                "SUBSCRIPTIONS_LINK_TTL_SECONDS",
                "SUBSCRIPTIONS_SERVICE_KINDS_FILE",
                "SUBSCRIPTIONS_SOURCES",
            ]
        );
    }
}
