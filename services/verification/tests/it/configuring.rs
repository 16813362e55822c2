use kabinet_config::Sources;
use kabinet_verification::Config;

/// Returns the keys of every problem, in the order in which they were found.
fn problems(pairs: &[(&str, &str)]) -> Vec<String> {
    let pairs = pairs
        .iter()
        .map(|(key, value)| (format!("VERIFICATION_{key}"), (*value).to_owned()));
    let sources = Sources::from_pairs(pairs);
    Config::read(&sources);
    let problems = sources.problems();
    let keys = problems.iter().map(|problem| problem.key.to_string());
    keys.collect()
}

/// Returns the keys that are wrong besides those that the example leaves out.
fn wrong(pairs: &[(&str, &str)]) -> Vec<String> {
    let mut keys = problems(pairs);
    keys.retain(|key| !key.contains("_url") && !key.contains("keys_dir"));
    keys
}

#[test]
fn every_mistake_is_told_at_once_and_once() {
    let keys = problems(&[("REDIS_URL", "http://127.0.0.1:6379")]);
    for key in ["database_url", "keys_dir", "redis_url", "smpp_password"] {
        let told = keys.iter().filter(|wrong| wrong.contains(key)).count();
        assert_eq!(told, 1, "{key}: {keys:?}");
    }
    assert_eq!(keys.len(), 4, "{keys:?}");
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

#[test]
fn codes_leave_the_machine_in_clear_only_when_the_operator_says_so() {
    let password = ("SMPP_PASSWORD", "kabinet");
    let centre = ("SMPP_ADDRESS", "smsc.example.com:2775");
    assert_eq!(wrong(&[password, centre]).len(), 1);
    assert_eq!(
        wrong(&[password, centre, ("SMPP_PLAINTEXT", "private-network")]).len(),
        0
    );
    for address in ["127.0.0.1:2775", "[::1]:2775", "localhost:2775"] {
        assert_eq!(
            wrong(&[password, ("SMPP_ADDRESS", address)]).len(),
            0,
            "{address}"
        );
    }
    for address in ["localhost", ":2775", "localhost:x"] {
        assert_eq!(
            wrong(&[password, ("SMPP_ADDRESS", address)]).len(),
            1,
            "{address}"
        );
    }
}

#[test]
fn links_lead_to_one_page_by_tls() {
    let is_wrong = |url| {
        let keys = problems(&[("ACTION_URL", url)]);
        keys.iter().any(|key| key.contains("action_url"))
    };
    for url in [
        "https://kabinet.example.com/a",
        "https://kabinet.example.com:8443/",
        "http://127.0.0.1:8080/a",
        "http://[::1]/a",
        "http://localhost/a",
    ] {
        assert!(!is_wrong(url), "{url}");
    }
    for url in [
        "kabinet.example.com/a",
        "http://kabinet.example.com/a",
        "ftp://kabinet.example.com/a",
        "https://kabinet.example.com/a#",
        "https://kabinet.example.com/a?",
        "https://kabinet.example.com/a?t=",
        "https://ivan@kabinet.example.com/a",
        "https://kabinet.example.com/a b",
        "https://kabinet.example.com/a\nb",
    ] {
        assert!(is_wrong(url), "{url}");
    }
}

#[test]
fn numbers_of_accounts_are_those_of_the_readme() {
    let config = Config::read(&Sources::from_pairs::<String, String>([]));
    for policy in [&config.recovery, &config.contact] {
        assert_eq!((policy.subject.per_hour, policy.subject.per_day), (10, 20));
        assert_eq!((policy.attempts, policy.failures_per_day), (5, 20));
        assert_eq!(policy.email_code_length, 8);
    }
    assert_eq!(config.recovery.sms_code_length, 8);
    assert_eq!(config.contact.sms_code_length, 6);
    let changed = Config::read(&Sources::from_pairs([
        ("VERIFICATION_RECOVERY_ATTEMPTS", "3"),
        ("VERIFICATION_CONTACT_TTL_SECONDS", "300"),
    ]));
    assert_eq!(changed.recovery.attempts, 3);
    assert_eq!(changed.contact.time_to_live.as_secs(), 300);
    assert_eq!(changed.contact.attempts, 5);
}
