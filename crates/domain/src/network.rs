//! Networks that addresses belong to, for limits and for telling a person where a session began.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The network that an address belongs to: /24 of IPv4, /48 of IPv6; `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkPrefix(Prefix);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Prefix {
    V4([u8; 3]),
    V6([u8; 6]),
}

impl NetworkPrefix {
    /// Finds the network of an address; a text that is no address belongs to none.
    pub fn parse(address: &str) -> Option<Self> {
        let prefix = match address.parse::<IpAddr>().ok()?.to_canonical() {
            IpAddr::V4(address) => Prefix::V4(*address.octets().first_chunk()?),
            IpAddr::V6(address) => Prefix::V6(*address.octets().first_chunk()?),
        };
        Some(Self(prefix))
    }

    /// Returns the leading bytes that the addresses of the network share: three or six.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Prefix::V4(bytes) => bytes,
            Prefix::V6(bytes) => bytes,
        }
    }
}

impl fmt::Display for NetworkPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Prefix::V4(bytes) => write!(f, "{}/24", Ipv4Addr::from(padded(bytes))),
            Prefix::V6(bytes) => write!(f, "{}/48", Ipv6Addr::from(padded(bytes))),
        }
    }
}

fn padded<const PREFIX: usize, const ADDRESS: usize>(bytes: [u8; PREFIX]) -> [u8; ADDRESS] {
    let mut address = [0; ADDRESS];
    address[..PREFIX].copy_from_slice(&bytes);
    address
}

impl fmt::Debug for NetworkPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NetworkPrefix([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> NetworkPrefix {
        NetworkPrefix::parse(address).unwrap()
    }

    #[test]
    fn neighbours_share_a_network() {
        for (left, right) in [
            ("192.0.2.1", "192.0.2.200"),
            ("192.0.2.1", "::ffff:192.0.2.9"),
            ("2001:db8:1::1", "2001:db8:1:ffff::9"),
        ] {
            assert_eq!(network(left), network(right));
        }
        assert_ne!(network("192.0.2.1"), network("192.0.3.1"));
        assert_ne!(network("2001:db8:1::"), network("2001:db8:2::"));
    }

    #[test]
    fn text_that_is_no_address_has_no_network() {
        for text in [
            "",
            "192.0.2",
            "192.0.2.1/24",
            "192.0.2.1 ",
            "fe80::1%eth0",
            "host",
        ] {
            assert_eq!(NetworkPrefix::parse(text), None, "{text}");
        }
    }

    #[test]
    fn network_is_written_with_its_length() {
        assert_eq!(network("192.0.2.77").to_string(), "192.0.2.0/24");
        assert_eq!(network("::ffff:192.0.2.9").to_string(), "192.0.2.0/24");
        assert_eq!(network("2001:db8:1:2::3").to_string(), "2001:db8:1::/48");
    }

    #[test]
    fn bytes_are_those_of_the_prefix() {
        assert_eq!(network("192.0.2.77").as_bytes(), [192, 0, 2]);
        assert_eq!(
            network("2001:db8:1:2::3").as_bytes(),
            [0x20, 0x01, 0x0d, 0xb8, 0, 1]
        );
    }

    #[test]
    fn debug_does_not_show_the_network() {
        let shown = format!("{:?}", network("192.0.2.77"));
        assert_eq!(shown, "NetworkPrefix([redacted])");
    }
}
