use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::acceptor::{Acceptor, NotLoopback};
use crate::messages::Messages;
use crate::switch::Switch;

mod behaviour;
mod mail;
mod protocol;
mod reply;
mod session;
mod transaction;

pub use behaviour::SmtpBehaviour;

/// Takes mail by SMTP (RFC 5321) and keeps it; stops when dropped.
#[derive(Debug)]
pub struct SmtpSink {
    acceptor: Acceptor,
    behaviour: Arc<Switch<SmtpBehaviour>>,
}

impl SmtpSink {
    /// Serves a loopback listener.
    pub fn start(listener: TcpListener, messages: Messages) -> Result<Self, NotLoopback> {
        let behaviour = Arc::new(Switch::new(SmtpBehaviour::Normal));
        let env = messages.env().clone();
        let acceptor = Acceptor::start(listener, env, {
            let behaviour = Arc::clone(&behaviour);
            move |stream| session::run(stream, messages.clone(), Arc::clone(&behaviour))
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

    /// Changes how the sink behaves from the next command on.
    pub fn behave(&self, behaviour: SmtpBehaviour) {
        self.behaviour.set(behaviour);
    }

    /// Cuts every connection and waits until they are gone.
    pub async fn shutdown(self) {
        self.acceptor.shutdown().await;
    }
}
