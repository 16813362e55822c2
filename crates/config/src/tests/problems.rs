use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use super::sources;
use crate::Sources;

#[test]
fn every_mistake_of_every_section_is_reported_at_once() {
    let sources = sources(
        "[identity]\nlimit = 0\ncolour = 'red'\n[profile]\nlisten = 'nowhere'",
        &[
            ("PROFILE_LIMIT", "many"),
            ("PROFILE_COLOUR", "red"),
            ("PATH", "/bin"),
        ],
    );
    for section in ["identity", "profile"] {
        let mut reader = sources.section(section);
        reader.address("listen", ([127, 0, 0, 1], 7101));
        reader.number("limit", 1, 1..=9);
        reader.required_text("name");
        reader.finish();
    }
    let report = sources.check().unwrap_err();
    assert_eq!(
        report.to_string(),
        "the configuration is refused:
  identity.limit (IDENTITY_LIMIT): must be a number from 1 to 9
  identity.name (IDENTITY_NAME): is required and missing
  profile.listen (PROFILE_LISTEN): must be an IP address with a port, like 127.0.0.1:7101
  profile.limit (PROFILE_LIMIT): must be a number from 1 to 9
  profile.name (PROFILE_NAME): is required and missing
  identity.colour (IDENTITY_COLOUR): is not a known key
  profile.colour (PROFILE_COLOUR): is not a known key"
    );
}

#[test]
fn right_configuration_passes_the_check() {
    let sources = Sources::from_pairs([("IDENTITY_NAME", "x")]);
    let mut reader = sources.section("identity");
    assert_eq!(reader.required_text("name"), "x");
    reader.finish();
    assert_eq!(sources.check(), Ok(()));
}

#[test]
fn problem_of_the_caller_is_reported_once() {
    let sources = Sources::from_pairs([("", ""); 0]);
    for _ in 0..2 {
        let mut reader = sources.section("identity");
        reader.problem("listen", "must be a loopback address");
        reader.finish();
    }
    assert_eq!(sources.problems().len(), 1);
    assert_eq!(
        sources.problems()[0].key.in_environment(),
        "IDENTITY_LISTEN"
    );
}

#[test]
fn variable_that_is_not_utf8_is_refused() {
    let sources = Sources::from_pairs([(
        OsString::from("IDENTITY_NAME"),
        OsString::from_vec(vec![0xff]),
    )]);
    let mut reader = sources.section("identity");
    reader.required_text("name");
    assert_eq!(sources.problems()[0].message, "must be UTF-8");
}
