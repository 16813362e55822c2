use futures::{SinkExt, StreamExt};
use kabinet_sinks::SmscSink;
use kabinet_sinks::smsc::Credentials;
use rusmpp::pdus::{
    BindReceiver, BindTransceiver, BindTransmitter, DeliverSm, DeliverSmResp, SubmitSm,
};
use rusmpp::tokio_codec::CommandCodec;
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{DataCoding, EsmClass, InterfaceVersion, Npi, RegisteredDelivery, Ton};
use rusmpp::{Command, CommandStatus, Pdu};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_util::codec::Framed;

pub(crate) const RECEIVER: &str = "79000000001";

/// Speaks SMPP 3.4 to a sink.
pub(crate) struct SmppClient {
    connection: Framed<TcpStream, CommandCodec>,
    sequence: u32,
}

impl SmppClient {
    pub(crate) async fn connect(sink: &SmscSink) -> Self {
        let stream = TcpStream::connect(sink.address()).await.unwrap();
        Self {
            connection: Framed::new(stream, CommandCodec::new()),
            sequence: 0,
        }
    }

    pub(crate) async fn bound(sink: &SmscSink) -> Self {
        let mut client = Self::connect(sink).await;
        let status = client.bind(&Credentials::default()).await;
        assert_eq!(status, CommandStatus::EsmeRok);
        client
    }

    pub(crate) async fn bind(&mut self, credentials: &Credentials) -> CommandStatus {
        let (system_id, password) = texts(credentials);
        let bind = BindTransceiver::builder()
            .system_id(system_id)
            .password(password)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        self.ask(bind).await.status()
    }

    pub(crate) async fn bind_transmitter(&mut self) -> CommandStatus {
        let (system_id, password) = texts(&Credentials::default());
        let bind = BindTransmitter::builder()
            .system_id(system_id)
            .password(password)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        self.ask(bind).await.status()
    }

    pub(crate) async fn bind_receiver(&mut self) -> CommandStatus {
        let (system_id, password) = texts(&Credentials::default());
        let bind = BindReceiver::builder()
            .system_id(system_id)
            .password(password)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        self.ask(bind).await.status()
    }

    /// Submits a message and returns its id, or the status that refused it.
    pub(crate) async fn submit(&mut self, submit: SubmitSm) -> Result<String, CommandStatus> {
        let response = self.ask(submit).await;
        match (response.status(), response.pdu()) {
            (CommandStatus::EsmeRok, Some(Pdu::SubmitSmResp(response))) => {
                Ok(response.message_id().as_str().to_owned())
            }
            (status, _) => Err(status),
        }
    }

    /// Sends a request and returns the response to it.
    pub(crate) async fn ask(&mut self, pdu: impl Into<Pdu>) -> Command {
        self.send(pdu).await;
        let response = self.receive().await.expect("an answer");
        assert_eq!(response.sequence_number(), self.sequence);
        response
    }

    pub(crate) async fn send(&mut self, pdu: impl Into<Pdu>) {
        self.sequence += 1;
        let command = Command::new(CommandStatus::EsmeRok, self.sequence, pdu);
        self.connection.send(command).await.unwrap();
    }

    pub(crate) async fn send_octets(&mut self, octets: &[u8]) {
        self.connection.get_mut().write_all(octets).await.unwrap();
    }

    /// Says that nothing more will be sent.
    pub(crate) async fn hang_up(&mut self) {
        self.connection.get_mut().shutdown().await.unwrap();
    }

    /// Returns the next PDU, or nothing when the sink has closed the connection.
    pub(crate) async fn receive(&mut self) -> Option<Command> {
        self.connection.next().await.map(Result::unwrap)
    }

    /// Takes a delivery receipt and acknowledges it.
    pub(crate) async fn receipt(&mut self) -> DeliverSm {
        let command = self.receive().await.expect("a receipt");
        let Some(Pdu::DeliverSm(receipt)) = command.pdu().cloned() else {
            panic!("not a deliver_sm: {:?}", command.id());
        };
        let response = Command::new(
            CommandStatus::EsmeRok,
            command.sequence_number(),
            DeliverSmResp::default(),
        );
        self.connection.send(response).await.unwrap();
        receipt
    }
}

/// Returns the text of a receipt.
pub(crate) fn text(receipt: &DeliverSm) -> &str {
    receipt.short_message().to_str().unwrap()
}

/// Makes a message in UCS-2 that asks for a receipt.
pub(crate) fn message(text: &str) -> SubmitSm {
    let octets = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    coded(DataCoding::Ucs2, octets)
}

pub(crate) fn coded(coding: DataCoding, octets: Vec<u8>) -> SubmitSm {
    SubmitSm::builder()
        .source_addr_ton(Ton::Alphanumeric)
        .source_addr(c_string("Kabinet"))
        .dest_addr_ton(Ton::International)
        .dest_addr_npi(Npi::Isdn)
        .destination_addr(c_string(RECEIVER))
        .esm_class(EsmClass::from(0))
        .registered_delivery(RegisteredDelivery::from(1))
        .data_coding(coding)
        .short_message(OctetString::from_vec(octets).unwrap())
        .build()
}

pub(crate) fn c_string<const MAX: usize>(text: &str) -> COctetString<1, MAX> {
    COctetString::from_string(text.to_owned()).unwrap()
}

fn texts(credentials: &Credentials) -> (COctetString<1, 16>, COctetString<1, 9>) {
    (
        c_string(credentials.system_id()),
        c_string(credentials.password()),
    )
}
