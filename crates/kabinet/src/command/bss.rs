//! `kabinet bss`.

use std::{path::PathBuf, process::ExitCode};

use kabinet_domain::Money;
use kabinet_refbss::roubles;

use super::dev::DIRECTORY;
use crate::{
    bss::{self, BOOKS, Deed, Order},
    dev::ports::Ports,
    runtime,
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
    /// Directory of `kabinet dev`.
    #[arg(long, global = true, value_name = "DIR", default_value = DIRECTORY)]
    directory: PathBuf,
    /// First of the ports of the suite to tell.
    #[arg(long, global = true, value_name = "PORT", default_value_t = Ports::BASE, value_parser = Ports::parse_base)]
    port_base: u16,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Lists the demo contracts of the small operator.
    List,
    /// Pays on a contract and tells subscriptions.
    Pay(Box<Change>),
    /// Charges a contract and tells subscriptions.
    Charge(Box<Change>),
}

#[derive(clap::Args)]
struct Change {
    /// Account number, or the id that `kabinet bss list` shows.
    account: String,
    /// Roubles, such as 100 or 12.50.
    #[arg(value_parser = roubles)]
    amount: Money,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let directory = arguments.directory.join(BOOKS);
    let (deed, change) = match arguments.action {
        Action::List => {
            bss::list(&directory)?;
            return Ok(ExitCode::SUCCESS);
        }
        Action::Pay(change) => (Deed::Pay, change),
        Action::Charge(change) => (Deed::Charge, change),
    };
    runtime::run(bss::change(Order {
        deed,
        contract: change.account,
        amount: change.amount,
        directory,
        ports: Ports::new(arguments.port_base),
    }))
}
