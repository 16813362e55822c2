use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::FuturesUnordered;
use futures::{SinkExt as _, StreamExt as _};
use rusmpp::pdus::DeliverSmResp;
use rusmpp::{Command, CommandId, CommandStatus, Pdu};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::SmppConfig;
use super::bind::{self, Connection, FIRST_SEQUENCE_NUMBER};
use super::pending::{Pending, message_id, refusal};
use super::receipt::Receipt;
use super::session::{Signals, Submission};
use crate::delivery::backoff;
use crate::delivery::receipts::ReceiptBook;

/// Receipts that may wait for the ledger; the centre has to repeat those beyond.
const MAX_RECEIPTS: usize = 64;
/// SMPP 3.4, 5.1.4.
const MAX_SEQUENCE_NUMBER: u32 = 0x7fff_ffff;
/// A connection that ends sooner counts as a failed one.
const STABLE: Duration = Duration::from_secs(30);
/// How long the other side may take to say good-bye.
const UNBIND_TIMEOUT: Duration = Duration::from_secs(1);

type ReceiptTaken = Pin<Box<dyn Future<Output = (u32, bool)> + Send>>;

/// Keeps the session connected until the token is cancelled.
pub(super) async fn keep(
    config: Arc<SmppConfig>,
    mut signals: Signals,
    receipts: ReceiptBook,
    token: CancellationToken,
) {
    let mut failures = 0;
    while !token.is_cancelled() {
        match bind::connect(&config).await {
            Ok(connection) => {
                tracing::info!("bound to the message centre");
                let bind_time = Instant::now();
                signals.bound.send_replace(true);
                let link = Link::new(connection, &config, &receipts);
                let lost = link.serve(&mut signals, &token).await;
                signals.bound.send_replace(false);
                failures = if bind_time.elapsed() < STABLE {
                    failures + 1
                } else {
                    0
                };
                tracing::warn!(
                    cause = lost.as_str(),
                    "the session with the message centre ended"
                );
            }
            Err(error) => {
                failures += 1;
                tracing::warn!(error = %error, "not bound to the message centre");
            }
        }
        tokio::select! {
            () = token.cancelled() => {}
            () = sleep(backoff::after(failures, config.first_reconnect, backoff::LONGEST)) => {}
        }
    }
}

/// Why a connection is over.
enum Lost {
    Stopped,
    Closed,
    Silent,
    Unbound,
}

impl Lost {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Closed => "closed",
            Self::Silent => "silent",
            Self::Unbound => "unbound",
        }
    }
}

/// One bound connection. Submissions without an answer fail when it is dropped.
struct Link<'a> {
    connection: Connection,
    config: &'a SmppConfig,
    receipts: &'a ReceiptBook,
    sequence_number: u32,
    pending: Pending,
    taken: FuturesUnordered<ReceiptTaken>,
    enquiry: Enquiry,
}

/// Whether the other side is known to be there.
enum Enquiry {
    Due(Instant),
    Unanswered(Instant),
}

impl Enquiry {
    fn time(&self) -> Instant {
        match self {
            Self::Due(time) | Self::Unanswered(time) => *time,
        }
    }
}

impl<'a> Link<'a> {
    fn new(connection: Connection, config: &'a SmppConfig, receipts: &'a ReceiptBook) -> Self {
        Self {
            connection,
            config,
            receipts,
            sequence_number: FIRST_SEQUENCE_NUMBER,
            pending: Pending::default(),
            taken: FuturesUnordered::new(),
            enquiry: Enquiry::Due(Instant::now() + config.enquire_link),
        }
    }

    async fn serve(mut self, signals: &mut Signals, token: &CancellationToken) -> Lost {
        loop {
            let step = tokio::select! {
                () = token.cancelled() => {
                    self.unbind().await;
                    return Lost::Stopped;
                }
                submission = signals.submissions.recv() => match submission {
                    Some(submission) => self.submit(submission).await,
                    None => return Lost::Stopped,
                },
                command = self.connection.next() => {
                    self.enquiry = Enquiry::Due(Instant::now() + self.config.enquire_link);
                    match command {
                        Some(Ok(command)) => self.receive(&command, signals).await,
                        Some(Err(_)) | None => Err(Lost::Closed),
                    }
                }
                Some((sequence_number, known)) = self.taken.next(), if !self.taken.is_empty() => {
                    self.acknowledge(sequence_number, known).await
                }
                () = sleep_until(self.enquiry.time()) => self.enquire().await,
            };
            if let Err(lost) = step {
                return lost;
            }
        }
    }

    async fn submit(&mut self, submission: Submission) -> Result<(), Lost> {
        // Its sender gave up before it was submitted, and will look at the state again.
        if submission.answer.is_closed() {
            return Ok(());
        }
        let sequence_number = self.next_sequence_number();
        self.pending.add(sequence_number, submission.answer);
        self.send(CommandStatus::EsmeRok, sequence_number, submission.message)
            .await
    }

    async fn receive(&mut self, command: &Command, signals: &Signals) -> Result<(), Lost> {
        let sequence_number = command.sequence_number();
        match (command.id(), command.pdu()) {
            // A refusal may come without a body.
            (CommandId::SubmitSmResp, pdu) => {
                self.submitted(sequence_number, command.status(), pdu, signals);
                Ok(())
            }
            (CommandId::GenericNack, _) => {
                let answer = Err(refusal(command.status()));
                self.pending.answer(sequence_number, answer);
                Ok(())
            }
            (_, Some(Pdu::DeliverSm(message))) => {
                // Answers to submissions come the same way: it has to be read on.
                if self.taken.len() >= MAX_RECEIPTS {
                    return self.acknowledge(sequence_number, false).await;
                }
                self.take(sequence_number, Receipt::read(message));
                Ok(())
            }
            (CommandId::EnquireLink, _) => self.reply(sequence_number, Pdu::EnquireLinkResp).await,
            (CommandId::Unbind, _) => {
                self.reply(sequence_number, Pdu::UnbindResp).await?;
                Err(Lost::Unbound)
            }
            (CommandId::EnquireLinkResp, _) => Ok(()),
            _ => {
                let status = CommandStatus::EsmeRinvcmdid;
                self.send(status, sequence_number, Pdu::GenericNack).await
            }
        }
    }

    fn submitted(
        &mut self,
        sequence_number: u32,
        status: CommandStatus,
        pdu: Option<&Pdu>,
        signals: &Signals,
    ) {
        let answer = match (status, pdu) {
            // Taken, even if no receipt will ever find it: to repeat it would go on till the end.
            (CommandStatus::EsmeRok, pdu) => Ok(message_id(pdu)),
            (status, _) => Err(refusal(status)),
        };
        if matches!(
            status,
            CommandStatus::EsmeRthrottled | CommandStatus::EsmeRmsgqful
        ) {
            signals.pause.start(self.config.throttle_pause);
        }
        self.pending.answer(sequence_number, answer);
    }

    fn take(&mut self, sequence_number: u32, receipt: Option<Receipt>) {
        let receipts = self.receipts.clone();
        self.taken.push(Box::pin(async move {
            let known = match receipt {
                Some(receipt) => receipts.take(receipt).await,
                None => true,
            };
            (sequence_number, known)
        }));
    }

    async fn acknowledge(&mut self, sequence_number: u32, known: bool) -> Result<(), Lost> {
        // A temporary refusal makes the centre repeat the receipt.
        let status = if known {
            CommandStatus::EsmeRok
        } else {
            CommandStatus::EsmeRxTAppn
        };
        self.send(status, sequence_number, DeliverSmResp::default())
            .await
    }

    async fn enquire(&mut self) -> Result<(), Lost> {
        if matches!(self.enquiry, Enquiry::Unanswered(_)) {
            return Err(Lost::Silent);
        }
        self.enquiry = Enquiry::Unanswered(Instant::now() + self.config.response_timeout);
        let sequence_number = self.next_sequence_number();
        self.send(CommandStatus::EsmeRok, sequence_number, Pdu::EnquireLink)
            .await
    }

    async fn unbind(&mut self) {
        let sequence_number = self.next_sequence_number();
        let said = self
            .send(CommandStatus::EsmeRok, sequence_number, Pdu::Unbind)
            .await;
        if said.is_err() {
            return;
        }
        let answered = async {
            while let Some(Ok(command)) = self.connection.next().await {
                if command.id() == CommandId::UnbindResp {
                    return;
                }
            }
        };
        // The other side may keep silent: nothing depends on its answer.
        let _ = timeout(UNBIND_TIMEOUT, answered).await;
    }

    async fn reply(&mut self, sequence_number: u32, pdu: Pdu) -> Result<(), Lost> {
        self.send(CommandStatus::EsmeRok, sequence_number, pdu)
            .await
    }

    async fn send(
        &mut self,
        status: CommandStatus,
        sequence_number: u32,
        pdu: impl Into<Pdu>,
    ) -> Result<(), Lost> {
        let command = Command::new(status, sequence_number, pdu);
        // A peer that reads nothing must not hold the session.
        match timeout(self.config.response_timeout, self.connection.send(command)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Lost::Closed),
            Err(_) => Err(Lost::Silent),
        }
    }

    fn next_sequence_number(&mut self) -> u32 {
        self.sequence_number = self.sequence_number % MAX_SEQUENCE_NUMBER + 1;
        self.sequence_number
    }
}
