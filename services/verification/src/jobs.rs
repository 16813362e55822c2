//! What runs beside the calls, each until the service stops.

mod ledger_writer;
mod settle;
mod sweep;

use std::sync::Arc;
use std::time::Duration;

use kabinet_domain::Channel;
use kabinet_env::Env;
use kabinet_seal::KeyRing;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Observed};
use crate::config::DeliveryConfig;
use crate::delivery::{Provider, ReceiptBook, Session, SmtpTransport, Templates, Worker};

/// How often key files are looked at again.
const KEYS_RELOAD: Duration = Duration::from_secs(10);

/// The delivery of one channel each, and what it needs.
pub(crate) struct Deliveries {
    /// How messages travel.
    pub config: DeliveryConfig,
    /// What they say.
    pub templates: Arc<Templates>,
    /// The mail server.
    pub smtp: SmtpTransport,
}

/// Starts every job.
pub(crate) fn start(
    app: &App,
    deliveries: Deliveries,
    outcomes: mpsc::Receiver<Observed>,
    keys: KeyRing,
    token: &CancellationToken,
) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    let receipts = ReceiptBook::new(app.env.clone(), app.ledger.clone());
    // Outlives its worker: what the centre was given while the service stops is answered too.
    let unused = CancellationToken::new();
    let (session, link) = Session::new(deliveries.config.smpp, receipts, unused.clone());
    jobs.spawn(link);
    let worker = |channel, provider| {
        let templates = Arc::clone(&deliveries.templates);
        let worker = Worker::new(
            app.clone(),
            channel,
            provider,
            templates,
            deliveries.config.worker,
        );
        worker.run(token.clone())
    };
    let (sms, email) = (
        worker(Channel::Sms, Provider::Smpp(session)),
        worker(Channel::Email, Provider::Smtp(deliveries.smtp)),
    );
    jobs.spawn(async move {
        let _unused = unused.drop_guard();
        sms.await;
    });
    jobs.spawn(email);
    jobs.spawn(ledger_writer::run(
        app.ledger.clone(),
        app.env.clone(),
        outcomes,
        token.clone(),
    ));
    jobs.spawn(until(token, settle::run(app.clone())));
    jobs.spawn(until(
        token,
        sweep::run(app.ledger.clone(), app.env.clone()),
    ));
    jobs.spawn(until(token, watch(keys, app.env.clone())));
    jobs
}

async fn watch(keys: KeyRing, env: Env) {
    keys.watch(env, KEYS_RELOAD).await;
}

fn until(
    token: &CancellationToken,
    job: impl Future<Output = ()> + Send + 'static,
) -> impl Future<Output = ()> + Send + 'static {
    let token = token.clone();
    async move {
        tokio::select! {
            () = token.cancelled() => {}
            () = job => {}
        }
    }
}
