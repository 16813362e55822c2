use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::durable::Durable;
use crate::ephemeral::Ephemeral;
use crate::escalation::POLL;
use crate::probe::Probe;
use crate::start_error::{StartError, StopError};

/// Recovery after a power cut, or a long log to load, takes its time.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub(crate) enum Instance {
    Durable(Durable),
    Ephemeral(Ephemeral),
}

impl Instance {
    /// Waits until the server takes connections.
    pub(crate) fn ready(
        mut self,
        program: &'static str,
        socket: &Path,
        probe: Probe,
    ) -> Result<Instance, StartError> {
        let end = Instant::now() + PATIENCE;
        while !probe(socket).unwrap_or(false) {
            if self.has_ended() {
                return Err(StartError::Ended {
                    program,
                    log: self.log_end(),
                });
            }
            if Instant::now() >= end {
                return Err(StartError::Silent {
                    program,
                    socket: socket.to_owned(),
                });
            }
            thread::sleep(POLL);
        }
        Ok(self)
    }

    /// Stops the server and starts it again with its data.
    pub(crate) fn restart(
        self,
        program: &'static str,
        socket: &Path,
        probe: Probe,
    ) -> Result<Instance, StartError> {
        let asked = match &self {
            Instance::Ephemeral(ephemeral) => ephemeral.ask_to_restart(),
            // Whoever has its directory stops it and starts it there.
            Instance::Durable(_) => Err(io::ErrorKind::Unsupported.into()),
        };
        asked.map_err(|source| StartError::Run {
            program: program.into(),
            source,
        })?;
        let end = Instant::now() + PATIENCE;
        while self.is_stopping() && Instant::now() < end {
            thread::sleep(POLL);
        }
        self.ready(program, socket, probe)
    }

    pub(crate) fn stop(&mut self) -> Result<(), StopError> {
        match self {
            Instance::Durable(durable) => durable.stop(),
            Instance::Ephemeral(ephemeral) => {
                ephemeral.stop();
                Ok(())
            }
        }
    }

    fn is_stopping(&self) -> bool {
        match self {
            Instance::Durable(_) => false,
            Instance::Ephemeral(ephemeral) => ephemeral.is_stopping(),
        }
    }

    fn has_ended(&mut self) -> bool {
        match self {
            Instance::Durable(durable) => durable.has_ended(),
            Instance::Ephemeral(ephemeral) => ephemeral.has_ended(),
        }
    }

    fn log_end(&mut self) -> String {
        match self {
            Instance::Durable(durable) => durable.log_end(),
            Instance::Ephemeral(ephemeral) => ephemeral.log_end(),
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // A drop has nobody to tell; `stop` tells.
        let _ = self.stop();
    }
}
