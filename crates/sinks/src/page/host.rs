use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::uri::Authority;

/// Says whether the browser believes to talk to this machine. A page of a stranger that had its name
/// resolved to 127.0.0.1 (DNS rebinding) could otherwise read every code.
pub(super) fn is_loopback(headers: &HeaderMap) -> bool {
    let authority = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .and_then(|host| host.parse::<Authority>().ok());
    authority.is_some_and(|authority| is_loopback_name(authority.host()))
}

fn is_loopback_name(name: &str) -> bool {
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn accepts(host: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static(host));
        is_loopback(&headers)
    }

    #[test]
    fn names_of_this_machine_are_accepted() {
        for host in [
            "localhost",
            "LOCALHOST:7180",
            "127.0.0.1:7180",
            "127.0.0.1",
            "[::1]:7180",
        ] {
            assert!(accepts(host), "{host}");
        }
    }

    #[test]
    fn names_of_strangers_are_refused() {
        for host in [
            "rebind.example.com",
            "localhost.example.com",
            "127.0.0.1.example.com:7180",
            "192.0.2.1",
            "",
        ] {
            assert!(!accepts(host), "{host}");
        }
        assert!(!is_loopback(&HeaderMap::new()));
    }
}
