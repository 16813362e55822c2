use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;
use tonic::Status;
use tonic::body::Body;

/// A body that holds its call's permit until it has ended or is given up.
pub(super) struct Held {
    body: Body,
    permit: Option<OwnedSemaphorePermit>,
}

impl Held {
    pub(super) fn new(body: Body, permit: OwnedSemaphorePermit) -> Self {
        Self {
            body,
            permit: Some(permit),
        }
    }
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let polled = std::task::ready!(Pin::new(&mut self.body).poll_frame(context));
        let goes_on = matches!(&polled, Some(Ok(frame)) if frame.is_data());
        if !goes_on {
            self.permit = None;
        }
        Poll::Ready(polled)
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
    use std::sync::Arc;

    use http_body_util::BodyExt as _;
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn permit_is_free_before_the_caller_hears_of_the_end() {
        let permits = Arc::new(Semaphore::new(1));
        let permit = Arc::clone(&permits).try_acquire_owned().unwrap();
        let body = Body::new(http_body_util::Full::from("answer"));
        let mut held = Held::new(body, permit);
        assert!(held.frame().await.unwrap().unwrap().is_data());
        assert_eq!(permits.available_permits(), 0);
        assert!(held.frame().await.is_none());
        assert_eq!(permits.available_permits(), 1);
    }
}
