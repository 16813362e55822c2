//! The services of the suite, one way to run them all.

use std::{future::Future, pin::Pin};

use anyhow::anyhow;
use clap::ValueEnum;
use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_outbox::Parked;
use kabinet_server::{BoxError, Service};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

/// A service by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Identity,
    Profile,
    Verification,
    Subscriptions,
}

/// Which services a command is about.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Selection {
    All,
    Identity,
    Profile,
    Verification,
    Subscriptions,
}

type Work<'a> = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send + 'a>>;

/// A service whose configuration has been read.
pub(crate) trait Loaded: Send {
    /// Says which service it is.
    fn name(&self) -> &'static str;
    /// Says where it listens.
    fn listen(&self) -> std::net::SocketAddr;
    /// Returns the events that nobody takes, where the service tells others of any.
    fn parked(&self) -> Option<Parked>;
    /// Brings the schema to this version.
    fn migrate(&self) -> Work<'_>;
    /// Serves until the token is cancelled.
    fn start(
        self: Box<Self>,
        env: Env,
        listener: TcpListener,
        token: CancellationToken,
    ) -> Work<'static>;
}

struct Configured<S: Service>(S::Config);

impl<S> Loaded for Configured<S>
where
    S: Service + Send + 'static,
{
    fn name(&self) -> &'static str {
        S::NAME
    }

    fn listen(&self) -> std::net::SocketAddr {
        S::server_config(&self.0).listen
    }

    fn parked(&self) -> Option<Parked> {
        S::parked(&self.0)
    }

    fn migrate(&self) -> Work<'_> {
        Box::pin(S::migrate(&self.0))
    }

    fn start(
        self: Box<Self>,
        env: Env,
        listener: TcpListener,
        token: CancellationToken,
    ) -> Work<'static> {
        Box::pin(S::start(self.0, env, listener, token))
    }
}

impl Name {
    /// Every service, the leaf first.
    pub(crate) const ALL: [Self; 4] = [
        Self::Verification,
        Self::Profile,
        Self::Identity,
        Self::Subscriptions,
    ];

    /// Returns the service's name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Identity => kabinet_identity::Server::NAME,
            Self::Profile => kabinet_profile::Server::NAME,
            Self::Verification => kabinet_verification::Server::NAME,
            Self::Subscriptions => kabinet_subscriptions::Server::NAME,
        }
    }

    /// Reads the service's configuration; what is wrong is collected in the sources.
    pub(crate) fn load(self, sources: &Sources) -> Box<dyn Loaded> {
        match self {
            Self::Identity => load::<kabinet_identity::Server>(sources),
            Self::Profile => load::<kabinet_profile::Server>(sources),
            Self::Verification => load::<kabinet_verification::Server>(sources),
            Self::Subscriptions => load::<kabinet_subscriptions::Server>(sources),
        }
    }
}

impl Selection {
    /// Returns the services that are meant.
    pub(crate) fn names(self) -> Vec<Name> {
        match self {
            Self::All => Name::ALL.to_vec(),
            Self::Identity => vec![Name::Identity],
            Self::Profile => vec![Name::Profile],
            Self::Verification => vec![Name::Verification],
            Self::Subscriptions => vec![Name::Subscriptions],
        }
    }

    /// Returns the sections of a shared file that these services do not read.
    pub(crate) fn foreign_sections(self) -> Vec<&'static str> {
        let names = self.names();
        Name::ALL
            .into_iter()
            .filter(|name| !names.contains(name))
            .map(Name::as_str)
            .collect()
    }
}

fn load<S>(sources: &Sources) -> Box<dyn Loaded>
where
    S: Service + Send + 'static,
{
    Box::new(Configured::<S>(S::read_config(sources)))
}

/// Serves until the token is cancelled; the end of one service is the end of all.
pub(crate) async fn serve(
    services: Vec<(Box<dyn Loaded>, TcpListener)>,
    env: &Env,
    token: &CancellationToken,
) -> anyhow::Result<()> {
    let mut running = JoinSet::new();
    for (service, listener) in services {
        let name = service.name();
        let work = service.start(env.clone(), listener, token.clone());
        running.spawn(async move { (name, work.await) });
    }
    let mut outcome = Ok(());
    while let Some(ended) = running.join_next().await {
        let (name, ended) = ended?;
        if let Err(error) = ended {
            outcome = outcome.and(Err(anyhow!(error).context(format!("{name} failed"))));
        }
        token.cancel();
    }
    outcome
}
