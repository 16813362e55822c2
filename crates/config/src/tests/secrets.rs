use std::fs;

use secrecy::ExposeSecret as _;
use tempfile::TempDir;

use super::{read, sources};

fn secret_file(content: impl AsRef<[u8]>) -> (TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("secret");
    fs::write(&path, content).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (directory, path)
}

#[test]
fn one_newline_at_the_end_of_the_file_is_not_part_of_the_secret() {
    for (content, expected) in [
        ("hunter2\n", "hunter2"),
        ("hunter2\r\n", "hunter2"),
        ("hunter2", "hunter2"),
        (" a\n\n", " a\n"),
    ] {
        let (_directory, path) = secret_file(content);
        let environment = [("IDENTITY_PASSWORD_FILE", path.as_str())];
        let (secret, problems) = read("", &environment, |reader| reader.secret("password"));
        assert_eq!(secret.expose_secret(), expected);
        assert_eq!(problems, [""; 0]);
    }
}

#[test]
fn path_of_a_secret_is_effective_and_its_content_is_not() {
    let (_directory, path) = secret_file("hunter2\n");
    let sources = sources("", &[("IDENTITY_PASSWORD_FILE", &path)]);
    sources.section("identity").secret("password");
    let effective: Vec<_> = sources
        .effective()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        effective,
        [format!("identity.password_file = {path} (environment)")]
    );
}

#[test]
fn secret_given_twice_is_refused() {
    let (_directory, path) = secret_file("hunter2");
    let environment = [
        ("IDENTITY_PASSWORD", "hunter2"),
        ("IDENTITY_PASSWORD_FILE", &path),
    ];
    let (_, problems) = read("", &environment, |reader| reader.secret("password"));
    assert_eq!(
        problems,
        [
            "identity.password_file (IDENTITY_PASSWORD_FILE): must not be given together with \
          identity.password (IDENTITY_PASSWORD)"
        ]
    );
}

#[test]
fn file_that_holds_no_secret_is_refused_without_being_shown() {
    for (content, message) in [
        (b"\n".to_vec(), "must name a file that is not empty"),
        (
            vec![b'x'; 16 * 1024 + 1],
            "must name a file of at most 16384 bytes",
        ),
        (
            b"hunter2\xff".to_vec(),
            "must name a file with a secret in UTF-8, which cannot be read: invalid data",
        ),
    ] {
        let (_directory, path) = secret_file(content);
        let environment = [("IDENTITY_PASSWORD_FILE", path.as_str())];
        let (_, problems) = read("", &environment, |reader| reader.secret("password"));
        assert_eq!(
            problems,
            [format!(
                "identity.password_file (IDENTITY_PASSWORD_FILE): {message}"
            )]
        );
    }
}

#[test]
fn file_that_is_missing_is_reported() {
    let environment = [("IDENTITY_PASSWORD_FILE", "/nonexistent/secret")];
    let (_, problems) = read("", &environment, |reader| reader.secret("password"));
    assert_eq!(problems.len(), 1);
    assert!(problems[0].ends_with("entity not found"), "{problems:?}");
}

#[test]
fn empty_secret_is_refused() {
    let (_, problems) = read("", &[("IDENTITY_PASSWORD", "")], |reader| {
        reader.secret("password")
    });
    assert_eq!(
        problems,
        ["identity.password (IDENTITY_PASSWORD): must not be empty"]
    );
}
