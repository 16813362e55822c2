use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::StreamExt as _;
use futures::stream::unfold;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::Stream;
use tonic::transport::server::Connected;

/// Takes no more connections than there are places; the others wait in the kernel.
///
/// Without a bound, callers could take the descriptors that the database and Redis need.
pub(crate) fn bounded<C, E>(
    incoming: impl Stream<Item = Result<C, E>>,
    limit: usize,
) -> impl Stream<Item = Result<Held<C>, E>> {
    let start = (Box::pin(incoming), Arc::new(Semaphore::new(limit)));
    unfold(start, |(mut incoming, places)| async move {
        let place = Arc::clone(&places).acquire_owned().await.ok()?;
        let accepted = incoming.next().await?;
        let held = accepted.map(|connection| Held {
            connection,
            _place: place,
        });
        Some((held, (incoming, places)))
    })
}

/// A connection that gives its place back when it ends.
pub(crate) struct Held<C> {
    connection: C,
    _place: OwnedSemaphorePermit,
}

impl<C: Connected> Connected for Held<C> {
    type ConnectInfo = C::ConnectInfo;

    fn connect_info(&self) -> Self::ConnectInfo {
        self.connection.connect_info()
    }
}

impl<C: AsyncRead + Unpin> AsyncRead for Held<C> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_read(context, buffer)
    }
}

impl<C: AsyncWrite + Unpin> AsyncWrite for Held<C> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.connection).poll_write(context, buffer)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.connection).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.connection.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn the_next_connection_waits_for_a_place() {
        let incoming = tokio_stream::iter([1, 2, 3].map(Ok::<_, Infallible>));
        let mut taken = Box::pin(bounded(incoming, 2));
        let first = taken.next().await;
        let second = taken.next().await;
        assert!(first.is_some() && second.is_some());
        assert!(taken.next().now_or_never().is_none());
        drop(first);
        assert!(taken.next().await.is_some());
    }
}
