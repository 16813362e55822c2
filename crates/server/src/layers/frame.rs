use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Request;
use http_body::Frame as BodyFrame;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;
use tonic::Status;
use tonic::body::Body;

use super::step::{Answer, Step, is_infrastructure};

/// Bytes before a message: a flag and the message's length.
const PREFIX: usize = 5;

/// Requires that a request is exactly one uncompressed message within the limit, as every RPC of
/// the suite takes it. tonic calls most other forms INTERNAL, as if they were the server's fault.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    limit: usize,
}

impl Frame {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit }
    }
}

impl Step for Frame {
    fn run<N>(&self, request: Request<Body>, next: N) -> Answer
    where
        N: FnOnce(Request<Body>) -> Answer + Send + 'static,
    {
        if is_infrastructure(&request) {
            return next(request);
        }
        let limit = self.limit;
        next(request.map(|body| {
            Body::new(Framed {
                body,
                message: Message::new(limit),
                ended: false,
            })
        }))
    }
}

struct Framed {
    body: Body,
    message: Message,
    ended: bool,
}

impl http_body::Body for Framed {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<BodyFrame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let polled = std::task::ready!(Pin::new(&mut self.body).poll_frame(context));
        let checked = match &polled {
            Some(Ok(frame)) => match frame.data_ref() {
                Some(data) => self.message.take(data),
                None => self.message.end(),
            },
            Some(Err(_)) => Err(Malformed::Cut),
            None => self.message.end(),
        };
        if let Err(malformed) = checked {
            self.ended = true;
            return Poll::Ready(Some(Err(malformed.into())));
        }
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.ended || (self.body.is_end_stream() && self.message.end().is_ok())
    }
}

/// What is wrong with the bytes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Malformed {
    Missing,
    Compressed,
    TooLarge,
    Surplus,
    Cut,
}

impl From<Malformed> for Status {
    fn from(malformed: Malformed) -> Self {
        let text = match malformed {
            Malformed::Missing => "the request holds no message",
            Malformed::Compressed => "the request is compressed, which is not supported",
            Malformed::TooLarge => "the request is too large",
            Malformed::Surplus => "the request holds more than one message",
            Malformed::Cut => "the request ends within its message",
        };
        Refusal::invalid_argument(Reason::InvalidRequest, text).into()
    }
}

/// The message of a request, as far as it has arrived.
#[derive(Debug)]
struct Message {
    limit: usize,
    prefix: [u8; PREFIX],
    arrived: usize,
    left: Option<usize>,
}

impl Message {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            prefix: [0; PREFIX],
            arrived: 0,
            left: None,
        }
    }

    fn take(&mut self, mut data: &[u8]) -> Result<(), Malformed> {
        while let (None, Some((byte, rest))) = (self.left, data.split_first()) {
            self.prefix[self.arrived] = *byte;
            self.arrived += 1;
            data = rest;
            if self.arrived == PREFIX {
                self.left = Some(self.length()?);
            }
        }
        if let Some(left) = self.left {
            self.left = Some(left.checked_sub(data.len()).ok_or(Malformed::Surplus)?);
        }
        Ok(())
    }

    fn length(&self) -> Result<usize, Malformed> {
        let [flag, length @ ..] = self.prefix;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        match flag {
            0 if length > self.limit => Err(Malformed::TooLarge),
            0 => Ok(length),
            _ => Err(Malformed::Compressed),
        }
    }

    fn end(&self) -> Result<(), Malformed> {
        match self.left {
            Some(0) => Ok(()),
            None if self.arrived == 0 => Err(Malformed::Missing),
            None | Some(_) => Err(Malformed::Cut),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(chunks: &[&[u8]]) -> Result<(), Malformed> {
        let mut message = Message::new(4);
        for chunk in chunks {
            message.take(chunk)?;
        }
        message.end()
    }

    #[test]
    fn one_message_within_the_limit_is_taken() {
        assert_eq!(read(&[&[0, 0, 0, 0, 4, 1, 2, 3, 4]]), Ok(()));
        assert_eq!(read(&[&[0, 0, 0, 0, 0]]), Ok(()));
        assert_eq!(read(&[&[0], &[], &[0, 0, 0], &[2, 1], &[2], &[]]), Ok(()));
    }

    #[test]
    fn every_other_form_is_named() {
        assert_eq!(read(&[]), Err(Malformed::Missing));
        assert_eq!(read(&[&[0, 0]]), Err(Malformed::Cut));
        assert_eq!(read(&[&[0, 0, 0, 0, 2, 1]]), Err(Malformed::Cut));
        assert_eq!(read(&[&[0, 0, 0, 0, 5, 1]]), Err(Malformed::TooLarge));
        assert_eq!(read(&[&[1, 0, 0, 0, 1, 1]]), Err(Malformed::Compressed));
        assert_eq!(
            read(&[&[7, 255, 255, 255, 255]]),
            Err(Malformed::Compressed)
        );
        assert_eq!(read(&[&[0, 0, 0, 0, 1, 1, 0]]), Err(Malformed::Surplus));
        assert_eq!(
            read(&[&[0, 0, 0, 0, 0], &[0, 0, 0, 0, 0]]),
            Err(Malformed::Surplus)
        );
    }
}
