//! The way to subscriptions, as a billing system.

use std::{process::ExitCode, time::Duration};

use anyhow::{Context as _, anyhow};
use kabinet_config::EXIT_CODE_CONFIG;
use kabinet_env::Env;
use kabinet_feed::{Feed, FeedError};
use kabinet_proto::errors::v1::Reason;
use tonic::transport::Endpoint;

use crate::{command::import::EXIT_CODE_USAGE, terminal};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A server that vanished without a word is noticed after these two together.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(10);
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);

/// Connects before anything is read or changed; a name that is none of a source is an exit code.
pub(crate) async fn feed(
    endpoint: &Endpoint,
    source: &str,
    env: Env,
) -> anyhow::Result<Result<Feed, ExitCode>> {
    let connected = endpoint
        .clone()
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .connect()
        .await;
    let channel = connected.map_err(|_| {
        anyhow!(
            "subscriptions does not answer at {}: start it with `kabinet dev` or `kabinet serve subscriptions`",
            endpoint.uri()
        )
    })?;
    Ok(Feed::new(channel, source, env).map_err(|error| {
        terminal::error(&error.to_string());
        ExitCode::from(EXIT_CODE_USAGE)
    }))
}

/// Says why a snapshot was not taken; a source that subscriptions does not know is its
/// configuration's fault.
pub(crate) fn failed(error: FeedError) -> anyhow::Result<ExitCode> {
    if error.reason() == Some(Reason::SourceUnknown) {
        terminal::error("subscriptions does not know the source: add it to its key `sources`");
        return Ok(ExitCode::from(EXIT_CODE_CONFIG));
    }
    Err(error).context("the contracts were not taken")
}
