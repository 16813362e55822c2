//! Wires configuration, keys, Postgres, Redis and providers into a server.

use std::sync::Arc;

use kabinet_access::{AccessLayer, CallerSource, Rules};
use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_proto::contracts;
use kabinet_proto::verification::v1::delivery_service_server::{self, DeliveryServiceServer};
use kabinet_proto::verification::v1::verification_service_server::{
    self, VerificationServiceServer,
};
use kabinet_server::{BoxError, Serve, ServerConfig, Service, serve_with_jobs};
use secrecy::ExposeSecret as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Backlog, Outcomes, Reseeder, Wake};
use crate::codes::Codes;
use crate::delivery::{SmtpTransport, Templates};
use crate::jobs::{self, Deliveries};
use crate::rpc::{DeliveryRpc, VerificationRpc};
use crate::store::Ledger;
use crate::vault::Vault;
use crate::{Config, MIGRATOR};

const SERVICES: [&str; 2] = [
    verification_service_server::SERVICE_NAME,
    delivery_service_server::SERVICE_NAME,
];

/// The verification service.
#[derive(Debug)]
pub struct Server;

impl Service for Server {
    const NAME: &'static str = "verification";

    type Config = Config;

    fn read_config(sources: &Sources) -> Config {
        Config::read(sources)
    }

    fn server_config(config: &Config) -> &ServerConfig {
        &config.server
    }

    async fn migrate(config: &Config) -> Result<(), BoxError> {
        Ok(
            kabinet_database::migrate(config.database.migrate_url().expose_secret(), &MIGRATOR)
                .await?,
        )
    }

    async fn start(
        config: Config,
        env: Env,
        listener: TcpListener,
        token: CancellationToken,
    ) -> Result<(), BoxError> {
        tokio::task::spawn_blocking(kabinet_domain::mobile::load_numbering_plans).await?;
        let pool = kabinet_database::connect(&config.database, Self::NAME);
        let policies = config.policies();
        let templates = Templates::load(&config.wording, &policies)?;
        let codes = Codes::connect(&config.codes, &policies)?;
        let ledger = Ledger::new(pool.clone());
        let wait = config.codes.counters_wait;
        let reseeder = Reseeder::new(env.clone(), codes.clone(), ledger.clone(), wait);
        let (outcomes, observed) = Outcomes::new();
        let backlog = Backlog::new(config.delivery.notice_queue);
        let deliveries = Deliveries {
            smtp: SmtpTransport::new(&config.delivery.smtp, env.clone())?,
            config: config.delivery,
        };
        let app = App {
            vault: Vault::new(&config.keys),
            policies: Arc::new(policies),
            templates: Arc::new(templates),
            reseeder: Arc::new(reseeder),
            codes: codes.clone(),
            ledger,
            outcomes,
            backlog: Arc::new(backlog),
            wake: Arc::new(Wake::default()),
            env,
        };
        // Outlives the calls: what they tell the ledger while they drain is written too.
        let working = CancellationToken::new();
        let running = jobs::start(&app, deliveries, observed, config.keys, &working);

        let rules = Rules::read(contracts(), &SERVICES)?;
        let access = AccessLayer::without_tokens(rules, CallerSource::Insecure)?;
        let serving = Serve::new(Self::NAME, config.server)
            .access(access)
            .ready_when(move || {
                let (pool, codes) = (pool.clone(), codes.clone());
                async move {
                    kabinet_database::schema_is_current(&pool, &MIGRATOR).await?;
                    Ok(codes.ready().await?)
                }
            })
            .add_service(DeliveryServiceServer::new(DeliveryRpc::new(app.clone())))
            .add_service(VerificationServiceServer::new(VerificationRpc::new(app)))
            .serve(listener, token);
        serve_with_jobs(serving, running, &working).await
    }
}
