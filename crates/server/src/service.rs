use std::future::Future;

use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_outbox::Parked;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{BoxError, ServerConfig};

/// A service of the suite, as its own binary and the `kabinet` command run it.
pub trait Service {
    /// Name of the service: `identity`.
    const NAME: &'static str;

    /// Everything that the service is told.
    type Config: Send + Sync + 'static;

    /// Reads the configuration; what is wrong with it is collected in the sources.
    fn read_config(sources: &Sources) -> Self::Config;

    /// Returns the part that says where and how it serves.
    fn server_config(config: &Self::Config) -> &ServerConfig;

    /// Returns the events that nobody takes; nothing where the service tells others of none.
    ///
    /// Must be called inside a tokio runtime.
    fn parked(_config: &Self::Config) -> Option<Parked> {
        None
    }

    /// Brings the service's schema to this version.
    fn migrate(config: &Self::Config) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// Serves until the token is cancelled and the calls in work have ended.
    fn start(
        config: Self::Config,
        env: Env,
        listener: TcpListener,
        token: CancellationToken,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;
}
