//! A message centre that does what a test tells it to.

use std::net::{Ipv4Addr, SocketAddr};

use futures::{SinkExt as _, StreamExt as _};
use rusmpp::pdus::{BindTransceiverResp, DeliverSm, SubmitSmResp};
use rusmpp::tokio_codec::CommandCodec;
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::EsmClass;
use rusmpp::{Command, CommandId, CommandStatus, Pdu};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::codec::Framed;

use crate::suite::PATIENCE;

/// How submissions are answered.
#[derive(Clone, Copy)]
pub(crate) enum Answers {
    /// After so many receipts of messages that nobody knows.
    AfterReceipts(u32),
    /// With the header alone.
    WithoutBody,
    /// When the test says so.
    OnDemand,
    /// Not at all.
    Never,
}

pub(crate) struct OddCentre {
    pub(crate) address: SocketAddr,
    submissions: mpsc::UnboundedReceiver<String>,
    demands: mpsc::UnboundedSender<()>,
}

impl OddCentre {
    pub(crate) async fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (submitted, submissions) = mpsc::unbounded_channel();
        let (demands, mut demanded) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, answers, &submitted, &mut demanded).await;
            }
        });
        Self {
            address,
            submissions,
            demands,
        }
    }

    /// Waits for a submission and returns the digits of its receiver.
    pub(crate) async fn submitted(&mut self) -> String {
        let submitted = tokio::time::timeout(PATIENCE, self.submissions.recv()).await;
        submitted.expect("it is submitted in time").unwrap()
    }

    /// Counts the submissions that nobody waited for.
    pub(crate) fn further_submissions(&mut self) -> usize {
        std::iter::from_fn(|| self.submissions.try_recv().ok()).count()
    }

    /// Answers one submission.
    pub(crate) fn answer(&self) {
        self.demands.send(()).unwrap();
    }
}

async fn serve(
    stream: TcpStream,
    answers: Answers,
    submitted: &mpsc::UnboundedSender<String>,
    demanded: &mut mpsc::UnboundedReceiver<()>,
) {
    let mut connection = Framed::new(stream, CommandCodec::new());
    while let Some(Ok(command)) = connection.next().await {
        let sequence = command.sequence_number();
        let sent = match command.id() {
            CommandId::BindTransceiver => {
                reply(&mut connection, sequence, BindTransceiverResp::default()).await
            }
            CommandId::EnquireLink => reply(&mut connection, sequence, Pdu::EnquireLinkResp).await,
            CommandId::Unbind => return,
            CommandId::SubmitSm => {
                let _ = submitted.send(receiver(&command));
                answer(&mut connection, sequence, answers, demanded).await
            }
            _ => Some(()),
        };
        if sent.is_none() {
            return;
        }
    }
}

fn receiver(command: &Command) -> String {
    match command.pdu() {
        Some(Pdu::SubmitSm(submission)) => submission.destination_addr.as_str().to_owned(),
        _ => String::new(),
    }
}

async fn answer(
    connection: &mut Framed<TcpStream, CommandCodec>,
    sequence: u32,
    answers: Answers,
    demanded: &mut mpsc::UnboundedReceiver<()>,
) -> Option<()> {
    match answers {
        Answers::AfterReceipts(count) => {
            for number in 0..count {
                let receipt = receipt(number);
                let command = Command::new(CommandStatus::EsmeRok, number + 1, receipt);
                connection.feed(command).await.ok()?;
            }
        }
        Answers::WithoutBody => {
            let mut header = [0; 16];
            header[3] = 16;
            header[4..8].copy_from_slice(&0x8000_0004_u32.to_be_bytes());
            header[12..].copy_from_slice(&sequence.to_be_bytes());
            return connection.get_mut().write_all(&header).await.ok();
        }
        Answers::OnDemand => demanded.recv().await?,
        Answers::Never => return Some(()),
    }
    let id = COctetString::from_string(format!("id-{sequence}")).unwrap();
    reply(connection, sequence, SubmitSmResp::new(id, Vec::new())).await
}

async fn reply(
    connection: &mut Framed<TcpStream, CommandCodec>,
    sequence: u32,
    pdu: impl Into<Pdu>,
) -> Option<()> {
    let command = Command::new(CommandStatus::EsmeRok, sequence, pdu);
    connection.send(command).await.ok()
}

fn receipt(number: u32) -> DeliverSm {
    let text = format!("id:stranger-{number} stat:DELIVRD");
    DeliverSm::builder()
        .esm_class(EsmClass::from(0x04))
        .short_message(OctetString::from_vec(text.into_bytes()).unwrap())
        .build()
}
