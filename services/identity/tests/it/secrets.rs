//! What must never stand anywhere in clear.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use kabinet_proof::action::ActionKind;
use kabinet_proto::identity::v1::SessionGrant;
use kabinet_testkit::Capture;

use crate::suite::{FakeCodes, Person, Stage, Suite};

const NEW: &str = "a wholly-new.Password of mine";

/// Does one of everything and returns everything secret or personal that was said meanwhile.
async fn journey(suite: &Suite) -> Vec<(&'static str, String)> {
    let mut person = suite.person("Quokka.Secretive");
    "Secretive-Browser/5.0".clone_into(&mut person.device.user_agent);
    person.registers_until(Stage::Code).await;
    let mut needles = of_person(&person);
    let first = person.types_the_code(FakeCodes::CODE).await.unwrap();
    needles.extend(of_grant(&first));
    let refreshed = person.refreshes(&first.refresh_token).await.unwrap();
    needles.extend(of_grant(&refreshed));
    let login = person.login.clone();
    assert!(person.tries(&login, "my mistyped-Password").await.is_err());
    needles.push(("wrong password", "my mistyped-Password".to_owned()));
    assert!(
        person
            .tries("quokka.elsewhere", &person.password.clone())
            .await
            .is_err()
    );
    needles.push(("unknown login", "quokka.elsewhere".to_owned()));
    let second = person.logs_in().await.unwrap();
    needles.extend(of_grant(&second));
    let user = suite.as_user(&second.access_token);
    needles.push((
        "token",
        user.reauthenticates(&person.password).await.unwrap(),
    ));
    let third = user.changes_password(&person.password, NEW).await.unwrap();
    needles.push(("access token", third.access_token));
    needles.push(("refresh token", third.refresh_token));
    needles.push(("new password", NEW.to_owned()));

    needles.extend(of_recovery(suite, &person).await);

    let mut unfinished = suite.person("quokka.undecided");
    "unfinished-Password of mine".clone_into(&mut unfinished.password);
    unfinished.registers_until(Stage::Code).await;
    needles.extend(of_person(&unfinished));
    needles
}

/// Forgets the password, the login name and who one is.
async fn of_recovery(suite: &Suite, person: &Person<'_>) -> Vec<(&'static str, String)> {
    let nobody = "quokka.nobody@example.com";
    person.recovers(nobody).await.unwrap();
    person.asks_for_the_login(nobody).await.unwrap();
    person.asks_for_the_login(&person.mobile).await.unwrap();
    let destination = |started: &kabinet_proto::verification::v1::StartVerificationRequest| {
        started.destination.clone().unwrap().address
    };
    let stand_in = destination(suite.codes.starts().last().unwrap());
    let recovery = person.holds_a_ticket().await;
    recovery.claims_to_be("Quokkova").await.unwrap_err();
    recovery.sets("a third whole-New.Password").await.unwrap();
    let action_token = suite.token(
        ActionKind::ReportNotMe,
        "acc_00000000-0000-7000-8000-000000000000",
        suite.env.uuid_v7(),
    );
    suite.reports_not_me(&action_token).await.unwrap_err();
    vec![
        ("unknown contact", nobody.to_owned()),
        ("stand-in contact", stand_in),
        ("recovery token", recovery.token),
        ("recovery ticket", recovery.ticket),
        ("claimed surname", "Quokkova".to_owned()),
        ("reset password", "a third whole-New.Password".to_owned()),
        ("action token", action_token),
    ]
}

fn of_person(person: &Person<'_>) -> Vec<(&'static str, String)> {
    let data = person.personal_data_request().personal_data.unwrap();
    vec![
        ("login", person.login.clone()),
        ("normalised login", person.login.to_lowercase()),
        ("password", person.password.clone()),
        ("mobile", person.mobile.clone()),
        (
            "mobile digits",
            person.mobile.trim_start_matches('+').to_owned(),
        ),
        ("email", person.email.clone()),
        ("resume token", person.resume_token.clone()),
        ("surname", data.family_name),
        ("given name", data.given_name),
        ("network", person.device.network_address.clone()),
        ("user agent", person.device.user_agent.clone()),
    ]
}

fn of_grant(grant: &SessionGrant) -> Vec<(&'static str, String)> {
    vec![
        ("access token", grant.access_token.clone()),
        ("refresh token", grant.refresh_token.clone()),
        ("device token", grant.device_token.clone()),
    ]
}

/// The needle in every spelling in which a column could hold it.
fn spellings(needle: &str) -> Vec<String> {
    let bytes = needle.as_bytes();
    vec![
        needle.to_owned(),
        HEXLOWER.encode(bytes),
        BASE64.encode(bytes),
        BASE64URL_NOPAD.encode(bytes),
    ]
}

fn assert_free_of(place: &str, text: &str, needles: &[(&'static str, String)]) {
    for (what, needle) in needles {
        assert!(!needle.is_empty(), "there was no {what}");
        for spelling in spellings(needle) {
            assert!(
                !text.contains(&spelling),
                "{what} stands in {place}: {:?}",
                text.lines().find(|line| line.contains(&spelling))
            );
        }
    }
}

#[tokio::test]
async fn nothing_secret_stands_in_any_table() {
    let suite = Suite::new().await;
    let mut needles = journey(&suite).await;
    needles.push(("code", FakeCodes::CODE.to_owned()));
    let rows = suite.every_row().await;
    assert!(rows.len() > 20, "{rows:?}");
    for (table, row) in &rows {
        // Six digits may stand by chance inside a long number.
        let (codes, needles): (Vec<_>, Vec<_>) = needles
            .iter()
            .cloned()
            .partition(|(what, _)| *what == "code");
        assert_free_of(table, row, &needles);
        let words: Vec<_> = row
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .collect();
        assert!(
            codes
                .iter()
                .all(|(_, code)| !words.contains(&code.as_str())),
            "{table}: {row}"
        );
    }
}

#[tokio::test]
async fn secret_that_stood_somewhere_would_be_found() {
    let suite = Suite::new().await;
    suite.person("ivan.petrov").registers().await;
    suite
        .sql("UPDATE identity.session SET client_id = 'planted', place = 'sown'::bytea")
        .await;
    let rows = suite.every_row().await;
    let stands = |needle: &str| {
        let spellings = spellings(needle);
        rows.iter()
            .any(|(_, row)| spellings.iter().any(|spelling| row.contains(spelling)))
    };
    assert!(stands("planted") && stands("sown") && !stands("neither"));
}

#[tokio::test]
async fn nothing_secret_stands_in_redis() {
    let suite = Suite::new().await;
    let needles = journey(&suite).await;
    let keys = suite.redis.keys().await;
    assert!(!keys.is_empty());
    for key in &keys {
        assert_free_of("a key of Redis", key, &needles);
    }
}

#[tokio::test]
async fn nothing_secret_stands_in_the_log_or_in_a_span() {
    let capture = Capture::install();
    let suite = Suite::new().await;
    let needles = journey(&suite).await;
    let lines = capture.text();
    assert!(lines.contains("registration confirmed"));
    assert_free_of("the log", &lines, &needles);
}
