use std::net::SocketAddr;
use std::time::Duration;

use kabinet_config::Reader;

/// How a service serves.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Address that calls arrive at.
    pub listen: SocketAddr,
    /// Largest request, in bytes of its encoded message.
    pub max_message_bytes: usize,
    /// Connections at one time; more wait until one ends.
    pub connection_limit: usize,
    /// Calls in work at one time; more are refused at once.
    pub concurrency_limit: usize,
    /// How long a call may take if its caller allows more, or does not say.
    pub default_deadline: Duration,
    /// How long calls in work may take to end once the server stops.
    pub drain: Duration,
    /// Whether callers may ask for the contract.
    pub reflection: Reflection,
}

/// Whether `grpc.reflection` is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reflection {
    /// Served to everybody.
    Served,
    /// Not served.
    Absent,
}

impl ServerConfig {
    /// Reads the keys of a service's section that say how it serves.
    pub fn read(reader: &mut Reader<'_>, default_listen: SocketAddr) -> Self {
        let listen = reader.address("listen", default_listen);
        if !listen.ip().is_loopback() {
            reader.problem(
                "listen",
                "callers are not authenticated without TLS, so only a loopback address may be \
                 listened on (127.0.0.1 or [::1])",
            );
        }
        Self {
            listen,
            max_message_bytes: reader.number("max_message_bytes", 1 << 20, 1 << 10..=4 << 20),
            connection_limit: reader.number("connection_limit", 1_024, 1..=65_536),
            concurrency_limit: reader.number("concurrency_limit", 512, 1..=65_536),
            default_deadline: reader.duration_seconds("default_deadline_seconds", 10, 1..=300),
            drain: reader.duration_seconds("drain_seconds", 10, 0..=600),
            reflection: match reader.choice("reflection", &["on", "off"], "off").as_str() {
                "on" => Reflection::Served,
                _ => Reflection::Absent,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use kabinet_config::Sources;

    use super::*;

    fn problems(key: &str, value: &str) -> Vec<String> {
        let sources = Sources::from_pairs([(key, value)]);
        let mut reader = sources.section("identity");
        ServerConfig::read(&mut reader, ([127, 0, 0, 1], 7101).into());
        reader.finish();
        let problems = sources.problems();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_a_loopback_address_is_served_without_tls() {
        for address in ["0.0.0.0:7101", "[::]:7101", "192.0.2.1:7101"] {
            let told = problems("IDENTITY_LISTEN", address);
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].contains("loopback"), "{told:?}");
        }
        for address in ["127.0.0.1:0", "127.9.9.9:7101", "[::1]:7101"] {
            assert_eq!(problems("IDENTITY_LISTEN", address), [""; 0]);
        }
    }

    #[test]
    fn limits_are_bounded() {
        assert_eq!(problems("IDENTITY_MAX_MESSAGE_BYTES", "4194305").len(), 1);
        assert_eq!(problems("IDENTITY_CONCURRENCY_LIMIT", "0").len(), 1);
        assert_eq!(problems("IDENTITY_DRAIN_SECONDS", "601").len(), 1);
        assert_eq!(problems("IDENTITY_REFLECTION", "maybe").len(), 1);
    }
}
