use kabinet_env::Env;
use kabinet_sinks::smsc::{Behaviour, CommandStatus, Credentials};
use kabinet_sinks::{Messages, NotLoopback, SmscSink};
use rusmpp::extra::encoding::gsm7bit::Gsm7BitUnpacked;
use rusmpp::pdus::SubmitSm;
use rusmpp::tlvs::MessageSubmissionRequestTlvValue;
use rusmpp::types::AnyOctetString;
use rusmpp::values::{DataCoding, EsmClass, MessagePayload};
use rusmpp::{CommandId, Pdu};
use tokio::net::TcpListener;

use crate::loopback;
use crate::smpp_client::{RECEIVER, SmppClient, c_string, coded, message, text};

async fn sink() -> (SmscSink, Messages) {
    let messages = Messages::new(Env::system());
    let sink = SmscSink::start(loopback().await, messages.clone(), Behaviour::Normal).unwrap();
    (sink, messages)
}

#[tokio::test]
async fn message_is_kept_and_its_delivery_reported() {
    let (sink, messages) = sink().await;
    let mut client = SmppClient::bound(&sink).await;
    let id = client.submit(message("Код: 123456")).await.unwrap();

    let kept = &messages.list(Some("+79000000001"), None, 10)[0];
    assert_eq!(kept.text, "Код: 123456");
    assert_eq!(
        (kept.to.as_str(), kept.from.as_str()),
        ("+79000000001", "Kabinet")
    );

    let receipt = client.receipt().await;
    assert!(text(&receipt).starts_with(&format!("id:{id} ")));
    assert!(text(&receipt).contains("stat:DELIVRD"));
    assert_eq!(receipt.source_addr.as_str(), RECEIVER);
    assert!(!text(&receipt).contains("123456"));
}

#[tokio::test]
async fn message_in_the_gsm_alphabet_is_kept() {
    let (sink, messages) = sink().await;
    let mut client = SmppClient::bound(&sink).await;
    let octets = Gsm7BitUnpacked::new()
        .encode_to_vec("Code {123} @ €")
        .unwrap();
    client
        .submit(coded(DataCoding::McSpecific, octets))
        .await
        .unwrap();
    assert_eq!(messages.list(None, None, 1)[0].text, "Code {123} @ €");
}

fn long(mut submit: SubmitSm, text: &str) -> SubmitSm {
    let octets = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let payload = MessagePayload::new(AnyOctetString::from_vec(octets));
    submit.push_tlv(MessageSubmissionRequestTlvValue::MessagePayload(payload));
    submit
}

#[tokio::test]
async fn long_message_is_kept_whole_and_reported_once() {
    let (sink, messages) = sink().await;
    let mut client = SmppClient::bound(&sink).await;
    let text = "Восемь частей ".repeat(38);
    let id = client.submit(long(message(""), &text)).await.unwrap();
    assert_eq!(messages.list(None, None, 1)[0].text, text);
    let receipt = client.receipt().await;
    assert!(self::text(&receipt).starts_with(&format!("id:{id} ")));
    assert_eq!(
        client.ask(Pdu::EnquireLink).await.id(),
        CommandId::EnquireLinkResp
    );
}

#[tokio::test]
async fn every_message_has_an_id_of_its_own() {
    let (sink, _messages) = sink().await;
    let mut client = SmppClient::connect(&sink).await;
    client.bind_transmitter().await;
    let first = client.submit(message("one")).await.unwrap();
    let second = client.submit(message("two")).await.unwrap();
    assert_ne!(first, second);
}

#[tokio::test]
async fn client_with_wrong_credentials_is_not_bound() {
    let (sink, messages) = sink().await;
    let mut client = SmppClient::connect(&sink).await;
    for (system_id, password, status) in [
        ("stranger", "kabinet", CommandStatus::EsmeRinvsysid),
        ("kabinet", "wrong", CommandStatus::EsmeRinvpaswd),
    ] {
        let credentials = Credentials::new(system_id, password).unwrap();
        assert_eq!(client.bind(&credentials).await, status);
        assert_eq!(
            client.submit(message("text")).await,
            Err(CommandStatus::EsmeRinvbndsts)
        );
    }
    assert!(messages.list(None, None, 1).is_empty());
    assert_eq!(
        client.bind(&Credentials::default()).await,
        CommandStatus::EsmeRok
    );
    assert_eq!(
        client.bind(&Credentials::default()).await,
        CommandStatus::EsmeRalybnd
    );
}

#[tokio::test]
async fn credentials_are_those_that_were_given() {
    let credentials = Credentials::new("other", "secret").unwrap();
    let messages = Messages::new(Env::system());
    let sink = SmscSink::start_for(
        loopback().await,
        messages,
        Behaviour::Normal,
        credentials.clone(),
    )
    .unwrap();
    let mut client = SmppClient::connect(&sink).await;
    assert_eq!(
        client.bind(&Credentials::default()).await,
        CommandStatus::EsmeRinvsysid
    );
    assert_eq!(client.bind(&credentials).await, CommandStatus::EsmeRok);
}

#[tokio::test]
async fn receipt_of_a_transmitter_goes_to_a_receiver() {
    let (sink, _messages) = sink().await;
    let mut transmitter = SmppClient::connect(&sink).await;
    let mut receiver = SmppClient::connect(&sink).await;
    assert_eq!(transmitter.bind_transmitter().await, CommandStatus::EsmeRok);
    assert_eq!(receiver.bind_receiver().await, CommandStatus::EsmeRok);

    let id = transmitter.submit(message("text")).await.unwrap();
    assert!(text(&receiver.receipt().await).contains(&id));
    assert_eq!(
        receiver.submit(message("text")).await,
        Err(CommandStatus::EsmeRinvbndsts)
    );
}

#[tokio::test]
async fn messages_that_no_phone_could_take_are_refused() {
    let (sink, messages) = sink().await;
    let mut client = SmppClient::bound(&sink).await;

    let two_segments = message(&"я".repeat(71));
    assert_eq!(
        client.submit(two_segments).await,
        Err(CommandStatus::EsmeRinvmsglen)
    );

    let too_long = long(message(""), &"я".repeat(537));
    assert_eq!(
        client.submit(too_long).await,
        Err(CommandStatus::EsmeRinvmsglen)
    );
    let twice = long(message("text"), "text");
    assert_eq!(
        client.submit(twice).await,
        Err(CommandStatus::EsmeRtlvnotallwd)
    );

    let mut part = message("part");
    part.esm_class = EsmClass::from(0x40);
    assert_eq!(
        client.submit(part).await,
        Err(CommandStatus::EsmeRinvesmclass)
    );

    for address in ["", "Kabinet", "7900000000100000"] {
        let mut nowhere = message("text");
        nowhere.destination_addr = c_string(address);
        assert_eq!(
            client.submit(nowhere).await,
            Err(CommandStatus::EsmeRinvdstadr),
            "{address}"
        );
    }
    assert!(messages.list(None, None, 1).is_empty());
}

#[tokio::test]
async fn link_is_alive_until_unbound() {
    let (sink, _messages) = sink().await;
    let mut client = SmppClient::bound(&sink).await;
    assert_eq!(
        client.ask(Pdu::EnquireLink).await.id(),
        CommandId::EnquireLinkResp
    );
    assert_eq!(client.ask(Pdu::Unbind).await.id(), CommandId::UnbindResp);
    assert!(client.receive().await.is_none());
}

#[tokio::test]
async fn request_that_is_not_spoken_here_gets_a_generic_nack() {
    let (sink, _messages) = sink().await;
    let mut client = SmppClient::bound(&sink).await;
    let query = rusmpp::pdus::QuerySm::default();
    let nack = client.ask(query).await;
    assert_eq!(nack.id(), CommandId::GenericNack);
    assert_eq!(nack.status(), CommandStatus::EsmeRinvcmdid);
    assert_eq!(
        client.ask(Pdu::EnquireLink).await.id(),
        CommandId::EnquireLinkResp
    );
}

#[tokio::test]
async fn garbage_gets_a_generic_nack_and_ends_the_connection() {
    let (sink, _messages) = sink().await;
    for garbage in [
        &b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"[..],
        &[0; 16],
        &[0, 0, 0, 17, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 1],
    ] {
        let mut client = SmppClient::connect(&sink).await;
        client.send_octets(garbage).await;
        let nack = client.receive().await.unwrap();
        assert_eq!(nack.id(), CommandId::GenericNack);
        assert_ne!(nack.status(), CommandStatus::EsmeRok);
        assert!(client.receive().await.is_none());
    }
}

#[tokio::test]
async fn shutdown_cuts_connections() {
    let (sink, _messages) = sink().await;
    let mut client = SmppClient::bound(&sink).await;
    sink.shutdown().await;
    assert!(client.receive().await.is_none());
}

#[tokio::test]
async fn listener_that_others_can_reach_is_refused() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let messages = Messages::new(Env::system());
    let refused = SmscSink::start(listener, messages, Behaviour::Normal).unwrap_err();
    assert_eq!(refused, NotLoopback(address));
}
