use kabinet_config::Reader;
use tonic::transport::Endpoint;

/// Reads the address of a peer: `http://host:port`.
pub fn read_endpoint(reader: &mut Reader<'_>, key: &str) -> Endpoint {
    let url = reader.url(key);
    let usable = Endpoint::from_shared(url.clone()).ok();
    usable
        .filter(|endpoint| endpoint.uri().scheme() == Some(&http::uri::Scheme::HTTP))
        .unwrap_or_else(|| {
            // An absent key has been reported already.
            if !url.is_empty() {
                reader.problem(key, "must be an address of the form http://host:port");
            }
            Endpoint::from_static("http://invalid")
        })
}

#[cfg(test)]
mod tests {
    use kabinet_config::Sources;

    use super::*;

    fn read(pairs: &[(&str, &str)]) -> (String, usize) {
        let sources = Sources::from_pairs(pairs.iter().copied());
        let endpoint = read_endpoint(&mut sources.section("identity"), "profile_url");
        (endpoint.uri().to_string(), sources.problems().len())
    }

    #[test]
    fn an_address_is_read() {
        let (uri, problems) = read(&[("IDENTITY_PROFILE_URL", "http://127.0.0.1:7102")]);
        assert_eq!((uri.as_str(), problems), ("http://127.0.0.1:7102/", 0));
    }

    #[test]
    fn another_scheme_or_nothing_is_one_problem() {
        assert_eq!(read(&[]).1, 1);
        assert_eq!(read(&[("IDENTITY_PROFILE_URL", "https://profile")]).1, 1);
        assert_eq!(read(&[("IDENTITY_PROFILE_URL", "postgres://profile")]).1, 1);
    }
}
