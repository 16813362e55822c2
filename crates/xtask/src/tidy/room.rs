//! Which words may stand in which rooms.

use super::source::Source;

/// Words that belong to some rooms only.
struct Room {
    /// What the words have in common.
    what: &'static str,
    words: &'static [&'static str],
    /// Parts of a path that may hold the words.
    allowed: &'static [&'static str],
}

const ROOMS: [Room; 6] = [
    Room {
        what: "SQL",
        words: &["sqlx::query", "query!(", "query_as!(", "query_scalar!("],
        allowed: &[
            "/store/",
            "/store.rs",
            "crates/database/",
            "crates/idempotency/",
            "crates/outbox/",
            "crates/telemetry/src/config.rs",
            "crates/testkit/",
            "crates/kabinet/",
            "crates/xtask/",
        ],
    },
    Room {
        what: "Redis",
        words: &["redis::"],
        allowed: &[
            "/codes/",
            "/codes.rs",
            "/throttle/",
            "/throttle.rs",
            "crates/provision/",
            "crates/testkit/",
            "crates/xtask/",
        ],
    },
    Room {
        what: "a transaction that giving up may leave open",
        words: &["begin()", "begin_with(", "Transaction::begin"],
        allowed: &["crates/database/", "crates/provision/", "crates/xtask/"],
    },
    Room {
        what: "a gRPC status",
        words: &["tonic::Status", "Status::", "tonic::Code"],
        allowed: &[
            "/rpc/",
            "/rpc.rs",
            "crates/access/",
            "crates/feed/",
            "crates/outbox/",
            "crates/peer/",
            "crates/proto/",
            "crates/server/",
            "crates/sinks/",
            "crates/status/",
            "crates/telemetry/",
            "crates/testkit/",
            "crates/xtask/",
        ],
    },
    Room {
        what: "the environment",
        words: &["env::var"],
        allowed: &["crates/config/", "crates/proto/build", "crates/xtask/"],
    },
    Room {
        what: "time or randomness",
        words: &[
            "SystemTime::now",
            "OffsetDateTime::now",
            "Uuid::new_v4",
            "Uuid::now_v7",
            "getrandom::",
            "rand::",
        ],
        allowed: &["crates/env/", "crates/xtask/"],
    },
];

/// Names the lines of a file that stand in the wrong room. Tests may use everything.
pub(super) fn complaints(source: &Source) -> Vec<String> {
    if is_test(&source.path) {
        return Vec::new();
    }
    let lines = source
        .text
        .lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .enumerate();
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .flat_map(|(index, line)| {
            ROOMS
                .iter()
                .filter(move |room| room.forbids(&source.path, line))
                .map(move |room| {
                    format!(
                        "{}:{}: {} outside its room",
                        source.path,
                        index + 1,
                        room.what
                    )
                })
        })
        .collect()
}

impl Room {
    fn forbids(&self, path: &str, line: &str) -> bool {
        self.words.iter().any(|word| stands_in(line, word))
            && !self.allowed.iter().any(|part| path.contains(part))
    }
}

/// Tells whether a word stands in a line, and not as the end of a longer one.
fn stands_in(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
    })
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints_of(path: &str, text: &str) -> usize {
        complaints(&Source {
            path: path.to_owned(),
            text: text.to_owned(),
        })
        .len()
    }

    #[test]
    fn sql_stands_in_store_only() {
        assert_eq!(
            complaints_of("services/x/src/store/a.rs", "sqlx::query!(\"\")"),
            0
        );
        assert_eq!(
            complaints_of("services/x/src/app/a.rs", "sqlx::query!(\"\")"),
            1
        );
    }

    #[test]
    fn transactions_begin_in_one_place() {
        let begin = "let mut tx = app.pool.begin().await?;";
        assert_eq!(complaints_of("crates/database/src/begin.rs", begin), 0);
        assert_eq!(complaints_of("services/x/src/store/a.rs", begin), 1);
    }

    #[test]
    fn status_stands_in_rpc_only() {
        assert_eq!(
            complaints_of("services/x/src/rpc/a.rs", "Err(Status::internal(m))"),
            0
        );
        assert_eq!(
            complaints_of("services/x/src/domain/a.rs", "Err(Status::internal(m))"),
            1
        );
        assert_eq!(
            complaints_of("services/x/src/domain/a.rs", "Err(SessionStatus::Live)"),
            0
        );
    }

    #[test]
    fn comments_and_tests_are_free() {
        assert_eq!(
            complaints_of("services/x/src/app/a.rs", "// sqlx::query is elsewhere"),
            0
        );
        assert_eq!(
            complaints_of("services/x/tests/it/a.rs", "sqlx::query(\"\")"),
            0
        );
        assert_eq!(
            complaints_of("services/x/src/app/a.rs", "#[cfg(test)]\nsqlx::query(\"\")"),
            0
        );
    }
}
