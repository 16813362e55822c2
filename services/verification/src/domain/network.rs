use std::net::IpAddr;

/// Returns the network that an address belongs to for limits: /24 of IPv4, /48 of IPv6.
///
/// Nothing for a text that is no address: such a call counts for no network.
pub(crate) fn network_prefix(address: &str) -> Option<Vec<u8>> {
    let prefix = match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => address.octets()[..3].to_vec(),
        IpAddr::V6(address) => address.octets()[..6].to_vec(),
    };
    Some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_network() {
        for (left, right) in [
            ("192.0.2.1", "192.0.2.200"),
            ("192.0.2.1", "::ffff:192.0.2.9"),
            ("2001:db8:1::1", "2001:db8:1:ffff::9"),
        ] {
            assert_eq!(network_prefix(left), network_prefix(right));
        }
        assert_ne!(network_prefix("192.0.2.1"), network_prefix("192.0.3.1"));
        assert_ne!(
            network_prefix("2001:db8:1::"),
            network_prefix("2001:db8:2::")
        );
        assert_eq!(network_prefix(""), None);
    }
}
