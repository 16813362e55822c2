use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kabinet_env::Env;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// Connections of one sink at a time; further ones wait in the kernel's backlog.
const MAX_SESSIONS: usize = 64;
/// Accepting fails when the process is out of file descriptors: trying again at once would spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Tells that a listener is open to other machines, which sinks never are.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{0} is not a loopback address")]
pub struct NotLoopback(pub SocketAddr);

/// Serves a loopback listener until it is dropped or shut down.
#[derive(Debug)]
pub(crate) struct Acceptor {
    address: SocketAddr,
    tasks: TaskTracker,
    stop: DropGuard,
}

impl Acceptor {
    pub(crate) fn start<F, S>(
        listener: TcpListener,
        env: Env,
        session: F,
    ) -> Result<Self, NotLoopback>
    where
        F: Fn(TcpStream) -> S + Send + 'static,
        S: Future<Output = io::Result<()>> + Send + 'static,
    {
        let address = loopback_address(&listener)?;
        let tasks = TaskTracker::new();
        let stop = CancellationToken::new();
        let accepting = accept(listener, env, session, tasks.clone(), stop.clone());
        tasks.spawn(stop.clone().run_until_cancelled_owned(accepting));
        tasks.close();
        Ok(Self {
            address,
            tasks,
            stop: stop.drop_guard(),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) async fn shutdown(self) {
        let Self { tasks, stop, .. } = self;
        drop(stop);
        tasks.wait().await;
    }
}

/// Returns the listener's address unless other machines can reach it.
pub(crate) fn loopback_address(listener: &TcpListener) -> Result<SocketAddr, NotLoopback> {
    let address = listener
        .local_addr()
        .expect("a bound listener has an address");
    if address.ip().to_canonical().is_loopback() {
        Ok(address)
    } else {
        Err(NotLoopback(address))
    }
}

async fn accept<F, S>(
    listener: TcpListener,
    env: Env,
    session: F,
    tasks: TaskTracker,
    stop: CancellationToken,
) where
    F: Fn(TcpStream) -> S,
    S: Future<Output = io::Result<()>> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(MAX_SESSIONS));
    loop {
        let place = Arc::clone(&places)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        match listener.accept().await {
            Ok((stream, _)) => {
                let session = session(stream);
                let session = async move {
                    // A client that goes away in the middle is no event.
                    let _ = session.await;
                    drop(place);
                };
                tasks.spawn(stop.clone().run_until_cancelled_owned(session));
            }
            Err(error) => {
                tracing::warn!(%error, "a sink cannot accept a connection");
                env.sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}
