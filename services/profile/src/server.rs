//! Wires configuration, keys, database and peers into a server.

use std::sync::Arc;

use kabinet_access::{AccessLayer, CallerSource, Revocations, Rules, TokenVerifier};
use kabinet_config::Sources;
use kabinet_database::DatabaseConfig;
use kabinet_env::Env;
use kabinet_idempotency::Fingerprints;
use kabinet_outbox::Wake;
use kabinet_peer::Peer;
use kabinet_proof::Verifier;
use kabinet_proto::contracts;
use kabinet_seal::PageTokens;
use kabinet_server::{BoxError, Serve, ServerConfig, Service, serve_with_jobs};
use sqlx::migrate::Migrator;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::transport::Endpoint;

use crate::{Config, MIGRATOR, Peers, SERVICES, app::App, jobs::Jobs, rpc::Rpc, vault::Vault};

/// The profile service.
#[derive(Debug)]
pub struct Server;

impl Service for Server {
    const NAME: &'static str = "profile";

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
        let peer =
            |endpoint: &Endpoint, name| Peer::connect_lazy(endpoint.clone(), Self::NAME, name);
        let peers = Peers {
            identity: peer(&config.identity, "identity"),
            verification: peer(&config.verification, "verification"),
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
        let pool = kabinet_database::connect(&config.database, Self::NAME);
        let revocations = Arc::<Revocations>::default();
        let access = access(&config, &env, &peers, &revocations)?;
        let vault = Vault::new(&config.keys, env.clone());
        let app = App {
            stand_in: Arc::new(vault.stand_in()),
            vault,
            proofs: Verifier::new(peers.verification.clone(), env.clone()),
            pool: pool.clone(),
            admission: config.admission,
            peers,
            region_pages: PageTokens::new(config.keys.clone(), "profile.regions"),
            inbox_pages: PageTokens::new(config.keys.clone(), "profile.inbox"),
            outbox: Wake::default(),
            env,
        };
        let jobs = Jobs::new(app.clone(), config.keys.clone());
        let app = App {
            outbox: jobs.outbox(),
            ..app
        };
        // The relay goes on while calls in work may still commit events.
        let ended = CancellationToken::new();
        let running = jobs.start(app.clone(), revocations, &ended);
        let server = Serve::new(Self::NAME, config.server)
            .access(access)
            .ready_with_schema(pool, &MIGRATOR);
        let rpc = Rpc::new(app, Fingerprints::new(config.keys));
        let serving = rpc.serve_on(server).serve(listener, token);
        serve_with_jobs(serving, running, &ended).await
    }
}

fn access(
    config: &Config,
    env: &Env,
    peers: &Peers,
    revocations: &Arc<Revocations>,
) -> Result<AccessLayer, BoxError> {
    let rules = Rules::read(contracts(), &SERVICES)?;
    let tokens = TokenVerifier::of_identity(
        config.token_issuer.clone(),
        peers.identity.clone(),
        Arc::clone(revocations),
        env.clone(),
    );
    Ok(AccessLayer::new(
        rules,
        CallerSource::Insecure,
        Arc::new(tokens),
    ))
}
