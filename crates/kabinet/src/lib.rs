//! The `kabinet` command: the whole suite on one machine, its journey, and its operation.
//!
//! Owns what a person types and reads. Promises that it stops what it started and nothing else.
//! Never holds a rule of the suite: those stand in the services.

mod bss;
mod command;
mod dev;
mod import;
mod runtime;
mod services;
mod terminal;
mod tour;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    version,
    about = "The back end of a telecom operator's self-care account"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts everything on this machine: PostgreSQL, Redis, the services, mail and SMS sinks.
    Dev(command::dev::Arguments),
    /// Walks a subscriber's journey step by step.
    Tour(command::tour::Arguments),
    /// Serves one service, or all of them in one process.
    Serve(command::serve::Arguments),
    /// Brings the schema of one service, or of all, to this version.
    Migrate(command::migrate::Arguments),
    /// Shows the events between services that are parked, and decides about them.
    Outbox(command::outbox::Arguments),
    /// Prints the effective configuration of one service, or of all, with secrets masked.
    CheckConfig(command::check_config::Arguments),
    /// Makes key files: what is missing, or a new current key of one ring.
    Keys(command::keys::Arguments),
    /// Loads what another system knows.
    Import(command::import::Arguments),
    /// Works with the books of the small operator that `kabinet dev` brings along.
    Bss(command::bss::Arguments),
}

/// Does what the command line says.
pub fn run() -> ExitCode {
    // The only provider that is compiled in; a second installation would change nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let done = match Arguments::parse().command {
        Command::Dev(arguments) => command::dev::run(&arguments),
        Command::Tour(arguments) => command::tour::run(&arguments),
        Command::Serve(arguments) => command::serve::run(&arguments),
        Command::Migrate(arguments) => command::migrate::run(&arguments),
        Command::Outbox(arguments) => command::outbox::run(&arguments),
        Command::CheckConfig(arguments) => Ok(command::check_config::run(&arguments)),
        Command::Keys(arguments) => command::keys::run(&arguments),
        Command::Import(arguments) => command::import::run(arguments),
        Command::Bss(arguments) => command::bss::run(arguments),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            terminal::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
