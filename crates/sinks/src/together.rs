use std::time::Duration;

use kabinet_access::{AccessLayer, CallerSource, MissingRule, Rules, TokensNeeded};
use kabinet_env::Env;
use kabinet_proto::contracts;
use kabinet_proto::sinks::v1::inbox_service_server::{InboxServiceServer, SERVICE_NAME};
use kabinet_server::{Reflection, Serve, ServerConfig};
use thiserror::Error;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::acceptor::{NotLoopback, loopback_address};
use crate::listeners::{Addresses, Listeners};
use crate::messages::Messages;
use crate::page;
use crate::rpc::InboxService;
use crate::smsc::{Behaviour, Credentials, SmscSink};
use crate::smtp::SmtpSink;

const MAX_REQUEST_BYTES: usize = 16 * 1024;
const MAX_CALLS: usize = 256;
/// Longer than the longest wait that `WaitForMessage` allows.
const CALL_DEADLINE: Duration = Duration::from_secs(35);
/// Waiting calls are not worth waiting for.
const DRAIN: Duration = Duration::from_millis(500);

/// Tells why the sinks did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A listener is open to other machines.
    #[error("sinks listen on loopback only")]
    NotLoopback(#[from] NotLoopback),
    /// The contract of `InboxService` lacks an access rule.
    #[error("InboxService has no access rules")]
    Rules(#[from] MissingRule),
    /// The contract of `InboxService` demands an end user.
    #[error("InboxService takes no access tokens")]
    Tokens(#[from] TokensNeeded),
}

/// Runs both sinks with one memory, its page and its gRPC service; stops when dropped.
#[derive(Debug)]
pub struct Sinks {
    addresses: Addresses,
    messages: Messages,
    smtp: SmtpSink,
    smsc: SmscSink,
    tasks: TaskTracker,
    stop: DropGuard,
}

impl Sinks {
    /// Serves the listeners; SMPP clients must show the credentials.
    pub fn start(
        listeners: Listeners,
        credentials: Credentials,
        env: Env,
    ) -> Result<Self, StartError> {
        let page_address = loopback_address(&listeners.page)?;
        let grpc_address = loopback_address(&listeners.grpc)?;
        let rules = Rules::read(contracts(), &[SERVICE_NAME])?;
        let access = AccessLayer::without_tokens(rules, CallerSource::Insecure)?;
        let messages = Messages::new(env);
        let smtp = SmtpSink::start(listeners.smtp, messages.clone())?;
        let smsc = SmscSink::start_for(
            listeners.smsc,
            messages.clone(),
            Behaviour::Normal,
            credentials,
        )?;

        let tasks = TaskTracker::new();
        let stop = CancellationToken::new();
        let page = page::serve(listeners.page, messages.clone(), stop.clone());
        tasks.spawn(logged("the page of the sinks", page));
        let config = ServerConfig {
            listen: grpc_address,
            max_message_bytes: MAX_REQUEST_BYTES,
            connection_limit: 64,
            concurrency_limit: MAX_CALLS,
            default_deadline: CALL_DEADLINE,
            drain: DRAIN,
            reflection: Reflection::Served,
        };
        let inbox = Serve::new("sinks", config)
            .add_service(InboxServiceServer::new(InboxService::new(messages.clone())))
            .access(access)
            .serve(listeners.grpc, stop.clone());
        tasks.spawn(logged("InboxService", inbox));
        tasks.close();

        Ok(Self {
            addresses: Addresses {
                smtp: smtp.address(),
                smsc: smsc.address(),
                page: page_address,
                grpc: grpc_address,
            },
            messages,
            smtp,
            smsc,
            tasks,
            stop: stop.drop_guard(),
        })
    }

    /// Returns where the sinks listen.
    pub fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// Returns the memory of what arrived.
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// Returns the mail sink.
    pub fn smtp(&self) -> &SmtpSink {
        &self.smtp
    }

    /// Returns the SMS sink.
    pub fn smsc(&self) -> &SmscSink {
        &self.smsc
    }

    /// Stops listening, cuts the connections and waits until everything has ended.
    pub async fn shutdown(self) {
        drop(self.stop);
        self.smtp.shutdown().await;
        self.smsc.shutdown().await;
        self.tasks.wait().await;
    }
}

async fn logged<E: std::fmt::Display>(
    server: &'static str,
    serving: impl Future<Output = Result<(), E>>,
) {
    if let Err(error) = serving.await {
        tracing::error!(%error, "{server} has ended");
    }
}
