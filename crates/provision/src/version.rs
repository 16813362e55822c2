use std::fmt;

/// A server's version, as far as this crate cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second number, 0 where there is none.
    pub minor: u32,
}

impl Version {
    /// Reads the number that follows `marker` in what `--version` printed.
    pub(crate) fn after(marker: &str, printed: &str) -> Option<Version> {
        let (_, rest) = printed.split_once(marker)?;
        let mut numbers = rest.split(|letter: char| !letter.is_ascii_digit());
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers
            .next()
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        Some(Version { major, minor })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_read_from_what_servers_print() {
        let cases = [
            (
                "(PostgreSQL) ",
                "postgres (PostgreSQL) 15.12 (Debian 15.12-0+deb12u2)",
                Some((15, 12)),
            ),
            (
                "(PostgreSQL) ",
                "postgres (PostgreSQL) 18beta1",
                Some((18, 0)),
            ),
            (
                "(PostgreSQL) ",
                "postgres (PostgreSQL) 9.6.24",
                Some((9, 6)),
            ),
            (
                " v=",
                "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64",
                Some((7, 0)),
            ),
            (" v=", "Redis server version 2.4.15", None),
            ("(PostgreSQL) ", "command not found", None),
        ];
        for (marker, printed, expected) in cases {
            let version = Version::after(marker, printed);
            assert_eq!(
                version.map(|it| (it.major, it.minor)),
                expected,
                "{printed}"
            );
        }
    }
}
