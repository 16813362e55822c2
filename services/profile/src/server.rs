//! Wires configuration, keys, database and peers into a server.

use std::{sync::Arc, time::Duration};

use kabinet_access::client::IdentityClient;
use kabinet_access::{
    AccessLayer, CallerSource, Revocations, Rules, TokenVerifier, WATCH_LIFETIME, watch,
};
use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_idempotency::Fingerprints;
use kabinet_outbox::{Parked, Wake};
use kabinet_peer::Peer;
use kabinet_proof::Verifier;
use kabinet_proto::contracts;
use kabinet_seal::PageTokens;
use kabinet_server::{BoxError, Serve, ServerConfig, Service, serve_with_jobs};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::transport::Endpoint;

use crate::{Config, MIGRATOR, Peers, SERVICES, app::App, jobs::Jobs, rpc::Rpc, vault::Vault};

/// How often key files are looked at again.
const KEYS_RELOAD: Duration = Duration::from_secs(10);

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

    fn parked(config: &Config) -> Option<Parked> {
        Some(Parked::new(kabinet_database::connect(
            &config.database,
            Self::NAME,
        )))
    }

    async fn migrate(config: &Config) -> Result<(), BoxError> {
        let url = config.database.migrate_url().expose_secret();
        Ok(kabinet_database::migrate(url, &MIGRATOR).await?)
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
        let identity = peers.identity.clone().with_deadline(WATCH_LIFETIME);
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
            env: env.clone(),
        };
        let jobs = Jobs::new(app.clone());
        let app = App {
            outbox: jobs.outbox(),
            ..app
        };
        // The relay goes on while calls in work may still commit events.
        let ended = CancellationToken::new();
        let mut running = jobs.start(app.clone(), &ended);
        let keys = config.keys.clone();
        running.spawn(watch(revocations, identity, env.clone(), ended.clone()));
        running.spawn(keys.watch_until(env, KEYS_RELOAD, ended.clone()));
        let server = Serve::new(Self::NAME, config.server)
            .access(access)
            .ready_when(move || {
                let pool = pool.clone();
                async move { Ok(kabinet_database::schema_is_current(&pool, &MIGRATOR).await?) }
            });
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
    let identity = Arc::new(IdentityClient::new(peers.identity.clone()));
    let verifier = TokenVerifier::new(
        config.token_issuer.clone(),
        identity.clone(),
        identity,
        env.clone(),
    );
    let verifier = verifier.with_revocations(Arc::clone(revocations));
    Ok(AccessLayer::new(
        rules,
        CallerSource::Insecure,
        Arc::new(verifier),
    ))
}
