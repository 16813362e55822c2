//! Mail and SMS sinks for development and tests: servers that speak SMTP and SMPP 3.4 to real
//! clients and keep what arrives, for a page, for `kabinet.sinks.v1.InboxService` and for tests.
//!
//! Owns the memory of what arrived and the bad manners that a test asks for (silence, throttling,
//! refusals, cut connections). Promises that nothing it keeps grows without bound and that `Debug`
//! shows no address and no content. Never listens beyond loopback, never writes to a disk or a log
//! what a message says, never passes a message on.

mod acceptor;
mod address;
mod listeners;
mod message;
pub mod messages;
mod page;
mod rpc;
pub mod smsc;
mod smtp;
mod switch;
mod together;

pub use acceptor::NotLoopback;
pub use listeners::{Addresses, BindError, Listeners};
pub use message::{Draft, Header, Message, MessageId, ParseMessageIdError};
pub use messages::Messages;
pub use rpc::InboxService;
pub use smsc::SmscSink;
pub use smtp::{SmtpBehaviour, SmtpSink};
pub use together::{Sinks, StartError};
