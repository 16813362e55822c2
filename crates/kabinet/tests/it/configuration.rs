use crate::command::{errors, kabinet, run};

const EXIT_CODE_CONFIG: i32 = 64;

#[test]
fn every_wrong_key_is_named_at_once() {
    let output = kabinet(&["check-config", "all"])
        .env("IDENTITY_LISTEN", "0.0.0.0:7101")
        .env("PROFILE_MINIMUM_AGE", "young")
        .env("VERIFICATION_NONSENSE", "1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(EXIT_CODE_CONFIG));
    let errors = errors(&output);
    for key in [
        "IDENTITY_LISTEN",
        "IDENTITY_DATABASE_URL",
        "PROFILE_MINIMUM_AGE",
        "PROFILE_KEYS_DIR",
        "VERIFICATION_NONSENSE",
        "VERIFICATION_REDIS_URL",
    ] {
        assert!(errors.contains(key), "{key} is not in\n{errors}");
    }
}

#[test]
fn serving_and_migrating_refuse_a_wrong_configuration_too() {
    for command in ["serve", "migrate"] {
        let output = run(&[command, "profile"]);
        assert_eq!(output.status.code(), Some(EXIT_CODE_CONFIG), "{command}");
        assert!(
            errors(&output).contains("PROFILE_DATABASE_URL"),
            "{command}"
        );
        assert!(!errors(&output).contains("(IDENTITY_"), "{command}");
    }
}

#[test]
fn effective_values_are_printed_and_secrets_are_not() {
    let keys = tempfile::tempdir().unwrap();
    let directory = keys.path().to_str().unwrap();
    assert!(
        run(&["keys", "ensure", "profile", "--directory", directory])
            .status
            .success()
    );
    let output = kabinet(&["check-config", "profile"])
        .env(
            "PROFILE_DATABASE_URL",
            "postgres://app:hunter2@db.example.com/kabinet",
        )
        .env("PROFILE_KEYS_DIR", keys.path().join("profile"))
        .env("PROFILE_IDENTITY_URL", "http://127.0.0.1:7101")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", errors(&output));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.contains("profile.minimum_age = 14 (default)"),
        "{printed}"
    );
    assert!(
        printed.contains("profile.database_url = [secret] (environment)"),
        "{printed}"
    );
    assert!(!printed.contains("hunter2"), "{printed}");
}
