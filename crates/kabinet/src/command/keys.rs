//! `kabinet keys`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use kabinet_env::Env;
use kabinet_seal::KeyRing;

use crate::{
    services::{Name, Selection},
    terminal,
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Makes the first key of every ring that has none.
    Ensure {
        /// Service whose ring is meant.
        service: Selection,
        /// Directory with one ring per service.
        #[arg(long, value_name = "DIR")]
        directory: PathBuf,
    },
    /// Adds a key that becomes current a minute after every replica could read it; older keys stay
    /// until they are retired.
    Rotate {
        /// Service whose ring is meant.
        service: Selection,
        /// Directory with one ring per service.
        #[arg(long, value_name = "DIR")]
        directory: PathBuf,
    },
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let env = Env::system();
    match &arguments.action {
        Action::Ensure { service, directory } => {
            for name in service.names() {
                let made = ensure(&env, &directory.join(name.as_str()))?;
                terminal::line(&format!("{}: {}", name.as_str(), made.as_str()));
            }
        }
        Action::Rotate { service, directory } => {
            for name in service.names() {
                add(&env, &directory.join(name.as_str()))?;
                terminal::line(&format!(
                    "{}: added a key, current in about a minute",
                    name.as_str()
                ));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What became of a ring.
pub(crate) enum Ensured {
    Made,
    Found,
}

impl Ensured {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Made => "made the first key",
            Self::Found => "has its keys",
        }
    }
}

/// Makes the ring of every service below a directory, where there is none.
pub(crate) fn ensure_all(env: &Env, directory: &std::path::Path) -> anyhow::Result<()> {
    for name in Name::ALL {
        ensure(env, &directory.join(name.as_str()))?;
    }
    Ok(())
}

fn ensure(env: &Env, ring: &std::path::Path) -> anyhow::Result<Ensured> {
    let empty = match std::fs::read_dir(ring) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(error).context(format!("{} cannot be read", ring.display())),
    };
    if empty {
        add(env, ring)?;
        return Ok(Ensured::Made);
    }
    KeyRing::load(ring)?;
    Ok(Ensured::Found)
}

/// Adds a key whose id sorts after every earlier one: its second of creation.
fn add(env: &Env, ring: &std::path::Path) -> anyhow::Result<()> {
    let kid = format!("k{:011}", env.now().unix_timestamp());
    KeyRing::generate(ring, env, &kid).with_context(|| format!("{} gets no key", ring.display()))
}
