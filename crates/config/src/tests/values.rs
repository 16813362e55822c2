use std::time::Duration;

use super::read;
use crate::Reader;

/// Takes a value that nobody looks at: the test is about the problems.
fn only_read<T>(_: T) {}

#[test]
fn absent_key_has_its_default() {
    let ((listen, limit, drain, format), problems) = read("", &[], |reader| {
        (
            reader.address("listen", ([127, 0, 0, 1], 7101)),
            reader.number("limit", 512_usize, 1..=1_000),
            reader.duration_seconds("drain_seconds", 15, 0..=600),
            reader.choice("format", &["json", "text"], "json"),
        )
    });
    assert_eq!(listen.to_string(), "127.0.0.1:7101");
    assert_eq!(
        (limit, drain, format.as_str()),
        (512, Duration::from_secs(15), "json")
    );
    assert_eq!(problems, [""; 0]);
}

#[test]
fn environment_wins_over_the_file() {
    let file = "[identity]\nname = 'file'\nother = 'file'";
    let (names, _) = read(file, &[("IDENTITY_NAME", "environment")], |reader| {
        (reader.required_text("name"), reader.required_text("other"))
    });
    assert_eq!(names, ("environment".to_owned(), "file".to_owned()));
}

#[test]
fn numbers_are_numbers_in_the_file_and_text_in_the_environment() {
    let file = "[identity]\nlimit = 7\nratio = 0.5\nwhole = 1";
    let (numbers, problems) = read(file, &[("IDENTITY_DEPTH", "3")], |reader| {
        (
            reader.number("limit", 1_u32, 1..=9),
            reader.number("ratio", 1.0, 0.0..=1.0),
            reader.number("whole", 0.0, 0.0..=1.0),
            reader.number("depth", 1_u8, 1..=9),
        )
    });
    assert_eq!(numbers, (7, 0.5, 1.0, 3));
    assert_eq!(problems, [""; 0]);
}

#[test]
fn wrong_value_is_refused_by_every_kind() {
    type Case = (&'static str, fn(&mut Reader<'_>), &'static str);
    let cases: &[Case] = &[
        (
            "''",
            |r| only_read(r.required_text("key")),
            "must not be empty",
        ),
        (
            "7",
            |r| only_read(r.required_text("key")),
            "must be a text in quotation marks",
        ),
        (
            "'7'",
            |r| only_read(r.number("key", 1, 1..=9)),
            "must be a number without quotation marks",
        ),
        (
            "10",
            |r| only_read(r.number("key", 1, 1..=9)),
            "must be a number from 1 to 9",
        ),
        (
            "-1",
            |r| only_read(r.number("key", 1_u8, 1..=9)),
            "must be a number from 1 to 9",
        ),
        (
            "1.5",
            |r| only_read(r.number("key", 1, 1..=9)),
            "must be a number from 1 to 9",
        ),
        (
            "nan",
            |r| only_read(r.number("key", 1.0, 0.0..=1.0)),
            "must be a number from 0 to 1",
        ),
        (
            "601",
            |r| only_read(r.duration_seconds("key", 1, 0..=600)),
            "must be a number from 0 to 600",
        ),
        (
            "'xml'",
            |r| only_read(r.choice("key", &["json", "text"], "json")),
            "must be one of json, text",
        ),
        (
            "'localhost:1'",
            |r| only_read(r.address("key", ([127, 0, 0, 1], 1))),
            "must be an IP address with a port, like 127.0.0.1:7101",
        ),
        (
            "'127.0.0.1:4317'",
            |r| only_read(r.url("key", "http://127.0.0.1:1")),
            "must be a URL with a host, like http://127.0.0.1:4317",
        ),
        (
            "'http://u:hunter2@example.com'",
            |r| only_read(r.optional_url("key")),
            "must not hold a password",
        ),
    ];
    for (value, reading, message) in cases {
        let ((), problems) = read(&format!("[identity]\nkey = {value}"), &[], reading);
        assert_eq!(
            problems,
            [format!("identity.key (IDENTITY_KEY): {message}")],
            "{value}"
        );
    }
}

#[test]
fn required_key_that_is_missing_is_a_problem_of_every_kind() {
    let cases: &[fn(&mut Reader<'_>)] = &[
        |r| only_read(r.required_text("key")),
        |r| only_read(r.text("key", None)),
        |r| only_read(r.path("key")),
        |r| only_read(r.secret("key")),
    ];
    for reading in cases {
        let ((), problems) = read("", &[], reading);
        assert_eq!(
            problems,
            ["identity.key (IDENTITY_KEY): is required and missing"]
        );
    }
}

#[test]
fn optional_key_may_be_missing() {
    let (values, problems) = read("", &[], |reader| {
        (
            reader.optional_text("a"),
            reader.optional_url("b"),
            reader.optional_path("c"),
            reader.optional_secret("d").is_none(),
        )
    });
    assert_eq!(values, (None, None, None, true));
    assert_eq!(problems, [""; 0]);
}
