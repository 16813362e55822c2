//! One trace from the caller through every service to the deliveries afterwards.

use kabinet_proto::{
    identity::v1::ConfirmRegistrationRequest, subscriptions::v1::SubmitProofRequest,
    types::v1::Channel,
};
use kabinet_testkit::OtlpReceiver;
use opentelemetry_proto::tonic::{common::v1::any_value::Value, trace::v1::Span};

use crate::{
    billing::{Billing, Contract},
    person::{Person, Step},
    suite::{Layout, Suite},
};

const TRACE_ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER_SPAN_ID: &str = "00f067aa0ba902b7";

#[tokio::test]
async fn one_trace_leads_from_the_caller_to_the_last_delivery() {
    let (endpoint, receiver) = OtlpReceiver::start().await;
    let own = [("TELEMETRY_OTLP_ENDPOINT", endpoint.as_str())];
    let suite = Suite::start_with(Layout::Apart, &own).await;
    let mut person = Person::invent();
    person.goes_through(Step::Confirm.before(), &suite).await;

    let request = ConfirmRegistrationRequest {
        request_id: Person::new_request_id(),
        registration_id: person.registration_id.clone(),
        resume_token: person.resume_token.clone(),
        code: person.code.clone(),
        client: Some(person.client()),
    };
    let traceparent = format!("00-{TRACE_ID}-{CALLER_SPAN_ID}-01");
    let gateway = suite.gateway().with("traceparent", &traceparent);
    gateway
        .registration()
        .confirm_registration(request)
        .await
        .unwrap();

    let links = [
        (CALLER, "RegistrationService/ConfirmRegistration"),
        (
            "RegistrationService/ConfirmRegistration",
            "VerificationService/CheckCode",
        ),
        (
            "RegistrationService/ConfirmRegistration",
            "DraftService/ActivateDraft",
        ),
        ("outbox.deliver", "EventSinkService/DeliverEvent"),
    ];
    let complete = |spans: &[Span]| {
        let trace = Trace::new(spans);
        links.iter().all(|(from, to)| trace.leads(from, to))
    };
    let spans = receiver.wait_for(complete).await;
    let trace = Trace::new(&spans);
    assert!(
        trace.leads(CALLER, "outbox.deliver"),
        "the delivery is not part of the trace"
    );
}

#[tokio::test]
async fn one_trace_leads_from_the_proof_of_a_link_to_what_is_told_of_it() {
    let (endpoint, receiver) = OtlpReceiver::start().await;
    let own = [("TELEMETRY_OTLP_ENDPOINT", endpoint.as_str())];
    let suite = Suite::start_with(Layout::Apart, &own).await;
    let mut person = Person::invent();
    let contract = Contract::mobile();
    person.registers(&suite, Channel::Sms).await;
    Billing::of("north", &suite).tells(&[&contract]).await;
    let wanted = contract.wanted();
    let started = person.starts_link(&suite, &wanted, Channel::Sms).await;
    let link_id = started.unwrap().link_id;
    let number = contract.phone_number();
    person.reads_code_at(&suite, number).await;

    let request = SubmitProofRequest {
        request_id: Person::new_request_id(),
        link_id,
        code: person.code.clone(),
        client: Some(person.client()),
    };
    let traceparent = format!("00-{TRACE_ID}-{CALLER_SPAN_ID}-01");
    let gateway = person.gateway(&suite).with("traceparent", &traceparent);
    gateway.links().submit_proof(request).await.unwrap();

    let links = [
        (CALLER, "LinkService/SubmitProof"),
        ("LinkService/SubmitProof", "VerificationService/CheckCode"),
        ("LinkService/SubmitProof", "NotificationService/Notify"),
        ("NotificationService/Notify", "DeliveryService/Send"),
    ];
    receiver
        .wait_for(|spans| {
            let trace = Trace::new(spans);
            links.iter().all(|(from, to)| trace.leads(from, to))
        })
        .await;
}

const CALLER: &str = "the caller";

/// The spans of the caller's trace.
struct Trace<'a> {
    spans: Vec<&'a Span>,
}

impl<'a> Trace<'a> {
    fn new(spans: &'a [Span]) -> Self {
        let of_trace = |span: &&Span| hex(&span.trace_id) == TRACE_ID;
        Self {
            spans: spans.iter().filter(of_trace).collect(),
        }
    }

    /// Tells whether a span that the first name describes is above one that the second describes.
    fn leads(&self, from: &str, to: &str) -> bool {
        let ends = self.spans.iter().filter(|span| name(span).ends_with(to));
        ends.into_iter().any(|span| self.is_below(span, from))
    }

    fn is_below(&self, span: &Span, from: &str) -> bool {
        if hex(&span.parent_span_id) == CALLER_SPAN_ID {
            return from == CALLER;
        }
        let parent = self
            .spans
            .iter()
            .find(|other| other.span_id == span.parent_span_id);
        parent.is_some_and(|parent| name(parent).ends_with(from) || self.is_below(parent, from))
    }
}

/// Returns `package.Service/Method` of a call and the name of anything else.
fn name(span: &Span) -> String {
    let attribute = |key: &str| {
        let found = span
            .attributes
            .iter()
            .find(|attribute| attribute.key == key)?;
        match found.value.as_ref()?.value.as_ref()? {
            Value::StringValue(text) => Some(text.clone()),
            _ => None,
        }
    };
    match (attribute("rpc.service"), attribute("rpc.method")) {
        (Some(service), Some(method)) => format!("{service}/{method}"),
        _ => span.name.clone(),
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
