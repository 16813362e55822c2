use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kabinet_env::Env;
use rusmpp::CommandStatus;
use rusmpp::pdus::{DeliverSm, SubmitSm};
use tokio::task::JoinSet;

use super::behaviour::{Behaviour, Decision, Reply};
use super::credentials::Credentials;
use super::receivers::Receivers;
use super::{receipt, submission};
use crate::messages::Messages;
use crate::switch::Switch;

/// Receipts that are held back at a time; further ones are not sent.
const MAX_HELD_BACK: usize = 1_000;

/// Holds what all connections of the SMS sink share.
#[derive(Clone)]
pub(super) struct Centre {
    pub(super) messages: Messages,
    pub(super) credentials: Arc<Credentials>,
    pub(super) receivers: Arc<Receivers>,
    behaviour: Arc<Switch<Behaviour>>,
    /// Dropping it ends the waiting: the tasks hold nothing that holds it.
    held_back: Arc<Mutex<JoinSet<()>>>,
}

/// Holds what follows from an accepted submission.
pub(super) struct Accepted {
    pub(super) message_id: String,
    pub(super) reply: Reply,
    pub(super) receipt: Option<PlannedReceipt>,
}

/// Holds a receipt that is to be sent after the submission has been answered.
pub(super) struct PlannedReceipt {
    receipt: DeliverSm,
    delay: Duration,
}

impl Centre {
    pub(super) fn new(
        messages: Messages,
        behaviour: Arc<Switch<Behaviour>>,
        credentials: Credentials,
    ) -> Self {
        Self {
            messages,
            credentials: Arc::new(credentials),
            receivers: Arc::default(),
            behaviour,
            held_back: Arc::default(),
        }
    }

    pub(super) fn env(&self) -> &Env {
        self.messages.env()
    }

    pub(super) fn is_silent(&self) -> bool {
        self.behaviour.get() == Behaviour::Silent
    }

    /// Says how long an answer takes.
    pub(super) fn pause(&self) -> Duration {
        match self.behaviour.get() {
            Behaviour::Slow(pause) => pause,
            _ => Duration::ZERO,
        }
    }

    /// Keeps a submitted message, or says which status refuses it.
    pub(super) fn submit(&self, submit: &SubmitSm) -> Result<Accepted, CommandStatus> {
        let (outcome, receipt_delay, reply) = match self.behaviour.update(Behaviour::decide) {
            Decision::Refuse(status) => return Err(status),
            Decision::Accept {
                outcome,
                receipt_delay,
                reply,
            } => (outcome, receipt_delay, reply),
        };
        let message = self.messages.add(submission::read(submit)?);
        let message_id = self.message_id();
        let receipt = receipt_delay
            .filter(|_| receipt::is_wanted(submit.registered_delivery, outcome))
            .map(|delay| PlannedReceipt {
                receipt: receipt::write(
                    submit,
                    &message_id,
                    message.receive_time,
                    message.receive_time + delay,
                    outcome,
                ),
                delay,
            });
        Ok(Accepted {
            message_id,
            reply,
            receipt,
        })
    }

    /// Sends a receipt when its time has come.
    pub(super) fn send(&self, planned: PlannedReceipt) {
        if planned.delay.is_zero() {
            self.receivers.deliver(planned.receipt);
            return;
        }
        let mut held_back = self
            .held_back
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        while held_back.try_join_next().is_some() {}
        if held_back.len() < MAX_HELD_BACK {
            let env = self.env().clone();
            let receivers = Arc::clone(&self.receivers);
            held_back.spawn(async move {
                env.sleep(planned.delay).await;
                receivers.deliver(planned.receipt);
            });
        }
    }

    /// Makes an id that no earlier run of the sink gave out either: clients keep them.
    fn message_id(&self) -> String {
        let bytes: [u8; 8] = self.env().bytes();
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
