use super::{read, sources};

#[test]
fn unknown_keys_of_both_sources_are_refused() {
    let ((), problems) = read(
        "[identity]\nlisten_ = 'x'",
        &[("IDENTITY_LISTENN", "x")],
        |_| (),
    );
    assert_eq!(
        problems,
        [
            "identity.listen_ (IDENTITY_LISTEN_): is not a known key",
            "identity.listenn (IDENTITY_LISTENN): is not a known key",
        ]
    );
}

#[test]
fn variables_outside_of_the_sections_are_not_looked_at() {
    let environment = [
        ("PATH", "/bin"),
        ("IDENTITYX", "x"),
        ("PROFILE_LISTEN", "x"),
    ];
    let ((), problems) = read("", &environment, |_| ());
    assert_eq!(problems, [""; 0]);
}

#[test]
fn service_links_of_kubernetes_are_not_unknown_keys() {
    let environment = [
        ("IDENTITY_SERVICE_HOST", "192.0.2.1"),
        ("IDENTITY_SERVICE_PORT", "7101"),
        ("IDENTITY_SERVICE_PORT_GRPC", "7101"),
        ("IDENTITY_PORT", "tcp://192.0.2.1:7101"),
        ("IDENTITY_PORT_7101_TCP", "tcp://192.0.2.1:7101"),
        ("IDENTITY_PORT_7101_TCP_ADDR", "192.0.2.1"),
        ("IDENTITY_PORTS", "7101"),
    ];
    let ((), problems) = read("", &environment, |_| ());
    assert_eq!(
        problems,
        ["identity.ports (IDENTITY_PORTS): is not a known key"]
    );
}

#[test]
fn unknown_section_is_refused_unless_it_is_somebody_elses() {
    let sources = sources("[identiy]\nlisten = 'x'\n[profile]\nlisten = 'x'", &[]);
    sources.section("identity").finish();
    sources.ignore_sections(&["profile"]);
    let problems: Vec<_> = sources.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems, ["identiy.* (IDENTIY_*): is not a known section"]);
}

#[test]
fn section_that_is_no_table_is_refused() {
    let ((), problems) = read("identity = 1", &[], |_| ());
    assert_eq!(
        problems,
        ["identity.* (IDENTITY_*): must be a section with keys"]
    );
}

#[test]
fn several_readers_share_one_section() {
    let sources = sources("[identity]\na = 'x'\nb = 'x'", &[]);
    for name in ["a", "b"] {
        let mut reader = sources.section("identity");
        reader.required_text(name);
        reader.finish();
    }
    assert_eq!(sources.problems(), []);
}

#[test]
fn section_that_is_not_finished_may_hold_more_keys() {
    let sources = sources("[identity]\na = 'x'\nb = 'x'", &[("IDENTITY_C", "x")]);
    sources.section("identity").required_text("a");
    assert_eq!(sources.problems(), []);
}

#[test]
fn longer_section_name_owns_its_keys() {
    let sources = sources("", &[("IDENTITY_MAIL_HOST", "x")]);
    let mut mail = sources.section("identity_mail");
    mail.required_text("host");
    mail.finish();
    sources.section("identity").finish();
    assert_eq!(sources.problems(), []);
}
