//! How the services are spread over processes.

use super::service::Service;

/// Which processes there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One process with every service: what kills one kills all.
    Together,
    /// One process per service.
    Apart,
}

/// What one process serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    All,
    One(Service),
}

impl Layout {
    pub(super) fn units(self) -> Vec<Unit> {
        match self {
            Self::Together => vec![Unit::All],
            Self::Apart => Service::ALL.map(Unit::One).to_vec(),
        }
    }
}

impl Unit {
    /// Returns what the command line calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::One(service) => service.name(),
        }
    }

    pub(super) fn services(self) -> Vec<Service> {
        match self {
            Self::All => Service::ALL.to_vec(),
            Self::One(service) => vec![service],
        }
    }
}
