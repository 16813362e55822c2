use std::net::IpAddr;

use kabinet_config::Reader;
use tonic::transport::Endpoint;

/// Reads where a peer answers; what is wrong with it is a problem of the configuration.
///
/// Peers are called without TLS, so only loopback will do: codes and personal data travel there.
pub fn read_endpoint(reader: &mut Reader<'_>, key: &str, default: &'static str) -> Endpoint {
    let url = reader.url(key, default);
    parse_endpoint(&url).unwrap_or_else(|| {
        let form = "must be http://host:port on loopback (127.0.0.1, [::1] or localhost)";
        reader.problem(key, form);
        Endpoint::from_static(default)
    })
}

/// Parses where a peer answers: http on loopback, and nothing else.
pub fn parse_endpoint(url: &str) -> Option<Endpoint> {
    let endpoint = Endpoint::from_shared(url.to_owned()).ok();
    endpoint.filter(is_usable)
}

fn is_usable(endpoint: &Endpoint) -> bool {
    let uri = endpoint.uri();
    uri.scheme() == Some(&http::uri::Scheme::HTTP) && uri.host().is_some_and(is_loopback)
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use kabinet_config::Sources;

    use super::*;

    const KEY: &str = "IDENTITY_PROFILE_URL";
    const DEFAULT: &str = "http://127.0.0.1:7102";

    fn read(pairs: &[(&str, &str)]) -> (String, usize) {
        let sources = Sources::from_pairs(pairs.iter().copied());
        let mut reader = sources.section("identity");
        let endpoint = read_endpoint(&mut reader, "profile_url", DEFAULT);
        (endpoint.uri().to_string(), sources.problems().len())
    }

    #[test]
    fn default_is_shown_as_what_is_in_effect() {
        let sources = Sources::from_pairs::<&str, &str>([]);
        read_endpoint(&mut sources.section("identity"), "profile_url", DEFAULT);
        let shown = sources.effective()[0].to_string();
        assert_eq!(shown, format!("identity.profile_url = {DEFAULT} (default)"));
    }

    #[test]
    fn loopback_addresses_are_read() {
        assert_eq!(read(&[]), ("http://127.0.0.1:7102/".to_owned(), 0));
        for url in ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1"] {
            assert_eq!(read(&[(KEY, url)]), (format!("{url}/"), 0));
        }
    }

    #[test]
    fn another_scheme_or_host_is_one_problem() {
        for url in [
            "https://localhost",
            "postgres://localhost",
            "http://profile:7102",
        ] {
            assert_eq!(read(&[(KEY, url)]).1, 1, "{url}");
        }
    }
}
