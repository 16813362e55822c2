//! Calls with any bytes as their message.

use bytes::{Buf as _, BufMut as _};
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    transport::Channel,
};

/// Passes messages on as they are.
#[derive(Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut bytes = vec![0; buffer.remaining()];
        buffer.copy_to_slice(&mut bytes);
        Ok(Some(bytes))
    }
}

/// Who calls.
#[derive(Clone, Default)]
pub(super) struct Caller {
    /// Value of `kabinet-caller`, if the caller says it.
    pub(super) name: Option<String>,
    /// Access token, if there is one.
    pub(super) token: Option<String>,
}

/// Calls the RPC at the path with one message; the answer is the bytes of the first message.
///
/// Streams and single messages look alike on the wire, so that every RPC is called as a stream. One that
/// goes on for as long as somebody listens has been let in when it tells something.
pub(super) async fn call(
    channel: &Channel,
    path: &str,
    caller: &Caller,
    message: Vec<u8>,
) -> Result<Vec<u8>, Status> {
    let mut request = Request::new(tokio_stream::once(message));
    if let Some(name) = &caller.name {
        request
            .metadata_mut()
            .insert("kabinet-caller", name.parse().unwrap());
    }
    if let Some(token) = &caller.token {
        let bearer = format!("Bearer {token}").parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
    }
    let mut grpc = Grpc::new(channel.clone());
    grpc.ready().await.unwrap();
    let answer = grpc.streaming(request, path.parse().unwrap(), Raw).await?;
    let first = answer.into_inner().message().await?;
    Ok(first.unwrap_or_default())
}
