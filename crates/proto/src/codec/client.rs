//! The side that calls.

use std::marker::PhantomData;

use prost::Message;
use tonic::Status;
use tonic::codec::{Codec, DecodeBuf, Decoder};
use tonic_prost::ProstEncoder;

/// Encodes requests `T`, decodes responses `U`.
#[derive(Clone, Copy, Debug)]
pub struct ClientCodec<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for ClientCodec<T, U> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T, U> Codec for ClientCodec<T, U>
where
    T: Message + Send + 'static,
    U: Message + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = ClientDecoder<U>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstEncoder::default()
    }

    fn decoder(&mut self) -> Self::Decoder {
        ClientDecoder(PhantomData)
    }
}

/// Decodes responses.
#[derive(Clone, Copy, Debug)]
pub struct ClientDecoder<U>(PhantomData<U>);

impl<U: Message + Default> Decoder for ClientDecoder<U> {
    type Item = U;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<U>, Status> {
        U::decode(buffer)
            .map(Some)
            .map_err(|error| Status::internal(format!("the response does not decode: {error}")))
    }
}
