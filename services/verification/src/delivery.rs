//! How messages leave the house: workers, templates, and the providers that carry them.

mod backoff;
mod provider;
mod receipts;
mod smpp;
mod smtp;
mod templates;
mod worker;

pub(crate) use provider::Provider;
pub(crate) use receipts::ReceiptBook;
pub(crate) use smpp::Session;
pub use smpp::SmppConfig;
pub(crate) use smtp::SmtpTransport;
pub use smtp::{Security, SmtpConfig};
pub(crate) use templates::Templates;
pub use templates::Wording;
pub(crate) use worker::Worker;
pub use worker::WorkerSettings;
