//! Text messages by SMPP 3.4: one bind, a bounded window, our own session over the rusmpp codec.

mod bind;
mod link;
mod message;
mod pending;
mod receipt;
mod session;
mod window;

use std::time::Duration;

use secrecy::SecretString;

pub(super) use receipt::Receipt;
pub(crate) use session::Session;
pub(super) use session::Slot;

/// The message centre and how to talk to it.
#[derive(Clone, Debug)]
pub struct SmppConfig {
    /// Host and port.
    pub address: String,
    /// Name of this client, at most 15 characters.
    pub system_id: String,
    /// Password, at most 8 characters.
    pub password: SecretString,
    /// Sender: digits, or at most 11 letters.
    pub source: String,
    /// Messages that may be without an answer at one time.
    pub window: usize,
    /// How long connecting, binding or one answer may take.
    pub response_timeout: Duration,
    /// Silence after which the other side is asked whether it is there.
    pub enquire_link: Duration,
    /// Wait before the second connection; it doubles up to half a minute.
    pub first_reconnect: Duration,
    /// How long nothing is submitted after the centre said that it is too much.
    pub throttle_pause: Duration,
}
