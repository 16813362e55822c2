//! Everything that the service is told; the only place that reads it.

mod limits;
mod passwords;
mod registration;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use kabinet_config::{Reader, Sources};
use kabinet_database::DatabaseConfig;
use kabinet_peer::read_endpoint;
use kabinet_seal::KeyRing;
use kabinet_server::ServerConfig;
use secrecy::SecretString;
use tonic::transport::Endpoint;

use crate::app::limits::Limits;
use crate::domain::recovery::Demand;
use crate::domain::session::{LONGEST_ACCESS_TOKEN, Lifetimes};
use crate::throttle;
use crate::vault::KeyRings;
use passwords::PasswordConfig;
use registration::RegistrationConfig;

/// Address that the service listens on unless told otherwise.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7101);
/// Where the peers answer unless told otherwise.
const PROFILE: &str = "http://127.0.0.1:7102";
const VERIFICATION: &str = "http://127.0.0.1:7103";
const DAY_SECONDS: u64 = 24 * 60 * 60;

/// Configuration of the service: section `[identity]`, variables `IDENTITY_…`.
#[derive(Debug)]
pub struct Config {
    /// How it serves.
    pub server: ServerConfig,
    /// Its schema.
    pub database: DatabaseConfig,
    /// Its keys.
    pub keys: KeyRings,
    /// Where its counters are; the address may hold a password.
    pub redis_url: SecretString,
    /// What every Redis key begins with.
    pub redis_key_prefix: String,
    /// A Redis that takes longer is away.
    pub redis_timeout: Duration,
    /// Where profile answers.
    pub profile: Endpoint,
    /// Where verification answers.
    pub verification: Endpoint,
    /// Issuer of access tokens.
    pub token_issuer: String,
    pub(crate) lifetimes: Lifetimes,
    pub(crate) limits: Limits,
    pub(crate) registration: RegistrationConfig,
    pub(crate) recovery_demand: Demand,
    pub(crate) passwords: PasswordConfig,
}

impl Config {
    /// Reads the section; what is wrong is collected in the sources.
    pub fn read(sources: &Sources) -> Self {
        let mut reader = sources.section("identity");
        let config = Self {
            server: ServerConfig::read(&mut reader, LISTEN),
            database: DatabaseConfig::read(&mut reader),
            keys: keys(&mut reader),
            redis_url: redis_url(&mut reader),
            redis_key_prefix: reader.text("redis_key_prefix", Some("kabinet:")),
            redis_timeout: Duration::from_millis(reader.number(
                "redis_timeout_milliseconds",
                250,
                10..=10_000,
            )),
            profile: read_endpoint(&mut reader, "profile_url", PROFILE),
            verification: read_endpoint(&mut reader, "verification_url", VERIFICATION),
            token_issuer: reader.text("token_issuer", Some("kabinet")),
            lifetimes: lifetimes(&mut reader),
            limits: limits::read(&mut reader),
            registration: RegistrationConfig::read(&mut reader),
            recovery_demand: recovery_demand(&mut reader),
            passwords: PasswordConfig::read(&mut reader),
        };
        reader.finish();
        config
    }
}

fn redis_url(reader: &mut Reader<'_>) -> SecretString {
    use secrecy::ExposeSecret as _;
    let url = reader.secret("redis_url");
    let text = url.expose_secret();
    // A missing URL has been reported already.
    if !text.is_empty() && !throttle::is_redis_url(text) {
        reader.problem("redis_url", "must be a URL like redis://127.0.0.1:6379");
    }
    url
}

/// One directory is enough; one for a use makes that use rotate by itself.
fn keys(reader: &mut Reader<'_>) -> KeyRings {
    let general = KeyRing::read(reader, "keys_dir");
    let own = |reader: &mut Reader<'_>, name| {
        KeyRing::read_optional(reader, name).unwrap_or_else(|| general.clone())
    };
    KeyRings {
        index: own(reader, "index_keys_dir"),
        pepper: own(reader, "pepper_keys_dir"),
        signing: own(reader, "signing_keys_dir"),
        general,
    }
}

/// Personal data may be demanded beside the code, never instead of it (ASVS 5.0, 6.4.2).
fn recovery_demand(reader: &mut Reader<'_>) -> Demand {
    let demanded = reader.choice("recovery_requires_personal_data", &["on", "off"], "off");
    match demanded.as_str() {
        "on" => Demand::CodeAndPersonalData,
        _ => Demand::Code,
    }
}

fn lifetimes(reader: &mut Reader<'_>) -> Lifetimes {
    let lifetimes = Lifetimes {
        access_token: reader.duration_seconds(
            "access_token_seconds",
            300,
            60..=LONGEST_ACCESS_TOKEN.as_secs(),
        ),
        idle: reader.duration_seconds(
            "session_idle_seconds",
            30 * DAY_SECONDS,
            900..=365 * DAY_SECONDS,
        ),
        absolute: reader.duration_seconds(
            "session_absolute_seconds",
            90 * DAY_SECONDS,
            900..=3 * 365 * DAY_SECONDS,
        ),
    };
    if lifetimes.idle > lifetimes.absolute {
        reader.problem(
            "session_idle_seconds",
            "must not be longer than session_absolute_seconds",
        );
    }
    lifetimes
}

/// Reads a file that the key may name; one that cannot be read is a problem.
fn optional_file(reader: &mut Reader<'_>, name: &str) -> Option<String> {
    let path = reader.optional_path(name)?;
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            reader.problem(name, format!("must name a file in UTF-8: {error}"));
            None
        }
    }
}
