//! What runs beside the calls, each until the service stops.

mod ledger_writer;
mod settle;
mod sweep;

use kabinet_domain::Channel;
use kabinet_seal::KeyRing;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Observed};
use crate::config::DeliveryConfig;
use crate::delivery::{Provider, ReceiptBook, Session, SmtpTransport, Worker};
use crate::domain::Queue;

/// What delivering needs.
pub(crate) struct Deliveries {
    /// How messages travel.
    pub config: DeliveryConfig,
    /// The mail server.
    pub smtp: SmtpTransport,
}

/// Jobs that are ready to run.
pub(crate) struct Jobs {
    /// How messages leave.
    pub deliveries: Deliveries,
    /// What checks have decided, for the ledger.
    pub outcomes: mpsc::Receiver<Observed>,
    /// Keys whose files are looked at again.
    pub keys: KeyRing,
}

impl Jobs {
    /// Starts the jobs; they end with the token.
    pub(crate) fn start(self, app: &App, token: &CancellationToken) -> JoinSet<()> {
        let Self {
            deliveries,
            outcomes,
            keys,
        } = self;
        let mut jobs = JoinSet::new();
        let receipts = ReceiptBook::new(app.env.clone(), app.ledger.clone());
        // Outlives its worker: what the centre was given while the service stops is answered too.
        let unused = CancellationToken::new();
        let (session, link) = Session::new(deliveries.config.smpp, receipts, unused.clone());
        jobs.spawn(link);
        let worker = |queue, channel, provider| {
            let worker = Worker::new(
                app.clone(),
                queue,
                channel,
                provider,
                deliveries.config.worker,
            );
            worker.run(token.clone())
        };
        let both = |channel, provider: Provider| {
            let codes = worker(Queue::Codes, channel, provider.clone());
            let notices = worker(Queue::Notices, channel, provider);
            async move {
                tokio::join!(codes, notices);
            }
        };
        let sms = both(Channel::Sms, Provider::Smpp(session));
        let email = both(Channel::Email, Provider::Smtp(deliveries.smtp));
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
        jobs.spawn(settle::run(app.clone(), token.clone()));
        jobs.spawn(sweep::run(
            app.ledger.clone(),
            app.env.clone(),
            token.clone(),
        ));
        jobs.spawn(keys.watch(app.env.clone(), token.clone()));
        jobs
    }
}
