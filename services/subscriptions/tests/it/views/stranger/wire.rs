//! Calls by name, and all that a caller sees of a refusal.

use std::collections::BTreeSet;

use kabinet_env::id::AccountId;
use prost::Message;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;

use super::request::PACKAGE;
use crate::harness::Subscriptions;

/// All of an answer that a caller sees but for its time.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) code: Code,
    message: String,
    details: Vec<u8>,
    metadata: BTreeSet<String>,
}

fn seen(status: &Status) -> Seen {
    let mut headers = status.metadata().clone().into_headers();
    headers.remove("date");
    Seen {
        code: status.code(),
        message: status.message().to_owned(),
        details: status.details().to_vec(),
        metadata: headers
            .iter()
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect(),
    }
}

/// Bytes as a message: what `ProstCodec` sends is what it is given.
#[derive(Clone, Debug, Default)]
struct Encoded(Vec<u8>);

impl Message for Encoded {
    fn encode_raw(&self, buffer: &mut impl bytes::BufMut) {
        buffer.put_slice(&self.0);
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: prost::encoding::WireType,
        buffer: &mut impl bytes::Buf,
        context: prost::encoding::DecodeContext,
    ) -> Result<(), prost::DecodeError> {
        prost::encoding::skip_field(wire_type, tag, buffer, context)
    }

    fn encoded_len(&self) -> usize {
        self.0.len()
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

impl Subscriptions {
    /// Calls a method; returns how it was refused.
    pub(super) async fn refusal(
        &self,
        caller: AccountId,
        method: &str,
        message: Vec<u8>,
    ) -> Option<Seen> {
        let mut client = Grpc::new(self.client(self.person(caller)));
        client.ready().await.unwrap();
        let path = PathAndQuery::try_from(format!("/{PACKAGE}.{method}")).unwrap();
        let codec = ProstCodec::<Encoded, Encoded>::default();
        let answer = client
            .unary(Request::new(Encoded(message)), path, codec)
            .await;
        answer.err().map(|status| seen(&status))
    }
}
