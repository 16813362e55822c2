//! A forgotten password is replaced by whoever gets the code and by nobody else.

mod alike;
mod devices;
mod interrupted;
mod limits;
mod personal_data;
mod races;
mod replay;
mod taken_back;

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{RecoveryStep, SecurityEvent, SecurityEventKind as Kind};
use kabinet_proto::types::v1::notice::Subject;
use kabinet_proto::types::v1::{Channel, ContactKind, NewLogin, PasswordReset, RecoveryStarted};
use kabinet_status::{Refusal, read};

use crate::chain::{chain, first_break};
use crate::notices::told;
use crate::suite::{
    By, CodeCall, FakeCodes, Person, ProfileCall, Refused as _, Stage, Suite, findings,
};

pub(crate) const NEW: &str = "a wholly-new.Password of mine";
const SESSIONS: &str = "SELECT count(*) FROM identity.session";

pub(crate) async fn registered<'a>(suite: &'a Suite, login: &str) -> (Person<'a>, String) {
    let mut person = suite.person(login);
    let account_id = person.registers().await.session.unwrap().account_id;
    (person, account_id)
}

pub(crate) fn on_a_new_device<'a>(person: &Person<'a>) -> Person<'a> {
    let mut elsewhere = person.on_another_device();
    elsewhere.device.device_token.clear();
    elsewhere
}

#[tokio::test]
async fn forgotten_password_is_set_anew_and_everything_else_ends() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let account_id = grant.session.as_ref().unwrap().account_id.clone();
    let sessions = suite.number(SESSIONS).await;

    let mut recovery = person.recovers("Ivan.Petrov").await.unwrap();
    let verified = recovery.types(FakeCodes::CODE).await.unwrap();
    assert_eq!(verified.due_step(), RecoveryStep::Password);
    recovery.sets(NEW).await.unwrap();

    assert_eq!(suite.number(SESSIONS).await, sessions);
    let user = suite.as_user(&grant.access_token);
    assert_eq!(user.sessions().await.reason(), Reason::TokenInvalid);
    assert_eq!(
        person.refreshes(&grant.refresh_token).await.reason(),
        Reason::RefreshTokenInvalid
    );
    assert_eq!(person.logs_in().await.reason(), Reason::CredentialsInvalid);
    NEW.clone_into(&mut person.password);
    let grant = person.logs_in().await.unwrap();

    let events = suite.as_user(&grant.access_token).events().await;
    let kinds: Vec<_> = events.iter().map(SecurityEvent::kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::LoginSucceeded,
            Kind::LoginFailed,
            Kind::PasswordReset,
            Kind::RecoveryStarted,
            Kind::LoginSucceeded,
            Kind::AccountCreated,
        ]
    );
    assert_eq!(first_break(&chain(&suite).await), None);
    let notices = told(&suite).await;
    assert!(notices.iter().all(|notice| notice.account_id == account_id));
    let subjects: Vec<_> = notices
        .into_iter()
        .filter_map(|notice| notice.subject)
        .collect();
    let recovery_id = recovery.id.clone();
    assert!(
        subjects.contains(&Subject::RecoveryStarted(RecoveryStarted {
            recovery_id: recovery_id.clone(),
            code_kind: ContactKind::Mobile.into(),
        }))
    );
    assert!(subjects.contains(&Subject::PasswordReset(PasswordReset { recovery_id })));
    // Its own device is a new one, too.
    let session_id = grant.session.unwrap().session_id;
    assert!(subjects.contains(&Subject::NewLogin(NewLogin { session_id })));
    assert_eq!(subjects.len(), 3);
}

#[tokio::test]
async fn code_goes_to_the_contact_of_the_account() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    for identifier in [person.login.clone(), person.mobile.clone()] {
        let recovery = person.recovers(&identifier).await.unwrap();
        let started = suite.codes.starts().pop().unwrap();
        assert_eq!(started.destination.unwrap().address, person.mobile);
        assert!(started.conceal && !started.suppress);
        assert!(recovery.id.starts_with("rcv_") && recovery.token.starts_with("krc_"));
    }
    assert_eq!(suite.profile.resolved()[0].account_id, account_id);
}

#[tokio::test]
async fn unconfirmed_contact_recovers_nothing() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let by_email = person.recovers_by("ivan.petrov", Channel::Email).await;
    by_email.unwrap();
    person.recovers(&person.email).await.unwrap();
    for started in suite.codes.starts().into_iter().skip(1) {
        assert!(started.conceal && started.suppress);
        let address = started.destination.unwrap().address;
        assert!(address != person.email && address != person.mobile);
    }
    assert_eq!(told(&suite).await, []);
}

#[tokio::test]
async fn guessed_code_that_nobody_was_sent_opens_nothing() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    for (identifier, by) in [("nobody", Channel::Sms), ("ivan.petrov", Channel::Email)] {
        let mut recovery = person.recovers_by(identifier, by).await.unwrap();
        let refused = recovery.types(FakeCodes::CODE).await;
        assert_eq!(refused.reason(), Reason::CodeExpired, "{identifier}");
    }
    let verified = "SELECT count(*) FROM identity.recovery WHERE state <> 'CODE_DUE'";
    assert_eq!(suite.number(verified).await, 0);
}

#[tokio::test]
async fn wrong_token_and_wrong_ticket_look_like_no_recovery() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let (other, _) = registered(&suite, "olga.popova").await;
    let recovery = person.holds_a_ticket().await;
    let stranger = other.holds_a_ticket().await;

    let mut wrong = recovery.clone();
    wrong.token.clone_from(&stranger.token);
    let mut early = other.recovers("olga.popova").await.unwrap();
    early.ticket.clone_from(&early.token);
    let mut nobody = recovery.clone();
    "rcv_00000000-0000-7000-8000-000000000000".clone_into(&mut nobody.id);
    let mut nonsense = recovery.clone();
    "rcv_1".clone_into(&mut nonsense.id);
    for typed in [&mut wrong, &mut nobody, &mut nonsense] {
        let refused = typed.types(FakeCodes::CODE).await;
        assert_eq!(refused.reason(), Reason::RecoveryNotFound);
    }
    let mut wrong = recovery.clone();
    wrong.ticket.clone_from(&stranger.ticket);
    for claimed in [&wrong, &early, &nobody, &nonsense] {
        assert_eq!(claimed.sets(NEW).await.reason(), Reason::RecoveryNotFound);
        let refused = claimed.claims_to_be("Примерова").await;
        assert_eq!(refused.reason(), Reason::RecoveryNotFound);
    }
}

#[tokio::test]
async fn refusals_of_the_code_pass_through_in_the_words_of_the_contract() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let mut recovery = person.recovers("ivan.petrov").await.unwrap();
    let refused = recovery.types("000000").await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::CodeWrong));
    let left = read::metadata(&refused, "attempts_left");
    assert_eq!(left.as_deref(), Some("4"));

    let (minute, ended) = (Duration::from_mins(1), Reason::VerificationEnded);
    for (refusal, expected) in [
        (
            Refusal::failed_precondition(Reason::CodeExhausted, "spent"),
            Reason::CodeExhausted,
        ),
        (
            Refusal::failed_precondition(Reason::CodeExpired, "late"),
            Reason::CodeExpired,
        ),
        (
            Refusal::failed_precondition(Reason::CodeUsed, "used"),
            Reason::CodeExpired,
        ),
        (
            Refusal::not_found(Reason::VerificationNotFound, "gone"),
            Reason::CodeExpired,
        ),
        (
            Refusal::failed_precondition(ended, "ended").metadata("state", "EXHAUSTED"),
            Reason::CodeExhausted,
        ),
        (
            Refusal::failed_precondition(ended, "ended").metadata("state", "CANCELED"),
            Reason::CodeExpired,
        ),
        (
            Refusal::resource_exhausted(Reason::CodeLocked, minute, "locked"),
            Reason::CodeLocked,
        ),
        (
            kabinet_testkit::refusal(Reason::RateLimited),
            Reason::RateLimited,
        ),
    ] {
        suite.codes.fails(CodeCall::Check, By::Refusing(refusal));
        let refused = recovery.types(FakeCodes::CODE).await;
        assert_eq!(refused.reason(), expected);
    }
    suite.codes.recovers();
    recovery.types(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn proof_that_is_not_for_this_recovery_opens_nothing() {
    use crate::suite::Forgery;
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let used = suite.codes.ids()[0];
    let mut recovery = person.recovers("ivan.petrov").await.unwrap();
    for forgery in [
        Forgery::OtherAudience,
        Forgery::OtherPurpose,
        Forgery::OtherSubject,
        Forgery::OtherDigest,
        Forgery::Expired,
        Forgery::OtherKey,
    ] {
        suite.codes.forges(forgery);
        let refused = recovery.types(FakeCodes::CODE).await;
        assert_eq!(refused.reason(), Reason::Internal, "{forgery:?}");
    }
    suite.codes.forges(Forgery::Used(used));
    let refused = recovery.types(FakeCodes::CODE).await;
    assert_eq!(refused.reason(), Reason::CodeExpired);
    suite.codes.recovers();
    recovery.types(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn recovery_waits_a_day_and_its_ticket_a_quarter_of_an_hour() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let mut waiting = person.recovers("ivan.petrov").await.unwrap();
    let ticket = person.holds_a_ticket().await;
    suite.clock.advance(Duration::from_mins(15));
    let refused = ticket.sets(NEW).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::RecoveryEnded));
    let state = read::metadata(&refused, "state");
    assert_eq!(state.as_deref(), Some("EXPIRED"));

    suite.clock.advance(Duration::from_hours(24));
    let refused = waiting.types(FakeCodes::CODE).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::RecoveryEnded));
}

#[tokio::test]
async fn ticket_works_until_its_last_second() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let mut late = person.recovers("ivan.petrov").await.unwrap();
    suite.clock.advance(Duration::from_mins(9));
    late.types(FakeCodes::CODE).await.unwrap();
    suite.clock.advance(Duration::from_secs(15 * 60 - 1));
    late.sets(NEW).await.unwrap();
}

#[tokio::test]
async fn completed_recovery_ends_every_other_one() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let first = person.holds_a_ticket().await;
    let mut second = person.recovers("ivan.petrov").await.unwrap();
    let third = person.holds_a_ticket().await;
    first.sets(NEW).await.unwrap();
    let refused = second.types(FakeCodes::CODE).await.reason();
    assert_eq!(refused, Reason::CodeExpired);
    let refused = third.sets(NEW).await.refusal();
    let state = read::metadata(&refused, "state");
    assert_eq!(state.as_deref(), Some("CANCELED"));
    let refused = first.sets("another wholly-new.Password").await.refusal();
    let state = read::metadata(&refused, "state");
    assert_eq!(state.as_deref(), Some("COMPLETED"));
}

#[tokio::test]
async fn open_recovery_disturbs_no_login_and_no_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    person.holds_a_ticket().await;
    person.recovers("ivan.petrov").await.unwrap();
    suite.as_user(&grant.access_token).sessions().await.unwrap();
    person.logs_in().await.unwrap();
}

#[tokio::test]
async fn new_password_must_keep_the_rules() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    for (new, finding) in [
        ("short", "PASSWORD_TOO_SHORT"),
        ("password1", "PASSWORD_BLOCKED"),
        ("Ivan.Petrov-77", "PASSWORD_CONTAINS_LOGIN"),
    ] {
        let refused = recovery.sets(new).await.refusal();
        assert_eq!(read::reason(&refused), Some(Reason::PasswordUnacceptable));
        let told = findings(&refused, "new_password");
        assert!(told.iter().any(|told| told == finding), "{new}: {told:?}");
    }
    let mut request = recovery.complete_request(NEW);
    request.new_password_confirmation.push('!');
    let refused = suite.recoveries().complete_recovery(request).await;
    assert_eq!(refused.reason(), Reason::PasswordsDiffer);
    recovery.sets(NEW).await.unwrap();
}

#[tokio::test]
async fn account_without_a_password_gets_one() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    suite.takes_the_password_of(&account_id).await;
    person.holds_a_ticket().await.sets(NEW).await.unwrap();
    NEW.clone_into(&mut person.password);
    person.logs_in().await.unwrap();
}

#[tokio::test]
async fn locked_account_is_not_opened_by_a_ticket_from_before() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    suite.locks(&account_id).await;
    let refused = recovery.sets(NEW).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::RecoveryEnded));
    let state = read::metadata(&refused, "state");
    assert_eq!(state.as_deref(), Some("FAILED"));
}

#[tokio::test]
async fn account_that_waits_for_its_profile_is_not_recovered() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    suite.profile.fails(ProfileCall::Activate, By::Silence);
    suite.profile.fails(ProfileCall::Event, By::Silence);
    person.types_the_code(FakeCodes::CODE).await.refusal();
    person.recovers("ivan.petrov").await.unwrap();
    assert!(suite.codes.starts().pop().unwrap().suppress);
}

#[tokio::test]
async fn second_code_by_the_same_ticket_is_not_needed() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let mut recovery = person.holds_a_ticket().await;
    let ticket = recovery.ticket.clone();
    suite.clock.advance(Duration::from_mins(1));
    let again = recovery.types(FakeCodes::CODE).await.unwrap();
    assert_eq!(recovery.ticket, ticket);
    assert_eq!(again.due_step(), RecoveryStep::Password);
    let proofs = "SELECT count(*) FROM identity.consumed_proof";
    assert_eq!(suite.number(proofs).await, 2);
}
