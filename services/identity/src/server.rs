//! Wires configuration, keys, database, Redis and peers into a server.

mod tokens;

use std::sync::Arc;
use std::time::Duration;

use kabinet_access::{AccessLayer, CallerSource, Rules, TokenVerifier};
use kabinet_config::Sources;
use kabinet_database::DatabaseConfig;
use kabinet_env::Env;
use kabinet_idempotency::Fingerprints;
use kabinet_peer::Peer;
use kabinet_proof::Verifier;
use kabinet_proto::contracts;
use kabinet_seal::KeyRing;
use kabinet_server::{BoxError, Serve, ServerConfig, Service, serve_with_jobs};
use secrecy::ExposeSecret as _;
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::transport::Endpoint;

use crate::app::App;
use crate::app::assess::Judge;
use crate::jobs::Jobs;
use crate::passwords::{HashCount, Passwords};
use crate::peers::Peers;
use crate::revocations::{RESERVED, Revocations};
use crate::rpc::Rpc;
use crate::throttle::Throttle;
use crate::vault::Vault;
use crate::{Config, MIGRATOR, SERVICES};
use tokens::OwnTokens;

/// How long work behind the answers may take once the calls have ended.
const BACKGROUND_PATIENCE: Duration = Duration::from_secs(5);

/// The identity service.
#[derive(Debug)]
pub struct Server;

impl Service for Server {
    const NAME: &'static str = "identity";

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
        let peer = |endpoint: &Endpoint, to| Peer::connect_lazy(endpoint.clone(), Self::NAME, to);
        let peers = Peers {
            verification: peer(&config.verification, "verification"),
            profile: peer(&config.profile, "profile"),
        };
        Self::start_with(config, env, peers, listener, token).await
    }
}

impl Server {
    /// Serves with the peers that are given, until the token is cancelled and the calls in work
    /// have ended.
    pub async fn start_with(
        config: Config,
        env: Env,
        peers: Peers,
        listener: TcpListener,
        token: CancellationToken,
    ) -> Result<(), BoxError> {
        tokio::task::spawn_blocking(kabinet_domain::mobile::load_numbering_plans).await?;
        let prepared = Self::prepare(config, env, peers)?;
        prepared.serve(listener, token).await
    }

    /// Prepares a server whose work can be counted; must be called inside the runtime.
    pub fn prepare(config: Config, env: Env, peers: Peers) -> Result<Prepared, BoxError> {
        let (pool, reserve) =
            kabinet_database::connect_reserving(&config.database, Self::NAME, RESERVED);
        let vault = Arc::new(Vault::new(&config.keys, &config.token_issuer, env.clone()));
        let tokens = Arc::new(own_verifier(&config, &pool, &vault, &env));
        let access = access(Arc::clone(&tokens))?;
        let jobs = Jobs::new(pool.clone(), env.clone(), peers.clone());
        let (redis_url, prefix) = (config.redis_url.expose_secret(), &config.redis_key_prefix);
        let app = Arc::new(App {
            throttle: Throttle::new(redis_url, prefix, config.redis_timeout, env.clone())?,
            passwords: Passwords::start(
                config.passwords.sizes,
                config.passwords.cost,
                config.keys.pepper.clone(),
                env.clone(),
            ),
            vault,
            limits: config.limits,
            reserved: config.registration.reserved,
            judge: Judge::new(config.passwords.policy),
            guide: config.registration.guide,
            lifetimes: config.lifetimes,
            registration_lifetime: config.registration.lifetime,
            recovery_demand: config.recovery_demand,
            proofs: Verifier::new(peers.verification.clone(), env.clone()),
            peers,
            tokens,
            outbox: jobs.outbox(),
            revocations: Revocations::new(reserve),
            background: TaskTracker::new(),
            pool: pool.clone(),
            env,
        });
        let serve = Serve::new(Self::NAME, config.server)
            .access(access)
            .ready_with_schema(pool, &MIGRATOR);
        let rpc = Rpc::new(
            Arc::clone(&app),
            Fingerprints::new(config.keys.general.clone()),
        );
        Ok(Prepared {
            serve: rpc.serve_on(serve),
            rings: config.keys.all(),
            app,
            jobs,
        })
    }
}

/// A server that is ready to serve.
pub struct Prepared {
    serve: Serve<AccessLayer>,
    rings: [KeyRing; 4],
    app: Arc<App>,
    jobs: Jobs,
}

impl Prepared {
    /// Returns the counter of this server's password hashes.
    pub fn hash_count(&self) -> HashCount {
        self.app.passwords.hash_count()
    }

    /// Serves until the token is cancelled and the calls in work have ended.
    pub async fn serve(
        self,
        listener: TcpListener,
        token: CancellationToken,
    ) -> Result<(), BoxError> {
        // The relay goes on while calls in work may still commit events.
        let ended = CancellationToken::new();
        let running = self.jobs.start(&self.app, self.rings, &ended);
        let serving = self.serve.serve(listener, token);
        let served = serve_with_jobs(serving, running, &ended).await;
        finish_background(&self.app).await;
        served
    }
}

/// Waits for what calls have left to do behind their answers, such as a new hash; a crash may lose it.
async fn finish_background(app: &App) {
    app.background.close();
    let finished = tokio::time::timeout(BACKGROUND_PATIENCE, app.background.wait()).await;
    if finished.is_err() {
        tracing::warn!("work behind the calls did not end in time");
    }
}

fn own_verifier(config: &Config, pool: &PgPool, vault: &Arc<Vault>, env: &Env) -> TokenVerifier {
    let own = Arc::new(OwnTokens::new(pool.clone(), Arc::clone(vault), env.clone()));
    TokenVerifier::new(config.token_issuer.clone(), own.clone(), own, env.clone())
}

fn access(tokens: Arc<TokenVerifier>) -> Result<AccessLayer, BoxError> {
    let rules = Rules::read(contracts(), &SERVICES)?;
    Ok(AccessLayer::new(rules, CallerSource::Insecure, tokens))
}
