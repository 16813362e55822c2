//! Adding a service tells nobody anything about a number that is not theirs: not by an answer, not by
//! what is written, and not by the work that is done.

mod number;
mod observation;

use kabinet_proto::{
    subscriptions::v1::Link,
    types::v1::{Channel, ServiceKind},
};
use tonic::Status;

use self::{
    number::{Number, Prepared},
    observation::{Observation, observe},
};
use crate::{
    person::Person,
    suite::{Layout, Suite},
};

/// The wait between two messages, and the limits of one address, are for others to test.
const GENEROUS: [(&str, &str); 3] = [
    ("VERIFICATION_OWNERSHIP_COOLDOWN_SECONDS", "0"),
    ("VERIFICATION_OWNERSHIP_SMS_PER_HOUR", "100"),
    ("VERIFICATION_OWNERSHIP_EMAIL_PER_HOUR", "100"),
];
/// Nobody's code.
const GUESS: &str = "00000000";

#[tokio::test]
async fn mobile_numbers_are_all_alike_to_whoever_cannot_read_their_messages() {
    are_alike(ServiceKind::Mobile, Channel::Sms, &Number::OF_MOBILE).await;
}

#[tokio::test]
async fn account_numbers_are_all_alike_to_whoever_cannot_read_their_messages() {
    for channel in [Channel::Email, Channel::Sms] {
        are_alike(ServiceKind::Broadband, channel, &Number::ALL).await;
    }
}

async fn are_alike(kind: ServiceKind, channel: Channel, numbers: &[Number]) {
    let suite = Suite::start_with(Layout::Together, &GENEROUS).await;
    let mut first: Option<Vec<Observation>> = None;
    for number in numbers {
        let mut person = Person::invent();
        person.registers(&suite, Channel::Sms).await;
        let prepared = number.prepare(kind, channel, &mut person, &suite).await;
        suite.wait_until_quiet().await;
        let seen = tries(&mut person, &prepared, channel, &suite).await;
        let expected = first.get_or_insert_with(|| seen.clone());
        for (call, (expected, seen)) in expected.iter().zip(&seen).enumerate() {
            let differences = expected.differences(seen);
            assert!(
                differences.is_empty(),
                "{number:?} over {channel:?}, call {call}: {differences:#?}"
            );
        }
        prepared.expect_messages(*number, channel, &suite);
    }
}

/// Makes every call that there is for somebody who cannot read the messages.
async fn tries(
    person: &mut Person,
    prepared: &Prepared,
    channel: Channel,
    suite: &Suite,
) -> Vec<Observation> {
    GUESS.clone_into(&mut person.code);
    let other = match channel {
        Channel::Email => Channel::Sms,
        Channel::Sms | Channel::Unspecified => Channel::Email,
    };
    let wanted = prepared.wanted();
    vec![
        observe(suite, person.starts_link(suite, &wanted, channel)).await,
        observe(suite, Box::pin(guesses(person, suite))).await,
        observe(suite, person.wants_code_again(suite)).await,
        observe(suite, person.switches_challenge(suite, other)).await,
        observe(suite, person.switches_challenge(suite, channel)).await,
    ]
}

/// Tries a wrong code, and waits until verification has noted it, which it does beside its answer.
async fn guesses(person: &mut Person, suite: &Suite) -> Result<Link, Status> {
    let noted = suite.count_wrong_codes().await;
    let answer = person.submits_proof(suite).await;
    suite.wait_for_wrong_codes(noted + 1).await;
    answer
}
