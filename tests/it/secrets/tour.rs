//! The tour, and what it said on its way. It invents its person by itself; what the person was is
//! read from the messages that the tour shows.

use super::needles::Needles;
use crate::suite::Suite;

/// What tokens of the suite begin with; a JSON object in base64 is part of every signed one.
const TOKENS: [&str; 2] = ["bearer eyj", "eyjhbgci"];

pub(super) async fn run(suite: &Suite, needles: &mut Needles) {
    let base = suite.tour_base().to_string();
    let said = suite.run(&["tour", "--port-base", &base]).await.lines();
    let to = |part: &str| {
        let mut receivers = receivers(&said);
        let found = receivers.find(|receiver| receiver.contains(part));
        found.unwrap().to_owned()
    };
    let (email, mobile) = (to("@"), to("+"));
    let login = email.split('@').next().unwrap();
    let letters = login.split('.').nth(1).unwrap();
    needles.contacts(&mobile, &email);
    for receiver in receivers(&said) {
        needles.text("receiver of a message", receiver.trim_start_matches("+7"));
    }
    needles.text(
        "letters of the tour's login, passwords and address",
        letters,
    );
    for fixed in [
        "Kieselweg",
        "Windstille",
        "Ёлкина",
        "Павловна",
        "1990-02-28",
        "Сосновская",
        "Summer house",
    ] {
        needles.text("what every tour says", fixed);
    }
    for token in TOKENS {
        needles.text("signed token", token);
    }
    for code in codes(&said) {
        needles.code("code of the tour", &code);
    }
}

/// Lists whom the messages that were shown came to.
fn receivers(said: &[String]) -> impl Iterator<Item = &str> {
    said.iter()
        .filter_map(|line| line.trim().strip_prefix("message  to "))
}

/// Finds the codes in the messages that were shown.
fn codes(said: &[String]) -> Vec<String> {
    let shown = said.iter().filter(|line| line.starts_with("            "));
    let runs = shown.flat_map(|line| line.split(|character: char| !character.is_ascii_digit()));
    let codes: Vec<_> = runs
        .filter(|run| (6..=8).contains(&run.len()))
        .map(str::to_owned)
        .collect();
    assert!(
        codes.len() >= 2,
        "the tour shows two messages:\n{}",
        said.join("\n")
    );
    codes
}
