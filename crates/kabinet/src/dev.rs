//! The whole suite on one machine.

mod banner;
mod databases;
mod operator;
pub(crate) mod ports;
mod readiness;
mod settings;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context as _, anyhow};
use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_server::{bind, cancelled_by_signals};
use kabinet_sinks::{Addresses, Listeners, Sinks, smsc::Credentials};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    command::{
        configured::{Configured, from_sources},
        keys,
    },
    runtime,
    services::{self, Selection},
    terminal,
};
use databases::Databases;
use ports::Ports;

/// What to start, and where.
pub(crate) struct Plan {
    pub(crate) directory: PathBuf,
    pub(crate) ports: Ports,
    pub(crate) start: Start,
}

/// Whether data of an earlier start stay.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    WithEarlierData,
    Over,
}

/// Everything that was started.
struct Instance {
    serving: JoinHandle<anyhow::Result<()>>,
    token: CancellationToken,
    sinks: Sinks,
    telemetry: kabinet_telemetry::Guard,
    databases: Databases,
}

pub(crate) fn run(plan: Plan) -> anyhow::Result<ExitCode> {
    runtime::run(run_until_stopped(Arc::new(plan)))
}

async fn run_until_stopped(plan: Arc<Plan>) -> anyhow::Result<ExitCode> {
    // Before anything is started, so that a signal never leaves something behind.
    let stop = cancelled_by_signals()?;
    let databases = {
        let plan = Arc::clone(&plan);
        tokio::task::spawn_blocking(move || Databases::start(&plan)).await??
    };
    let mut instance = match start(&plan, databases).await? {
        Ok(instance) => instance,
        Err(refused) => return Ok(refused),
    };
    let ran = tokio::select! {
        () = stop.cancelled() => {
            terminal::progress("stopping");
            Ok(())
        }
        ended = &mut instance.serving => ended?,
        never_ready = announce(&plan) => never_ready,
    };
    instance.stop().await?;
    ran.map(|()| ExitCode::SUCCESS)
}

/// Tells that everything is ready once it is, and then waits for ever.
async fn announce(plan: &Plan) -> anyhow::Result<()> {
    readiness::wait(plan.ports).await?;
    operator::load(plan).await?;
    banner::print(plan);
    std::future::pending().await
}

/// Starts sinks and services over databases that run; mistakes in variables are an exit code.
async fn start(plan: &Plan, databases: Databases) -> anyhow::Result<Result<Instance, ExitCode>> {
    let env = Env::system();
    let keys_directory = plan.directory.join("keys");
    keys::ensure_all(&env, &keys_directory)?;
    let access = databases.prepare(&keys_directory).await?;

    let sources =
        Sources::read(None)?.with_default_variables(settings::of(plan, &keys_directory, &access));
    let configured = match from_sources(Selection::All, &sources) {
        Ok(configured) => configured,
        Err(refused) => return Ok(Err(refused)),
    };
    let sinks = Listeners::bind(Addresses {
        smtp: plan.ports.smtp(),
        smsc: plan.ports.smsc(),
        page: plan.ports.page(),
        grpc: plan.ports.inbox(),
    })
    .await
    .map_err(|error| other_ports(error.into()))?;
    let telemetry = kabinet_telemetry::init(&configured.telemetry, "kabinet")?;
    let sinks = Sinks::start(sinks, Credentials::default(), env.clone())?;
    let token = CancellationToken::new();
    let serving = start_services(configured, &env, &token).await?;
    Ok(Ok(Instance {
        serving,
        token,
        sinks,
        telemetry,
        databases,
    }))
}

async fn start_services(
    configured: Configured,
    env: &Env,
    token: &CancellationToken,
) -> anyhow::Result<JoinHandle<anyhow::Result<()>>> {
    let mut listening = Vec::new();
    for service in configured.services {
        service
            .migrate()
            .await
            .map_err(|error| anyhow!(error).context(format!("migrating {}", service.name())))?;
        let listener = bind(service.listen())
            .await
            .map_err(|error| other_ports(error.into()))?;
        listening.push((service, listener));
    }
    let (env, token) = (env.clone(), token.clone());
    Ok(tokio::spawn(async move {
        services::serve(listening, &env, &token).await
    }))
}

fn other_ports(error: anyhow::Error) -> anyhow::Error {
    error.context("a port is not free: `--port-base PORT` moves them all")
}

impl Instance {
    /// Stops everything that was started, and nothing else.
    async fn stop(self) -> anyhow::Result<()> {
        self.token.cancel();
        let served = if self.serving.is_finished() {
            Ok(())
        } else {
            self.serving.await?
        };
        self.sinks.shutdown().await;
        self.telemetry.shutdown().await;
        tokio::task::spawn_blocking(|| self.databases.stop())
            .await
            .context("stopping the databases")??;
        served
    }
}
