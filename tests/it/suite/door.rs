//! An address of a service that stays while the service comes and goes.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::{
    io,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Passes connections on to wherever its service listens now.
///
/// Services take free ports and have to know each other's before they start: the doors are known.
pub(crate) struct Door {
    address: SocketAddr,
    behind: watch::Sender<Behind>,
    porter: JoinHandle<()>,
}

/// What is behind a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behind {
    /// Nobody: connections are closed.
    Nobody,
    /// A process that starts: connections wait, as they do for a listener that is not served yet.
    Soon,
    /// A service.
    Service(SocketAddr),
}

impl Door {
    /// Takes a port, any free one for 0; nobody else has it from now on.
    pub(super) async fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let behind = watch::Sender::new(Behind::Nobody);
        let porter = tokio::spawn(pass_on(listener, behind.subscribe()));
        Ok(Self {
            address,
            behind,
            porter,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(super) fn announce(&self) {
        self.behind.send_replace(Behind::Soon);
    }

    pub(super) fn open(&self, service: SocketAddr) {
        self.behind.send_replace(Behind::Service(service));
    }

    pub(super) fn close(&self) {
        self.behind.send_replace(Behind::Nobody);
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.porter.abort();
    }
}

async fn pass_on(listener: TcpListener, behind: watch::Receiver<Behind>) {
    while let Ok((outside, _)) = listener.accept().await {
        tokio::spawn(connect(outside, behind.clone()));
    }
}

async fn connect(mut outside: TcpStream, mut behind: watch::Receiver<Behind>) -> io::Result<()> {
    let known = behind.wait_for(|behind| *behind != Behind::Soon).await;
    let known = known.map_or(Behind::Nobody, |known| *known);
    let Behind::Service(address) = known else {
        return Ok(());
    };
    let mut inside = TcpStream::connect(address).await?;
    outside.set_nodelay(true)?;
    inside.set_nodelay(true)?;
    io::copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}
