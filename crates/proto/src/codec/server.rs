//! The side that is called.

use std::marker::PhantomData;

use prost::Message;
use tonic::Status;
use tonic::codec::{Codec, DecodeBuf, Decoder};
use tonic_prost::ProstEncoder;

use super::refusal;
use crate::validate::{Validate, violations_of};

/// Encodes responses `T`, decodes and validates requests `U`.
#[derive(Clone, Copy, Debug)]
pub struct ServerCodec<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for ServerCodec<T, U> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T, U> Codec for ServerCodec<T, U>
where
    T: Message + Send + 'static,
    U: Message + Default + Validate + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = ServerDecoder<U>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstEncoder::default()
    }

    fn decoder(&mut self) -> Self::Decoder {
        ServerDecoder(PhantomData)
    }
}

/// Decodes and validates requests.
#[derive(Clone, Copy, Debug)]
pub struct ServerDecoder<U>(PhantomData<U>);

impl<U: Message + Default + Validate> Decoder for ServerDecoder<U> {
    type Item = U;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<U>, Status> {
        let request = U::decode(buffer).map_err(|_| refusal::undecodable())?;
        let violations = violations_of(&request);
        if violations.is_empty() {
            Ok(Some(request))
        } else {
            Err(refusal::invalid(violations))
        }
    }
}

#[cfg(test)]
mod tests;
