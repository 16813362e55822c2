//! Which ports `kabinet dev` takes.

use std::net::{Ipv4Addr, SocketAddr};

use tonic::transport::Endpoint;

/// The ports of one installation, all counted from a base.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ports {
    base: u16,
}

impl Ports {
    /// Base unless told otherwise.
    pub(crate) const BASE: u16 = 7100;
    /// Highest offset from the base.
    const SPAN: u16 = 81;

    pub(crate) fn new(base: u16) -> Self {
        Self { base }
    }

    /// Reads a base: every port counted from it has to exist.
    pub(crate) fn parse_base(text: &str) -> Result<u16, String> {
        let base: u16 = text.parse().map_err(|_| "is not a port".to_owned())?;
        let highest = u16::MAX - Self::SPAN;
        if (1024..=highest).contains(&base) {
            Ok(base)
        } else {
            Err(format!("is not between 1024 and {highest}"))
        }
    }

    pub(crate) fn base(self) -> u16 {
        self.base
    }

    pub(crate) fn identity(self) -> SocketAddr {
        self.at(1)
    }

    pub(crate) fn profile(self) -> SocketAddr {
        self.at(2)
    }

    pub(crate) fn verification(self) -> SocketAddr {
        self.at(3)
    }

    pub(crate) fn subscriptions(self) -> SocketAddr {
        self.at(4)
    }

    /// Says where billing systems feed contracts.
    pub(crate) fn feed(self) -> Result<Endpoint, tonic::transport::Error> {
        Endpoint::from_shared(format!("http://{}", self.subscriptions()))
    }

    pub(crate) fn smtp(self) -> SocketAddr {
        self.at(25)
    }

    pub(crate) fn smsc(self) -> SocketAddr {
        self.at(75)
    }

    pub(crate) fn page(self) -> SocketAddr {
        self.at(80)
    }

    pub(crate) fn inbox(self) -> SocketAddr {
        self.at(Self::SPAN)
    }

    fn at(self, offset: u16) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.base + offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_port_of_an_accepted_base_exists() {
        let base = Ports::parse_base("65454").unwrap();
        assert_eq!(Ports::new(base).inbox().port(), u16::MAX);
        assert!(Ports::parse_base("65455").is_err());
        assert!(Ports::parse_base("80").is_err());
        assert!(Ports::parse_base("x").is_err());
    }
}
