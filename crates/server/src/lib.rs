//! How a service of the suite serves gRPC.
//!
//! Owns everything between the socket and the access layer (spans, overload, deadlines, the form of
//! a request, what an answer may say), health, reflection, the end of the process, and the command
//! line that every service shares.
//!
//! Promises: nothing internal crosses the wire, and nothing that a caller sends is answered
//! INTERNAL; an overloaded server says so at once; shutdown ends within the drain deadline.
//!
//! Never decides who may call (`kabinet-access`) nor what a call does.

mod accept;
mod bind;
mod config;
mod connections;
mod health;
mod jobs;
mod layers;
mod methods;
mod reflection;
mod run;
mod serve;
mod service;
mod shutdown;

pub use bind::{BindError, bind};
pub use config::{Reflection, ServerConfig};
pub use jobs::{every, serve_with_jobs};
pub use run::run_main;
pub use serve::{Serve, ServeError};
pub use service::Service;
pub use shutdown::cancelled_by_signals;

/// What a readiness check or a service reports when it fails.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
