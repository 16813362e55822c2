use kabinet_config::Sources;
use kabinet_verification::Config;

/// Returns the keys that are wrong besides those that the example leaves out.
fn wrong(pairs: &[(&str, &str)]) -> Vec<String> {
    let pairs = pairs
        .iter()
        .map(|(key, value)| (format!("VERIFICATION_{key}"), (*value).to_owned()));
    let sources = Sources::from_pairs(pairs);
    Config::read(&sources);
    let problems = sources.problems();
    let keys = problems.iter().map(|problem| problem.key.to_string());
    keys.filter(|key| !key.contains("_url") && !key.contains("keys_dir"))
        .collect()
}

#[test]
fn words_that_would_be_a_header_or_another_line_are_refused() {
    for (key, value) in [
        ("SERVICE_NAME", "Kabinet\r\nBcc: all@example.com"),
        ("SMTP_FROM_NAME", "Kabinet\nSubject: other"),
        ("WEB_HOST", "kabinet.example.com #000000"),
        ("WEB_HOST", "a\n@b.example.com"),
        ("SMPP_SYSTEM_ID", "more-than-fifteen"),
        ("SMPP_PASSWORD", "more-than-8"),
        ("REGISTRATION_COOLDOWN_SECONDS", "30,18446744073709551615"),
        ("REGISTRATION_COOLDOWN_SECONDS", "30,3601"),
    ] {
        let mut pairs = vec![("SMPP_PASSWORD", "kabinet"), (key, value)];
        if key == "SMPP_PASSWORD" {
            pairs.remove(0);
        }
        let keys = wrong(&pairs);
        assert!(
            keys.iter().any(|wrong| wrong.contains(key)),
            "{key}: {keys:?}"
        );
    }
    assert_eq!(wrong(&[("SMPP_PASSWORD", "kabinet")]), Vec::<String>::new());
}
