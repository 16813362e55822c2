use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use http::{Request, Response};
use kabinet_telemetry::rpc::{Method, Methods, ServerSpanLayer};
use prost_reflect::DescriptorPool;
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_stream::Stream;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::Routes;
use tonic::transport::server::{Connected, TcpIncoming};
use tonic_health::ServingStatus;
use tower::{Layer, Service, ServiceBuilder};

use crate::accept::accepted;
use crate::config::Reflection;
use crate::connections::bounded;
use crate::health::Health;
use crate::layers::{Boundary, Deadline, Drain, Frame, Overload, Panics, StepLayer};
use crate::methods::Served;
use crate::{BoxError, ServerConfig, reflection};

/// Calls of one connection in work at one time.
const STREAMS_PER_CONNECTION: u32 = 256;
/// A caller that vanished without a word is noticed after these two together.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(30);
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);

type Ready = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;
type Check = Box<dyn Fn() -> Ready + Send + Sync>;

/// Why a server ended, or did not begin.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The descriptor set does not hold a service that is to be reflected.
    #[error("the contract cannot be reflected")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// A longest time was given to what is no RPC of the services.
    #[error("{path} is allowed a time of its own and is not served")]
    NotServed {
        /// The path that was given.
        path: &'static str,
    },
    /// The transport failed.
    #[error("the transport failed")]
    Transport(#[from] tonic::transport::Error),
}

/// Access has not been decided yet; such a server does not serve.
#[derive(Clone, Copy, Debug)]
pub struct Undecided;

/// A gRPC server in the making.
pub struct Serve<A = Undecided> {
    name: &'static str,
    config: ServerConfig,
    routes: Routes,
    services: Vec<&'static str>,
    longest: HashMap<&'static str, Duration>,
    /// Contracts that the services stand in.
    contracts: DescriptorPool,
    check: Check,
    access: A,
}

impl Serve {
    /// Makes a server without services.
    pub fn new(name: &'static str, config: ServerConfig) -> Self {
        Self {
            name,
            config,
            routes: Routes::default(),
            services: Vec::new(),
            longest: HashMap::new(),
            contracts: kabinet_proto::contracts().clone(),
            check: Box::new(|| Box::pin(async { Ok(()) })),
            access: Undecided,
        }
    }

    /// Decides who may call: the layer stands right before the services.
    pub fn access<A>(self, access: A) -> Serve<A> {
        Serve {
            name: self.name,
            config: self.config,
            routes: self.routes,
            services: self.services,
            longest: self.longest,
            contracts: self.contracts,
            check: self.check,
            access,
        }
    }
}

impl<A> Serve<A> {
    /// Adds a service.
    #[must_use]
    pub fn add_service<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
        S: NamedService + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        self.services.push(S::NAME);
        self.routes = self.routes.add_service(service);
        self
    }

    /// Lets a call to the RPC at `path` (`/package.Service/Method`) take as long as `longest` where
    /// its caller asks for it by `grpc-timeout`. Every other call, and one to this RPC whose caller
    /// does not ask, ends with the default deadline at the latest.
    #[must_use]
    pub fn allow(mut self, path: &'static str, longest: Duration) -> Self {
        self.longest.insert(path, longest);
        self
    }

    /// Says `NOT_SERVING` over health until the check has succeeded once; it is tried every second.
    #[must_use]
    pub fn ready_when<F, C>(mut self, check: F) -> Self
    where
        F: Fn() -> C + Send + Sync + 'static,
        C: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        self.check = Box::new(move || Box::pin(check()));
        self
    }

    /// Says `NOT_SERVING` over health until every migration is applied.
    #[must_use]
    pub fn ready_with_schema(self, pool: PgPool, migrator: &'static Migrator) -> Self {
        self.ready_when(move || {
            let pool = pool.clone();
            async move { Ok(kabinet_database::schema_is_current(&pool, migrator).await?) }
        })
    }
}

impl<A> Serve<A>
where
    A: Layer<Routes> + Send,
    A::Service: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    A::Service: Clone + Send + 'static,
    <A::Service as Service<Request<Body>>>::Future: Send,
{
    /// Serves until the token is cancelled and the calls in work have ended, or the drain deadline
    /// has passed.
    pub async fn serve(
        self,
        listener: TcpListener,
        token: CancellationToken,
    ) -> Result<(), ServeError> {
        if let Ok(address) = listener.local_addr() {
            tracing::info!(server.name = self.name, server.address = %address, "listening");
        }
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        self.serve_connections(incoming, token).await
    }

    /// Serves connections that come from elsewhere than a listener, such as from memory.
    pub async fn serve_connections<I, C, E>(
        self,
        incoming: I,
        token: CancellationToken,
    ) -> Result<(), ServeError>
    where
        I: Stream<Item = Result<C, E>>,
        C: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static,
        E: Into<BoxError>,
    {
        let served = Served::new(&self.contracts, &self.services);
        let (methods, streams) = (served.methods(), served.client_streams());
        let watches = served.watches();
        refuse_unserved(&self.longest, &methods)?;
        let (reporter, health_service) = tonic_health::server::health_reporter();
        let health = Health::new(reporter, self.services.clone());
        health.set(ServingStatus::NotServing).await;
        let mut routes = self.routes.add_service(health_service);
        if self.config.reflection == Reflection::Served {
            routes = reflection::add(routes, &self.services)?;
        }

        let stopping = CancellationToken::new();
        let stack = ServiceBuilder::new()
            .layer(ServerSpanLayer::new(methods))
            .layer(StepLayer(Boundary))
            .layer(StepLayer(Drain::new(stopping.clone(), watches)))
            .layer(StepLayer(Overload::new(
                self.config.concurrency_limit,
                streams.clone(),
            )))
            .layer(StepLayer(Deadline::new(
                self.config.default_deadline,
                self.longest,
            )))
            .layer(StepLayer(Panics))
            .layer(StepLayer(Frame::new(
                self.config.max_message_bytes,
                streams,
            )))
            .layer(self.access)
            .service(routes.prepare());
        let serving = tonic::transport::Server::builder()
            .max_concurrent_streams(STREAMS_PER_CONNECTION)
            .http2_keepalive_interval(Some(KEEP_ALIVE_INTERVAL))
            .http2_keepalive_timeout(Some(KEEP_ALIVE_TIMEOUT))
            .serve_with_incoming_shutdown(
                stack,
                bounded(accepted(incoming), self.config.connection_limit),
                stopping.clone().cancelled_owned(),
            );

        tokio::select! {
            served = serving => Ok(served?),
            () = stop(&token, &stopping, &health, &self.check, self.config.drain) => {
                tracing::warn!(server.name = self.name, "calls in work did not end in time");
                Ok(())
            }
        }
    }
}

/// Refuses a path that would have no effect, as one that is misspelt has none.
fn refuse_unserved(
    longest: &HashMap<&'static str, Duration>,
    methods: &Methods,
) -> Result<(), ServeError> {
    let is_unserved = |path: &&&'static str| methods.find(path) == Method::UNKNOWN;
    match longest.keys().find(is_unserved) {
        Some(path) => Err(ServeError::NotServed { path }),
        None => Ok(()),
    }
}

/// Announces the server, then its end; returns when the drain deadline has passed.
async fn stop(
    token: &CancellationToken,
    stopping: &CancellationToken,
    health: &Health,
    check: &Check,
    drain: Duration,
) {
    tokio::select! {
        biased;
        () = token.cancelled() => {}
        () = health.serve_once_ready(check) => token.cancelled().await,
    }
    health.set(ServingStatus::NotServing).await;
    stopping.cancel();
    tokio::time::sleep(drain).await;
}

#[cfg(test)]
mod tests;
