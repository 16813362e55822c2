//! Whoever cannot log in is told the same, after the same work.

use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use kabinet_testkit::{CommandCount, StatementCount};

use crate::suite::{Person, Refused as _, Seen, Suite, seen};

/// What an attempt costs and shows.
#[derive(Debug, PartialEq, Eq)]
struct Attempt {
    seen: Seen,
    statements: u64,
    commands: u64,
    hashes: u64,
}

async fn attempt(suite: &Suite, person: &Person<'_>, identifier: &str, password: &str) -> Attempt {
    let mut stranger = person.on_another_device();
    stranger.device.device_token.clear();
    suite.falls_silent().await;
    let hashes = suite.hashes();
    let ((refused, commands), statements) = StatementCount::of(&suite.database)
        .during(async || {
            CommandCount::of(&suite.redis)
                .during(async || stranger.tries(identifier, password).await.refusal())
                .await
        })
        .await;
    assert_eq!(read::reason(&refused), Some(Reason::CredentialsInvalid));
    Attempt {
        seen: seen(&refused),
        statements,
        commands,
        hashes: suite.hashes() - hashes,
    }
}

#[tokio::test]
async fn unknown_wrong_locked_and_without_password_look_and_cost_the_same() {
    let suite = Suite::new().await;
    let mut wrong = suite.person("ivan.petrov");
    let mut locked = suite.person("olga.popova");
    let mut bare = suite.person("pavel.orlov");
    wrong.registers().await;
    let account = locked.registers().await.session.unwrap().account_id;
    suite.locks(&account).await;
    let account = bare.registers().await.session.unwrap().account_id;
    suite.takes_the_password_of(&account).await;
    // A first attempt also prepares statements and loads scripts.
    attempt(&suite, &wrong, "nobody.at.all", "some other password").await;

    let expected = attempt(&suite, &wrong, "somebody.else", "some other password").await;
    assert_eq!(expected.hashes, 1);
    for nobody in ["nobody@example.com", "+79000009999", "77012345678", "@"] {
        let cost = attempt(&suite, &wrong, nobody, "some other password").await;
        assert_eq!(cost, expected, "{nobody}");
    }
    for (person, password) in [
        (&wrong, "some other password".to_owned()),
        (&locked, locked.password.clone()),
        (&locked, "some other password".to_owned()),
        (&bare, bare.password.clone()),
    ] {
        for identifier in [&person.login, &person.mobile, &person.email] {
            let cost = attempt(&suite, person, identifier, &password).await;
            assert_eq!(cost, expected, "{} {identifier}", person.login);
        }
    }
}

#[tokio::test]
async fn failure_beyond_the_days_ration_costs_the_same() {
    let suite = Suite::new().await;
    let mut known = suite.person("ivan.petrov");
    known.registers().await;
    let password = "some other password";
    attempt(&suite, &known, "nobody.at.all", password).await;
    let expected = attempt(&suite, &known, "somebody.else", password).await;
    for number in 0..12 {
        let cost = attempt(&suite, &known, "ivan.petrov", password).await;
        assert_eq!(cost, expected, "{number}");
    }
    let unlisted = "SELECT unlisted_failures FROM identity.account";
    assert_eq!(suite.number(unlisted).await, 2);
}

/// A flush takes as long as a hash on a slow disk, and an attempt at nobody's account writes nothing.
#[tokio::test]
async fn failed_attempt_waits_for_no_disk_and_everything_else_does() {
    let mut suite = Suite::new().await;
    // The tests' server never waits, so identity's connections are told to, as anywhere else.
    for statement in [
        "DO $$ BEGIN
             EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database());
         END $$",
        "CREATE TABLE public.waiting (kind text NOT NULL, setting text NOT NULL)",
        "GRANT INSERT ON public.waiting TO PUBLIC",
        "CREATE FUNCTION public.note_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             INSERT INTO public.waiting
             VALUES (NEW.kind, current_setting('synchronous_commit'));
             RETURN NULL;
         END $$",
        // Deferred: what counts is the setting at the commit.
        "CREATE CONSTRAINT TRIGGER waiting AFTER INSERT ON identity.security_event
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.note_waiting()",
        "CREATE FUNCTION public.note_unlisted() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             INSERT INTO public.waiting
             VALUES ('UNLISTED', current_setting('synchronous_commit'));
             RETURN NULL;
         END $$",
        "CREATE CONSTRAINT TRIGGER waiting AFTER UPDATE OF unlisted_failures ON identity.account
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
         WHEN (NEW.unlisted_failures > OLD.unlisted_failures)
         EXECUTE FUNCTION public.note_unlisted()",
    ] {
        suite.sql(statement).await;
    }
    suite.restarts_with(&[]).await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    let login = person.login.clone();
    person.tries(&login, "some other password").await.refusal();
    for _ in 0..11 {
        let mut stranger = suite.person("nobody");
        stranger
            .tries(&login, "some other password")
            .await
            .refusal();
    }
    let grant = person.logs_in().await.unwrap();
    let user = suite.as_user(&grant.access_token);
    user.reauthenticates("some other password").await.refusal();
    user.reauthenticates(&person.password).await.unwrap();

    let noted: Vec<(String, String)> = sqlx::query_as("SELECT kind, setting FROM public.waiting")
        .fetch_all(suite.tables().await)
        .await
        .unwrap();
    // Ten strangers' failures are listed and one is not, beside two of the person's own.
    assert_eq!(noted.len(), 6 + 10 + 1);
    for (kind, setting) in noted {
        let expected = match kind.as_str() {
            "LOGIN_FAILED" | "UNLISTED" => "off",
            _ => "on",
        };
        assert_eq!(setting, expected, "{kind}");
    }
}
