use super::sources;

#[test]
fn effective_values_tell_their_source_and_mask_secrets() {
    let sources = sources(
        "[identity]\nname = 'x'\n[database]\npassword = 'hunter2'",
        &[
            ("IDENTITY_LIMIT", "7"),
            ("DATABASE_URL", "postgres://a:hunter2@example.com"),
        ],
    );
    let mut reader = sources.section("identity");
    reader.required_text("name");
    reader.number("limit", 1, 1..=9);
    reader.duration_seconds("drain_seconds", 15, 0..=600);
    reader.optional_url("endpoint");
    let mut reader = sources.section("database");
    reader.secret("password");
    reader.secret("url");
    reader.optional_secret("migrate_url");
    let effective: Vec<_> = sources
        .effective()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        effective,
        [
            "database.migrate_url = [not set] (default)",
            "database.password = [secret] (file)",
            "database.url = [secret] (environment)",
            "identity.drain_seconds = 15 (default)",
            "identity.endpoint = [not set] (default)",
            "identity.limit = 7 (environment)",
            "identity.name = x (file)",
        ]
    );
}

#[test]
fn debug_shows_no_value() {
    let sources = sources(
        "[database]\nurl = 'hunter2'",
        &[("DATABASE_PASSWORD", "hunter2")],
    );
    assert_eq!(format!("{sources:?}"), "Sources { .. }");
}

#[test]
fn variable_of_no_section_can_be_asked_for() {
    let sources = sources("", &[("DATABASE_URL", "x")]);
    assert_eq!(sources.variable("DATABASE_URL"), Some("x"));
    assert_eq!(sources.variable("REDIS_URL"), None);
}
