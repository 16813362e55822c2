use std::path::Path;

use kabinet_env::Env;
use kabinet_seal::KeyRing;
use kabinet_testkit::TestRedis;
use tempfile::TempDir;

/// What stands around identity.
pub(super) struct Around<'a> {
    pub(super) database_url: &'a str,
    pub(super) redis: &'a TestRedis,
    pub(super) keys: &'a Path,
    pub(super) verification_url: &'a str,
    pub(super) profile_url: &'a str,
}

/// Tells identity where everything is, and lets it hash cheaply: tests hash by the hundred. A busy
/// machine is waited for.
pub(super) fn pairs(around: &Around<'_>) -> Vec<(String, String)> {
    let keys = around.keys.to_str().unwrap();
    [
        ("IDENTITY_DATABASE_URL", around.database_url),
        ("IDENTITY_REDIS_URL", around.redis.url()),
        ("IDENTITY_REDIS_KEY_PREFIX", around.redis.prefix()),
        ("IDENTITY_KEYS_DIR", keys),
        ("IDENTITY_VERIFICATION_URL", around.verification_url),
        ("IDENTITY_PROFILE_URL", around.profile_url),
        ("IDENTITY_ARGON2_MEMORY_KIB", "64"),
        ("IDENTITY_ARGON2_PASSES", "1"),
        ("IDENTITY_DEFAULT_DEADLINE_SECONDS", "60"),
        ("IDENTITY_DATABASE_ACQUIRE_TIMEOUT_SECONDS", "20"),
        ("IDENTITY_DATABASE_STATEMENT_TIMEOUT_SECONDS", "20"),
        ("IDENTITY_DATABASE_LOCK_TIMEOUT_SECONDS", "20"),
        ("IDENTITY_REDIS_TIMEOUT_MILLISECONDS", "10000"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// Generates key files, as `kabinet keys` does.
pub(super) fn keys(env: &Env) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    KeyRing::generate(directory.path(), env, "k1").unwrap();
    directory
}
