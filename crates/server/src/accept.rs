use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::time::Duration;

use futures::StreamExt as _;
use tokio_stream::Stream;

use crate::BoxError;

/// How long a server that cannot accept waits: descriptors come back when callers leave.
const PAUSE: Duration = Duration::from_millis(100);

/// Leaves out what could not be accepted.
///
/// tonic would ask again at once and say nothing: a process whose callers have taken its last
/// descriptor would spin instead of serving those that it has.
pub(crate) fn accepted<C, E>(
    incoming: impl Stream<Item = Result<C, E>>,
) -> impl Stream<Item = Result<C, Infallible>>
where
    E: Into<BoxError>,
{
    let mut is_failing = false;
    incoming.filter_map(move |accepted| {
        let accepted = accepted.map_err(Into::<BoxError>::into);
        let was_failing = std::mem::replace(&mut is_failing, accepted.is_err());
        async move {
            match accepted {
                Ok(connection) => Some(Ok(connection)),
                Err(error) => {
                    if !was_failing {
                        tracing::warn!(
                            error = &*error as &dyn std::error::Error,
                            "a connection cannot be accepted"
                        );
                    }
                    if !is_of_the_connection(&error) {
                        tokio::time::sleep(PAUSE).await;
                    }
                    None
                }
            }
        }
    })
}

/// Tells whether the caller went away: a pause would let it hold up everybody else.
fn is_of_the_connection(error: &BoxError) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    matches!(
        kind,
        Some(
            ErrorKind::ConnectionAborted
                | ErrorKind::ConnectionRefused
                | ErrorKind::ConnectionReset
        )
    )
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_an_exhausted_server_pauses() {
        for (kind, paused) in [
            (ErrorKind::ConnectionAborted, Duration::ZERO),
            (ErrorKind::Other, PAUSE),
        ] {
            let incoming = tokio_stream::iter([Err(io::Error::from(kind)), Ok(7)]);
            let started = Instant::now();
            let connections: Vec<_> = accepted(incoming).collect().await;
            assert_eq!(connections, [Ok(7)], "{kind}");
            assert!(started.elapsed() >= paused, "{kind}");
            assert_eq!(started.elapsed().is_zero(), paused.is_zero(), "{kind}");
        }
    }
}
