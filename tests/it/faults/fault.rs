//! What befalls a call.

use std::fmt;

use tonic::Status;

use super::flow::Flow;
use crate::suite::{Mishap, Service, Suite};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The service is killed before the call, and comes back after it.
    Killed(Service),
    OnTheLine(Mishap),
    PostgresRestarted,
    RedisRestarted,
    RedisEmptied,
}

impl Fault {
    pub(super) const ALL: [Self; 11] = [
        Self::Killed(Service::Identity),
        Self::Killed(Service::Profile),
        Self::Killed(Service::Verification),
        Self::Killed(Service::Subscriptions),
        Self::OnTheLine(Mishap::ReplyLost),
        Self::OnTheLine(Mishap::Cut),
        Self::OnTheLine(Mishap::Twice),
        Self::OnTheLine(Mishap::Late),
        Self::PostgresRestarted,
        Self::RedisRestarted,
        Self::RedisEmptied,
    ];

    /// Tells whether services still hold connections that do not work any more.
    pub(super) fn leaves_broken_connections(self) -> bool {
        match self {
            Self::PostgresRestarted | Self::RedisRestarted | Self::RedisEmptied => true,
            Self::Killed(_) | Self::OnTheLine(_) => false,
        }
    }

    /// Makes the call for the first time, with the fault.
    pub(super) async fn befall<F: Flow>(
        self,
        flow: &mut F,
        call: usize,
        suite: &mut Suite,
    ) -> Result<Vec<u8>, Status> {
        match self {
            Self::Killed(service) => {
                suite.kill_one(service).await;
                let answer = flow.calls(call, suite).await;
                suite.serve_one(service).await;
                return answer;
            }
            Self::OnTheLine(mishap) => suite.mishaps.befall_next(mishap),
            Self::PostgresRestarted => suite.restart_postgres().await,
            Self::RedisRestarted => suite.restart_redis().await,
            Self::RedisEmptied => suite.empty_redis().await,
        }
        flow.calls(call, suite).await
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Killed(service) => &format!("kill -9 {}", service.name()),
            Self::OnTheLine(Mishap::ReplyLost) => "reply lost",
            Self::OnTheLine(Mishap::Cut) => "connection cut",
            Self::OnTheLine(Mishap::Twice) => "called twice at once",
            Self::OnTheLine(Mishap::Late) => "called again at the end",
            Self::PostgresRestarted => "PostgreSQL restarted",
            Self::RedisRestarted => "Redis restarted",
            Self::RedisEmptied => "Redis emptied",
        };
        f.pad(text)
    }
}
