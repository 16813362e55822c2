mod commands;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use kabinet_provision::Redis;
use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;

pub use self::commands::CommandCount;
use crate::servers;

const PATIENCE: Duration = Duration::from_secs(20);

/// A part of the tests' Redis, or a whole one, for one test.
#[derive(Debug)]
pub struct TestRedis {
    url: String,
    prefix: String,
    exclusive: Option<Redis>,
}

impl TestRedis {
    /// Takes a prefix of its own on the server that the process's tests share.
    pub async fn new() -> TestRedis {
        TestRedis {
            url: servers::redis().await.url(),
            prefix: next_prefix(),
            exclusive: None,
        }
    }

    /// Starts a server that only this test uses and may empty, pause or stop.
    pub async fn exclusive() -> TestRedis {
        let server = servers::blocking(Redis::ephemeral)
            .await
            .unwrap_or_else(|e| panic!("{e}"));
        TestRedis {
            url: server.url(),
            prefix: next_prefix(),
            exclusive: Some(server),
        }
    }

    /// Starts a server that only this test uses, and whose keys outlive a restart.
    pub async fn lasting() -> TestRedis {
        let server = servers::blocking(Redis::ephemeral_with_log)
            .await
            .unwrap_or_else(|e| panic!("{e}"));
        TestRedis {
            url: server.url(),
            prefix: next_prefix(),
            exclusive: Some(server),
        }
    }

    /// Stops the server and starts it again with its keys.
    pub async fn restart(&mut self) {
        let server = self
            .exclusive
            .take()
            .expect("the other tests need the shared server");
        let restarted = servers::blocking(|| server.restart()).await;
        self.exclusive = Some(restarted.unwrap_or_else(|e| panic!("{e}")));
    }

    /// Returns the server's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns what the test's keys must begin with.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Connects to the server.
    pub async fn connection(&self) -> MultiplexedConnection {
        let client = redis::Client::open(self.url.as_str()).expect("the URL is right");
        // A busy machine is waited for.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        client
            .get_multiplexed_async_connection_with_config(&config)
            .await
            .expect("the tests' Redis takes connections")
    }

    /// Lists the test's keys.
    pub async fn keys(&self) -> Vec<String> {
        let mut connection = self.connection().await;
        let pattern = format!("{}*", self.prefix);
        redis::cmd("KEYS")
            .arg(pattern)
            .query_async(&mut connection)
            .await
            .expect("keys are listed")
    }

    /// Removes the test's keys.
    pub async fn empty(&self) {
        let keys = self.keys().await;
        if !keys.is_empty() {
            let mut connection = self.connection().await;
            redis::cmd("DEL")
                .arg(keys)
                .query_async::<()>(&mut connection)
                .await
                .expect("keys are removed");
        }
    }

    /// Stops the server. Only one that the test has for itself can be stopped.
    pub async fn stop(&mut self) {
        let server = self
            .exclusive
            .take()
            .expect("the other tests need the shared server");
        servers::blocking(|| server.stop())
            .await
            .expect("Redis ends");
    }
}

fn next_prefix() -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    format!("test-{}:", NUMBER.fetch_add(1, Ordering::Relaxed))
}
