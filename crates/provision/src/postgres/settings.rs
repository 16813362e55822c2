use std::path::Path;

use crate::find::PostgresBinaries;

/// The socket's directory is the only lock, so nobody else may reach the server.
///
/// Not every system has the C.UTF-8 locale: macOS got it late, and its C sorts the same.
pub(super) const INITDB: &[&str] = &[
    "--no-sync",
    "--username=postgres",
    "--auth-local=trust",
    "--auth-host=reject",
    "--encoding=UTF8",
    if cfg!(target_os = "macos") {
        "--locale=C"
    } else {
        "--locale=C.UTF-8"
    },
];

/// Given at every start, so that data of an earlier version of this crate follow.
const COMMON: &[&str] = &[
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "max_connections=300",
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
    "jit=off",
];

/// Nothing here needs to survive a power cut.
const EPHEMERAL: &[&str] = &[
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_wal_size=4GB",
    "checkpoint_timeout=1h",
];

/// What is committed may be lost with the server.
pub(super) const COMMITS_UNKEPT: &[&str] = &["synchronous_commit=off"];
/// What is committed outlives the server, though not a power cut.
pub(super) const COMMITS_KEPT: &[&str] = &["synchronous_commit=on"];

/// Tests count statements with it; the bound keeps every test's own entries.
const STATEMENTS: &[&str] = &[
    "shared_preload_libraries=pg_stat_statements",
    "pg_stat_statements.max=50000",
];

pub(super) fn durable(socket_directory: &Path) -> Vec<String> {
    let socket = format!("unix_socket_directories={}", socket_directory.display());
    options(COMMON.iter().copied().chain([socket.as_str()]))
}

pub(super) fn ephemeral(binaries: &PostgresBinaries, commits: &[&str]) -> Vec<String> {
    let statements = if binaries.has_module("pg_stat_statements") {
        STATEMENTS
    } else {
        &[]
    };
    options(
        [COMMON, EPHEMERAL, commits, statements]
            .into_iter()
            .flatten()
            .copied(),
    )
}

fn options<'a>(settings: impl Iterator<Item = &'a str>) -> Vec<String> {
    settings
        .flat_map(|setting| ["-c".to_owned(), setting.to_owned()])
        .collect()
}
