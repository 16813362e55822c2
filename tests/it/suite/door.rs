//! An address of a service that stays while the service comes and goes.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::{
    io,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Passes connections on to wherever its service listens now; refuses them while it does not.
///
/// Services take free ports and have to know each other's before they start: the doors are known.
pub(crate) struct Door {
    address: SocketAddr,
    target: watch::Sender<Option<SocketAddr>>,
    porter: JoinHandle<()>,
}

impl Door {
    /// Takes a port, any free one for 0; nobody else has it from now on.
    pub(super) async fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let target = watch::Sender::new(None);
        let porter = tokio::spawn(pass_on(listener, target.subscribe()));
        Ok(Self {
            address,
            target,
            porter,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(super) fn open(&self, target: SocketAddr) {
        self.target.send_replace(Some(target));
    }

    pub(super) fn close(&self) {
        self.target.send_replace(None);
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.porter.abort();
    }
}

async fn pass_on(listener: TcpListener, target: watch::Receiver<Option<SocketAddr>>) {
    while let Ok((outside, _)) = listener.accept().await {
        let Some(target) = *target.borrow() else {
            continue;
        };
        tokio::spawn(connect(outside, target));
    }
}

async fn connect(mut outside: TcpStream, target: SocketAddr) -> io::Result<()> {
    let mut inside = TcpStream::connect(target).await?;
    outside.set_nodelay(true)?;
    inside.set_nodelay(true)?;
    io::copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}
