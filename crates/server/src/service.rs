use std::future::Future;

use kabinet_config::Sources;
use kabinet_database::DatabaseConfig;
use kabinet_env::Env;
use kabinet_outbox::Parked;
use secrecy::ExposeSecret as _;
use sqlx::migrate::Migrator;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{BoxError, ServerConfig};

/// A service of the suite, as its own binary and the `kabinet` command run it.
pub trait Service {
    /// Name of the service: `identity`.
    const NAME: &'static str;

    /// Whether its schema has an outbox.
    const HAS_OUTBOX: bool = true;

    /// Everything that the service is told.
    type Config: Send + Sync + 'static;

    /// Reads the configuration; what is wrong with it is collected in the sources.
    fn read_config(sources: &Sources) -> Self::Config;

    /// Returns the part that says where and how it serves.
    fn server_config(config: &Self::Config) -> &ServerConfig;

    /// Returns the part that says where its schema is.
    fn database_config(config: &Self::Config) -> &DatabaseConfig;

    /// Returns the migrations of its schema.
    fn migrator() -> &'static Migrator;

    /// Returns the events that nobody takes; nothing without an outbox.
    ///
    /// Must be called inside a tokio runtime.
    fn parked(config: &Self::Config) -> Option<Parked> {
        let pool = || kabinet_database::connect(Self::database_config(config), Self::NAME);
        Self::HAS_OUTBOX.then(|| Parked::new(pool()))
    }

    /// Brings the service's schema to this version.
    fn migrate(config: &Self::Config) -> impl Future<Output = Result<(), BoxError>> + Send {
        let url = Self::database_config(config).migrate_url();
        async move { Ok(kabinet_database::migrate(url.expose_secret(), Self::migrator()).await?) }
    }

    /// Serves until the token is cancelled and the calls in work have ended.
    fn start(
        config: Self::Config,
        env: Env,
        listener: TcpListener,
        token: CancellationToken,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;
}
