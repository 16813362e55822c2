//! Where a call came from, as far as identity keeps it.

use std::fmt;

use kabinet_domain::NetworkPrefix;

/// Longest user agent that is kept.
const MAX_USER_AGENT_LENGTH: usize = 256;

/// Network and user agent of a device; `Debug` does not show them.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) network_prefix: String,
    pub(crate) user_agent: String,
}

impl Place {
    pub(crate) fn new(network_address: &str, user_agent: &str) -> Self {
        Self {
            network_prefix: NetworkPrefix::parse(network_address)
                .map(|prefix| prefix.to_string())
                .unwrap_or_default(),
            user_agent: user_agent.chars().take(MAX_USER_AGENT_LENGTH).collect(),
        }
    }

    /// Writes the place for sealing.
    pub(crate) fn encode(&self) -> Vec<u8> {
        format!("{}\n{}", self.network_prefix, self.user_agent).into_bytes()
    }

    /// Reads what was sealed.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (network_prefix, user_agent) = str::from_utf8(bytes).ok()?.split_once('\n')?;
        Some(Self {
            network_prefix: network_prefix.to_owned(),
            user_agent: user_agent.to_owned(),
        })
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Place([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shortened() {
        for (address, prefix) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
            ("", ""),
            ("nonsense", ""),
        ] {
            assert_eq!(Place::new(address, "").network_prefix, prefix, "{address}");
        }
    }

    #[test]
    fn place_is_read_back() {
        for place in [
            Place::new("192.0.2.77", "Browser/1.0\nsecond line"),
            Place::new("", ""),
        ] {
            assert!(Place::decode(&place.encode()) == Some(place));
        }
    }

    #[test]
    fn long_user_agents_are_cut() {
        assert_eq!(
            Place::new("", &"ы".repeat(500)).user_agent.chars().count(),
            256
        );
    }
}
