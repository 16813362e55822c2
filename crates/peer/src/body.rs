use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};
use tonic::Status;
use tonic::body::Body;

/// The body of an answer, which must arrive within the call's deadline like the rest of it.
#[derive(Debug)]
pub(crate) struct Timed {
    body: Body,
    end: Pin<Box<Sleep>>,
}

impl Timed {
    pub(crate) fn new(body: Body, end: Instant) -> Self {
        Self {
            body,
            end: Box::pin(sleep_until(end)),
        }
    }
}

impl http_body::Body for Timed {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame);
        }
        self.end.as_mut().poll(context).map(|()| {
            Some(Err(Status::deadline_exceeded(
                "the peer's answer did not end in time",
            )))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::time::Duration;

    use http_body::Body as _;
    use tonic::Code;

    use super::*;

    /// A body that never ends.
    struct Endless;

    impl http_body::Body for Endless {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
            Poll::Pending
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_cut_at_the_deadline() {
        let started = Instant::now();
        let end = started + Duration::from_secs(2);
        let mut body = Timed::new(Body::new(Endless), end);
        let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
        assert_eq!(frame.unwrap().unwrap_err().code(), Code::DeadlineExceeded);
        assert_eq!(started.elapsed(), Duration::from_secs(2));
    }
}
