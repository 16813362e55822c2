use std::sync::atomic::{AtomicU64, Ordering};

use futures::StreamExt;

use super::TestRedis;

/// Counts the commands sent to Redis that name a key of one test.
///
/// What a function or script does inside the server is part of its one command.
#[derive(Debug)]
pub struct CommandCount<'a> {
    redis: &'a TestRedis,
}

impl<'a> CommandCount<'a> {
    /// Counts the commands about this test's keys.
    pub fn of(redis: &'a TestRedis) -> CommandCount<'a> {
        CommandCount { redis }
    }

    /// Runs the operation and returns its output and the number of commands meanwhile.
    pub async fn during<T, F: Future<Output = T>>(
        &self,
        operation: impl FnOnce() -> F,
    ) -> (T, u64) {
        let client = redis::Client::open(self.redis.url()).expect("the URL is right");
        let mut monitor = client
            .get_async_monitor()
            .await
            .expect("Redis lets itself be watched");
        let output = operation().await;
        // Commands are told in the order they ran in: what comes before the marker is complete.
        let marker = self.mark().await;
        let mut commands = 0;
        let mut lines = monitor.on_message::<String>();
        loop {
            let line = lines.next().await.expect("Redis tells until the marker");
            if line.contains(&marker) {
                return (output, commands);
            }
            commands += u64::from(is_about(&line, self.redis.prefix()));
        }
    }

    async fn mark(&self) -> String {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let marker = format!("marker-{}-end", NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut connection = self.redis.connection().await;
        redis::cmd("ECHO")
            .arg(&marker)
            .query_async::<()>(&mut connection)
            .await
            .expect("Redis echoes");
        marker
    }
}

/// A line is like `1339518083.107412 [0 unix:/path] "get" "key"`, or `[0 lua]` inside a function.
fn is_about(line: &str, prefix: &str) -> bool {
    let Some((source, command)) = line.split_once("] ") else {
        return false;
    };
    !source.ends_with(" lua") && command.contains(&format!(" \"{prefix}"))
}

#[cfg(test)]
mod tests {
    use super::is_about;

    #[test]
    fn only_commands_from_outside_about_own_keys_count() {
        assert!(is_about(
            r#"1.0 [0 unix:/tmp/r.sock] "get" "test-1:code""#,
            "test-1:"
        ));
        assert!(!is_about(
            r#"1.0 [0 unix:/tmp/r.sock] "get" "test-11:code""#,
            "test-1:"
        ));
        assert!(!is_about(r#"1.0 [0 lua] "get" "test-1:code""#, "test-1:"));
        assert!(!is_about("+OK", "test-1:"));
    }
}
