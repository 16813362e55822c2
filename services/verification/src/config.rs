//! Everything that the service is told; the only place that reads it.

mod delivery;
mod policy;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use kabinet_config::{Reader, Sources};
use kabinet_database::DatabaseConfig;
use kabinet_seal::KeyRing;
use kabinet_server::ServerConfig;
use secrecy::{ExposeSecret as _, SecretString};

use crate::codes::{self, CodesConfig};
use crate::delivery::Wording;
use crate::domain::{Policies, Policy};

pub use delivery::DeliveryConfig;

/// Address that the service listens on unless told otherwise.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7103);

/// Configuration of the service: section `[verification]`, variables `VERIFICATION_…`.
#[derive(Clone, Debug)]
pub struct Config {
    /// How it serves.
    pub server: ServerConfig,
    /// Its schema.
    pub database: DatabaseConfig,
    /// Its Redis.
    pub codes: CodesConfig,
    /// Its keys.
    pub keys: KeyRing,
    /// The numbers of registrations.
    pub registration: Policy,
    /// The numbers of proofs of ownership.
    pub ownership: Policy,
    /// The numbers of recoveries.
    pub recovery: Policy,
    /// The numbers of contacts of an account.
    pub contact: Policy,
    /// Words of the operator in messages.
    pub wording: Wording,
    /// How messages travel.
    pub delivery: DeliveryConfig,
}

impl Config {
    /// Reads the section; what is wrong is collected in the sources.
    pub fn read(sources: &Sources) -> Self {
        let mut reader = sources.section("verification");
        let registration = policy::read(&mut reader, "registration", &Policy::default());
        let ownership = policy::read(&mut reader, "ownership", &Policy::ownership());
        let recovery = policy::read(&mut reader, "recovery", &Policy::recovery());
        let contact = policy::read(&mut reader, "contact", &Policy::contact());
        let service_name = reader.text("service_name", Some("Kabinet"));
        let web_host = reader.text("web_host", Some("kabinet.example.com"));
        let wording = Wording {
            action_url: delivery::action_url(&mut reader, &web_host),
            service_name,
            web_host,
        };
        let config = Self {
            server: ServerConfig::read(&mut reader, LISTEN),
            database: DatabaseConfig::read(&mut reader),
            codes: codes(&mut reader),
            keys: KeyRing::read(&mut reader, "keys_dir"),
            delivery: delivery::read(&mut reader, &wording),
            registration,
            ownership,
            recovery,
            contact,
            wording,
        };
        delivery::check_wording(&mut reader, &config.wording, &config.policies());
        reader.finish();
        config
    }

    /// Returns the numbers of every purpose.
    pub(crate) fn policies(&self) -> Policies {
        Policies {
            registration: self.registration.clone(),
            ownership: self.ownership.clone(),
            recovery: self.recovery.clone(),
            contact: self.contact.clone(),
        }
    }
}

fn codes(reader: &mut Reader<'_>) -> CodesConfig {
    let timeout = reader.number("redis_timeout_milliseconds", 1_000, 10..=10_000);
    let wait = reader.number("counters_wait_milliseconds", 1_500, 10..=10_000);
    CodesConfig {
        url: redis_url(reader),
        key_prefix: reader.text("redis_key_prefix", Some("kabinet:verification:")),
        response_timeout: Duration::from_millis(timeout),
        counters_wait: Duration::from_millis(wait),
    }
}

fn redis_url(reader: &mut Reader<'_>) -> SecretString {
    let url = reader.secret("redis_url");
    let text = url.expose_secret();
    // A missing URL has been reported already.
    if !text.is_empty() && !codes::is_redis_url(text) {
        reader.problem("redis_url", "must be a URL like redis://127.0.0.1:6379");
    }
    url
}
