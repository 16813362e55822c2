//! The SMS sink: a short message service centre that speaks SMPP 3.4.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::acceptor::{Acceptor, NotLoopback};
use crate::messages::Messages;
use crate::switch::Switch;

mod behaviour;
mod binding;
mod centre;
mod credentials;
mod receipt;
mod receivers;
mod session;
mod submission;
mod text;

pub use behaviour::Behaviour;
pub use credentials::{Credentials, CredentialsError};
pub use rusmpp::CommandStatus;

use centre::Centre;

/// Takes text messages by SMPP 3.4 and keeps them; stops when dropped.
#[derive(Debug)]
pub struct SmscSink {
    acceptor: Acceptor,
    behaviour: Arc<Switch<Behaviour>>,
}

impl SmscSink {
    /// Serves a loopback listener for clients with the default credentials.
    pub fn start(
        listener: TcpListener,
        messages: Messages,
        behaviour: Behaviour,
    ) -> Result<Self, NotLoopback> {
        Self::start_for(listener, messages, behaviour, Credentials::default())
    }

    /// Serves a loopback listener for clients with the given credentials.
    pub fn start_for(
        listener: TcpListener,
        messages: Messages,
        behaviour: Behaviour,
        credentials: Credentials,
    ) -> Result<Self, NotLoopback> {
        let behaviour = Arc::new(Switch::new(behaviour));
        let env = messages.env().clone();
        let centre = Centre::new(messages, Arc::clone(&behaviour), credentials);
        let acceptor = Acceptor::start(listener, env, move |stream| {
            session::run(stream, centre.clone())
        })?;
        Ok(Self {
            acceptor,
            behaviour,
        })
    }

    /// Returns where the sink listens.
    pub fn address(&self) -> SocketAddr {
        self.acceptor.address()
    }

    /// Changes how the sink behaves from the next PDU on.
    pub fn behave(&self, behaviour: Behaviour) {
        self.behaviour.set(behaviour);
    }

    /// Cuts every connection and waits until they are gone.
    pub async fn shutdown(self) {
        self.acceptor.shutdown().await;
    }
}
