//! Wires configuration, keys, Postgres, Redis and providers into a server.

use std::sync::Arc;

use kabinet_access::{AccessLayer, CallerSource, Rules};
use kabinet_config::Sources;
use kabinet_database::DatabaseConfig;
use kabinet_env::Env;
use kabinet_proto::contracts;
use kabinet_server::{BoxError, Serve, ServerConfig, Service, serve_with_jobs};
use sqlx::migrate::Migrator;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Backlog, Outcomes, Reseeder, Wake};
use crate::codes::Codes;
use crate::delivery::{SmtpTransport, Templates};
use crate::jobs::{Deliveries, Jobs};
use crate::rpc::Rpc;
use crate::store::Ledger;
use crate::vault::Vault;
use crate::{Config, MIGRATOR, SERVICES};

/// The verification service.
#[derive(Debug)]
pub struct Server;

impl Service for Server {
    const NAME: &'static str = "verification";
    const HAS_OUTBOX: bool = false;

    type Config = Config;

    fn read_config(sources: &Sources) -> Config {
        Config::read(sources)
    }

    fn server_config(config: &Config) -> &ServerConfig {
        &config.server
    }

    fn database_config(config: &Config) -> &DatabaseConfig {
        &config.database
    }

    fn migrator() -> &'static Migrator {
        &MIGRATOR
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
        let jobs = Jobs {
            deliveries: Deliveries {
                smtp: SmtpTransport::new(&config.delivery.smtp, env.clone())?,
                config: config.delivery,
            },
            outcomes: observed,
            keys: config.keys.clone(),
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
        let ended = CancellationToken::new();
        let running = jobs.start(&app, &ended);

        let rules = Rules::read(contracts(), &SERVICES)?;
        let access = AccessLayer::without_tokens(rules, CallerSource::Insecure)?;
        let server = Serve::new(Self::NAME, config.server)
            .access(access)
            .ready_when(move || {
                let (pool, codes) = (pool.clone(), codes.clone());
                async move {
                    kabinet_database::schema_is_current(&pool, &MIGRATOR).await?;
                    Ok(codes.ready().await?)
                }
            });
        let serving = Rpc::new(app).serve_on(server).serve(listener, token);
        serve_with_jobs(serving, running, &ended).await
    }
}
