use std::io;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use rusmpp::pdus::{DeliverSm, SubmitSm, SubmitSmResp};
use rusmpp::tokio_codec::{CommandCodec, DecodeError};
use rusmpp::types::COctetString;
use rusmpp::{Command, CommandStatus, Pdu};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc::Receiver;
use tokio_util::codec::Framed;

use super::behaviour::Reply;
use super::binding::{Bind, Role};
use super::centre::{Centre, PlannedReceipt};

/// Longer than any client's `enquire_link` period.
const MAX_IDLE: Duration = Duration::from_mins(5);
/// The longest PDU that makes sense here is a `submit_sm` with a payload that is refused.
const MAX_PDU_OCTETS: usize = 8 * 1024;
/// SMPP 3.4, section 3.2.1.4: the sequence number of a PDU that could not be read.
const UNKNOWN_SEQUENCE: u32 = 0;
/// SMPP 3.4, section 5.1.4.
const MAX_SEQUENCE: u32 = 0x7fff_ffff;

/// Serves one connection until the client unbinds, goes away or idles.
pub(super) async fn run(stream: TcpStream, centre: Centre) -> io::Result<()> {
    let mut session = Session {
        centre,
        role: None,
        receipts: None,
        sequence: 0,
    };
    let codec = CommandCodec::new().with_max_length(MAX_PDU_OCTETS);
    let served = session.serve(Framed::new(stream, codec)).await;
    if let Some(receipts) = session.receipts.take() {
        session.centre.receivers.leave(receipts);
    }
    served
}

struct Session {
    centre: Centre,
    role: Option<Role>,
    receipts: Option<Receiver<DeliverSm>>,
    sequence: u32,
}

/// Holds what follows from a PDU.
struct Step {
    response: Option<Command>,
    receipt: Option<PlannedReceipt>,
    then: Then,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Read,
    Close,
}

impl Step {
    fn nothing() -> Self {
        Self {
            response: None,
            receipt: None,
            then: Then::Read,
        }
    }

    fn respond(status: CommandStatus, sequence: u32, pdu: impl Into<Pdu>) -> Self {
        Self {
            response: Some(Command::new(status, sequence, pdu)),
            ..Self::nothing()
        }
    }

    fn then_close(self) -> Self {
        Self {
            then: Then::Close,
            ..self
        }
    }
}

impl Session {
    async fn serve(&mut self, mut connection: Framed<TcpStream, CommandCodec>) -> io::Result<()> {
        let env = self.centre.env().clone();
        loop {
            let step = tokio::select! {
                received = connection.next() => match received {
                    Some(Ok(command)) => {
                        let step = self.take(&command);
                        env.sleep(self.centre.pause()).await;
                        step
                    }
                    Some(Err(error)) => unreadable(error)?,
                    None => return Ok(()),
                },
                Some(receipt) = next_receipt(&mut self.receipts) => self.pass_on(receipt),
                () = env.sleep(MAX_IDLE) => return Ok(()),
            };
            if let Some(response) = step.response {
                tokio::select! {
                    sent = connection.send(response) => sent.map_err(io::Error::other)?,
                    () = env.sleep(MAX_IDLE) => return Ok(()),
                }
            }
            if let Some(receipt) = step.receipt {
                self.centre.send(receipt);
            }
            if step.then == Then::Close {
                return connection.get_mut().shutdown().await;
            }
        }
    }

    fn take(&mut self, command: &Command) -> Step {
        if self.centre.is_silent() {
            return Step::nothing();
        }
        let sequence = command.sequence_number();
        let is_response = command.id().is_response();
        match command.pdu() {
            Some(Pdu::BindTransmitter(bind)) => self.bind(sequence, &bind.clone().into()),
            Some(Pdu::BindReceiver(bind)) => self.bind(sequence, &bind.clone().into()),
            Some(Pdu::BindTransceiver(bind)) => self.bind(sequence, &bind.clone().into()),
            Some(Pdu::SubmitSm(submit)) => self.submit(sequence, submit),
            Some(Pdu::EnquireLink) => {
                Step::respond(CommandStatus::EsmeRok, sequence, Pdu::EnquireLinkResp)
            }
            Some(Pdu::Unbind) => {
                Step::respond(CommandStatus::EsmeRok, sequence, Pdu::UnbindResp).then_close()
            }
            _ if is_response => Step::nothing(),
            Some(_) => Step::respond(CommandStatus::EsmeRinvcmdid, sequence, Pdu::GenericNack),
            None => Step::respond(CommandStatus::EsmeRinvcmdlen, sequence, Pdu::GenericNack),
        }
    }

    fn bind(&mut self, sequence: u32, bind: &Bind) -> Step {
        let credentials = &self.centre.credentials;
        let status = match self.role {
            Some(_) => CommandStatus::EsmeRalybnd,
            None => bind.check(credentials),
        };
        let response = Step::respond(status, sequence, bind.role.response(credentials));
        if status == CommandStatus::EsmeRok {
            self.role = Some(bind.role);
            if bind.role.receives() {
                self.receipts = Some(self.centre.receivers.join());
            }
        }
        response
    }

    fn submit(&self, sequence: u32, submit: &SubmitSm) -> Step {
        let accepted = if self.role.is_some_and(Role::submits) {
            self.centre.submit(submit)
        } else {
            Err(CommandStatus::EsmeRinvbndsts)
        };
        let accepted = match accepted {
            Ok(accepted) => accepted,
            Err(status) => return Step::respond(status, sequence, SubmitSmResp::default()),
        };
        let message_id = COctetString::from_string(accepted.message_id)
            .expect("a message id has 16 hexadecimal digits");
        let response = SubmitSmResp::new(message_id, Vec::new());
        let step = match accepted.reply {
            Reply::Sent => Step::respond(CommandStatus::EsmeRok, sequence, response),
            Reply::CutOff => Step::nothing().then_close(),
        };
        Step {
            receipt: accepted.receipt,
            ..step
        }
    }

    fn pass_on(&mut self, receipt: DeliverSm) -> Step {
        self.sequence = self.sequence % MAX_SEQUENCE + 1;
        Step::respond(CommandStatus::EsmeRok, self.sequence, receipt)
    }
}

/// Waits for the next receipt; for ever when the client takes none.
async fn next_receipt(receipts: &mut Option<Receiver<DeliverSm>>) -> Option<DeliverSm> {
    match receipts {
        Some(receipts) => receipts.recv().await,
        None => std::future::pending().await,
    }
}

/// Answers octets that are no PDU. Where the next PDU starts is not known then, so nothing more is
/// read.
fn unreadable(error: DecodeError) -> io::Result<Step> {
    let status = match error {
        DecodeError::Io(error) => return Err(error),
        DecodeError::Decode(_) => CommandStatus::EsmeRunknownerr,
        _ => CommandStatus::EsmeRinvcmdlen,
    };
    Ok(Step::respond(status, UNKNOWN_SEQUENCE, Pdu::GenericNack).then_close())
}
