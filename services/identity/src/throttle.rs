//! Limits on guessing, shared by all replicas; the only place with Redis.
//!
//! One call takes from every budget of an attempt or from none. If Redis is away, a local limiter
//! with a part of the numbers stands in: fail safe, not open.

mod budget;
mod local;
mod script;

use std::time::Duration;

use kabinet_env::Env;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use thiserror::Error;

pub(crate) use budget::{Budget, Limit};
use local::Local;
use script::Scripts;

/// All counters share one slot of a cluster, because one script decides on all of them; a slot
/// takes a thousand times more attempts than a replica can hash.
const SLOT: &str = "{throttle}";

/// Tells that a budget is spent.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the limit {limit} is reached")]
pub(crate) struct Limited {
    pub(crate) limit: &'static str,
    pub(crate) wait: Duration,
}

/// Tells whether a text says where Redis is.
pub(crate) fn is_redis_url(text: &str) -> bool {
    redis::IntoConnectionInfo::into_connection_info(text).is_ok()
}

/// Counts attempts.
pub(crate) struct Throttle {
    redis: ConnectionManager,
    scripts: Scripts,
    local: Local,
    prefix: String,
    env: Env,
}

impl Throttle {
    /// Makes a throttle that connects when first used; must be called inside a tokio runtime. A Redis
    /// that takes longer than `timeout` is away.
    pub(crate) fn new(
        url: &str,
        prefix: &str,
        timeout: Duration,
        env: Env,
    ) -> Result<Self, redis::RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_response_timeout(Some(timeout))
            .set_connection_timeout(Some(timeout));
        let client = redis::Client::open(url)?;
        Ok(Self {
            redis: ConnectionManager::new_lazy_with_config(client, config)?,
            scripts: Scripts::new(),
            local: Local::default(),
            prefix: format!("{prefix}identity:{SLOT}:"),
            env,
        })
    }

    /// Takes one from every budget, or tells which is spent for the longest.
    pub(crate) async fn take(&self, budgets: &[Budget]) -> Result<(), Limited> {
        if budgets.is_empty() {
            return Ok(());
        }
        let taken = self
            .scripts
            .take(self.redis.clone(), &self.prefix, budgets)
            .await;
        match taken {
            Ok(None) => Ok(()),
            Ok(Some((index, wait))) => Err(Limited {
                limit: budgets
                    .get(index)
                    .map_or("unknown", |budget| budget.limit.name),
                wait,
            }),
            Err(error) => {
                tracing::warn!(error.kind = ?error.kind(), "redis is away; the local limiter stands in");
                self.local.take(budgets, self.env.now())
            }
        }
    }

    /// Gives back what a right attempt took.
    pub(crate) async fn give_back(&self, budgets: &[Budget]) {
        if budgets.is_empty() {
            return;
        }
        let given = self
            .scripts
            .give_back(self.redis.clone(), &self.prefix, budgets)
            .await;
        if given.is_err() {
            self.local.give_back(budgets);
        }
    }
}
