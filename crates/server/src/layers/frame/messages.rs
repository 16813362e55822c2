use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;
use tonic::Status;

/// Bytes before a message: a flag and the message's length.
const PREFIX: usize = 5;

/// What is wrong with the bytes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Malformed {
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

/// How many messages a request has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    One,
    Any,
}

/// The messages of a request, as far as they have arrived.
#[derive(Debug)]
pub(super) struct Messages {
    count: Count,
    limit: usize,
    prefix: [u8; PREFIX],
    arrived: usize,
    /// What is missing of the message whose prefix has arrived.
    left: Option<usize>,
}

impl Messages {
    pub(super) fn new(count: Count, limit: usize) -> Self {
        Self {
            count,
            limit,
            prefix: [0; PREFIX],
            arrived: 0,
            left: None,
        }
    }

    pub(super) fn take(&mut self, mut data: &[u8]) -> Result<(), Malformed> {
        while let Some((byte, rest)) = data.split_first() {
            match self.left {
                None => {
                    self.prefix[self.arrived] = *byte;
                    self.arrived += 1;
                    data = rest;
                    if self.arrived == PREFIX {
                        self.left = Some(self.length()?);
                    }
                }
                Some(0) if self.count == Count::One => return Err(Malformed::Surplus),
                Some(0) => {
                    self.arrived = 0;
                    self.left = None;
                }
                Some(left) => {
                    let taken = left.min(data.len());
                    data = &data[taken..];
                    self.left = Some(left - taken);
                }
            }
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

    pub(super) fn end(&self) -> Result<(), Malformed> {
        match (self.left, self.count) {
            (Some(0), _) => Ok(()),
            (None, Count::Any) if self.arrived == 0 => Ok(()),
            (None, Count::One) if self.arrived == 0 => Err(Malformed::Missing),
            (None | Some(_), _) => Err(Malformed::Cut),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(count: Count, chunks: &[&[u8]]) -> Result<(), Malformed> {
        let mut messages = Messages::new(count, 4);
        for chunk in chunks {
            messages.take(chunk)?;
        }
        messages.end()
    }

    #[test]
    fn messages_within_the_limit_are_taken() {
        for count in [Count::One, Count::Any] {
            assert_eq!(read(count, &[&[0, 0, 0, 0, 4, 1, 2, 3, 4]]), Ok(()));
            assert_eq!(read(count, &[&[0, 0, 0, 0, 0]]), Ok(()));
            let bytewise: [&[u8]; 6] = [&[0], &[], &[0, 0, 0], &[2, 1], &[2], &[]];
            assert_eq!(read(count, &bytewise), Ok(()));
        }
    }

    #[test]
    fn every_other_form_is_named() {
        for count in [Count::One, Count::Any] {
            assert_eq!(read(count, &[&[0, 0]]), Err(Malformed::Cut));
            assert_eq!(read(count, &[&[0, 0, 0, 0, 2, 1]]), Err(Malformed::Cut));
            let large: &[u8] = &[0, 0, 0, 0, 5, 1];
            assert_eq!(read(count, &[large]), Err(Malformed::TooLarge));
            for flag in [1, 7] {
                let compressed: &[u8] = &[flag, 255, 255, 255, 255];
                assert_eq!(read(count, &[compressed]), Err(Malformed::Compressed));
            }
        }
    }

    #[test]
    fn only_a_stream_has_another_number_of_messages() {
        let two_in_one: &[u8] = &[0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 2, 2, 2];
        let empty: &[u8] = &[0; PREFIX];
        for (chunks, otherwise) in [
            (&[][..], Malformed::Missing),
            (&[two_in_one], Malformed::Surplus),
            (&[empty, empty, empty], Malformed::Surplus),
            (
                &[&two_in_one[..4], &two_in_one[4..8], &two_in_one[8..]],
                Malformed::Surplus,
            ),
        ] {
            assert_eq!(read(Count::Any, chunks), Ok(()), "{chunks:?}");
            assert_eq!(read(Count::One, chunks), Err(otherwise), "{chunks:?}");
        }
    }

    #[test]
    fn every_message_of_a_stream_is_checked() {
        let first: &[u8] = &[0, 0, 0, 0, 1, 1];
        for (second, named) in [
            (&[0, 0][..], Malformed::Cut),
            (&[0, 0, 0, 0, 2, 1], Malformed::Cut),
            (&[0, 0, 0, 0, 5], Malformed::TooLarge),
            (&[1, 0, 0, 0, 1, 1], Malformed::Compressed),
        ] {
            assert_eq!(read(Count::Any, &[first, second]), Err(named));
        }
    }
}
