//! What the processes of a suite are told.

use std::{collections::BTreeMap, path::Path};

use kabinet_sinks::Addresses;
use tempfile::TempDir;

use super::{database::Database, doors::Doors, process::Process, service::Service};

/// Who calls whom.
const PEERS: [(&str, Service); 7] = [
    ("IDENTITY", Service::Profile),
    ("IDENTITY", Service::Verification),
    ("PROFILE", Service::Identity),
    ("PROFILE", Service::Verification),
    ("SUBSCRIPTIONS", Service::Identity),
    ("SUBSCRIPTIONS", Service::Profile),
    ("SUBSCRIPTIONS", Service::Verification),
];
/// Billing systems that may feed contracts.
const SOURCES: &str = "north,south,tour";

/// Variables of every process of a suite.
#[derive(Clone, Default)]
pub(super) struct Settings {
    variables: BTreeMap<String, String>,
}

impl Settings {
    pub(super) fn new(
        database: &Database,
        redis: &str,
        keys: &Path,
        doors: &Doors,
        sinks: Addresses,
    ) -> Self {
        let mut settings = Self::default();
        settings.databases(database);
        settings.redis(redis);
        settings.keys(keys);
        settings.doors(doors);
        settings.sinks(sinks);
        settings.cheap_hashes();
        settings.no_rest_between_codes();
        settings.patience();
        settings.set("SUBSCRIPTIONS_SOURCES", SOURCES);
        settings
    }

    /// Takes what a migration needs: nothing but the database is reached.
    pub(super) async fn for_migration(database: &Database, keys: &Path) -> Self {
        let nobody = ([127, 0, 0, 1], 1).into();
        let sinks = Addresses {
            smtp: nobody,
            smsc: nobody,
            page: nobody,
            grpc: nobody,
        };
        Self::new(
            database,
            "redis://127.0.0.1:1",
            keys,
            &Doors::bind().await,
            sinks,
        )
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn variables(&self) -> Vec<(String, String)> {
        self.variables.clone().into_iter().collect()
    }

    fn databases(&mut self, database: &Database) {
        for service in Service::ALL {
            let section = service.name().to_uppercase();
            self.set(
                &format!("{section}_DATABASE_URL"),
                &database.url(service, "app"),
            );
            self.set(
                &format!("{section}_DATABASE_MIGRATE_URL"),
                &database.url(service, "owner"),
            );
        }
    }

    fn redis(&mut self, url: &str) {
        self.set("IDENTITY_REDIS_URL", url);
        self.set("VERIFICATION_REDIS_URL", url);
    }

    /// A busy machine is waited for, as long as the deadline of a call lets it.
    fn patience(&mut self) {
        for service in Service::ALL {
            let section = service.name().to_uppercase();
            for bound in ["ACQUIRE", "STATEMENT", "LOCK"] {
                self.set(&format!("{section}_DATABASE_{bound}_TIMEOUT_SECONDS"), "8");
            }
        }
        self.set("IDENTITY_REDIS_TIMEOUT_MILLISECONDS", "8000");
        self.set("VERIFICATION_REDIS_TIMEOUT_MILLISECONDS", "8000");
        self.set("VERIFICATION_COUNTERS_WAIT_MILLISECONDS", "8000");
    }

    fn keys(&mut self, directory: &Path) {
        for service in Service::ALL {
            let ring = directory.join(service.name());
            let name = format!("{}_KEYS_DIR", service.name().to_uppercase());
            self.set(&name, ring.to_str().unwrap());
        }
    }

    fn doors(&mut self, doors: &Doors) {
        for service in Service::ALL {
            let name = format!("{}_LISTEN", service.name().to_uppercase());
            self.set(&name, "127.0.0.1:0");
        }
        for (section, peer) in PEERS {
            let name = format!("{section}_{}_URL", peer.name().to_uppercase());
            self.set(&name, &doors.of(peer).url());
        }
    }

    fn sinks(&mut self, sinks: Addresses) {
        self.set("VERIFICATION_SMTP_HOST", &sinks.smtp.ip().to_string());
        self.set("VERIFICATION_SMTP_PORT", &sinks.smtp.port().to_string());
        self.set("VERIFICATION_SMTP_SECURITY", "none");
        self.set("VERIFICATION_SMPP_ADDRESS", &sinks.smsc.to_string());
        self.set("VERIFICATION_SMPP_SYSTEM_ID", "kabinet");
        self.set("VERIFICATION_SMPP_PASSWORD", "kabinet");
    }

    /// A person who registers and recovers within a second is not what the rest is for.
    fn no_rest_between_codes(&mut self) {
        self.set("VERIFICATION_RECOVERY_COOLDOWN_SECONDS", "0");
        self.set("VERIFICATION_CONTACT_COOLDOWN_SECONDS", "0");
    }

    /// Passwords of nobody need no protection, and most tests are not about them.
    fn cheap_hashes(&mut self) {
        self.set("IDENTITY_ARGON2_MEMORY_KIB", "64");
        self.set("IDENTITY_ARGON2_PASSES", "1");
    }
}

/// Makes one key ring per service with the command that operators use.
pub(super) async fn make_keys() -> TempDir {
    // What a killed test cannot remove stays where `cargo clean` does.
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = directory.path().to_str().unwrap();
    Process::run(&["keys", "ensure", "all", "--directory", path], &[]).await;
    directory
}
