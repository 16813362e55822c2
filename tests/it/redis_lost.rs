//! Redis may lose everything: nothing is approved that was not proven, and the person can ask again.

use kabinet_proto::{errors::v1::Reason, subscriptions::v1::LinkState, types::v1::Channel};
use kabinet_status::read;

use crate::{
    billing::{Billing, Contract},
    person::{Person, Step},
    suite::{Layout, Suite},
};

/// Without the wait between two messages: what is tested is what happens after it.
const NO_COOLDOWN: [(&str, &str); 2] = [
    ("VERIFICATION_REGISTRATION_COOLDOWN_SECONDS", "0"),
    ("VERIFICATION_OWNERSHIP_COOLDOWN_SECONDS", "0"),
];

/// What is lost.
#[derive(Clone, Copy, Debug)]
enum Loss {
    /// Every key.
    Keys,
    /// Every key and every function, as by a server that comes back empty.
    Everything,
}

#[tokio::test]
async fn code_whose_record_is_lost_approves_nothing() {
    let suite = Suite::start_with(Layout::Together, &NO_COOLDOWN).await;
    for loss in [Loss::Keys, Loss::Everything] {
        let mut person = Person::invent();
        person.goes_through(Step::Confirm.before(), &suite).await;
        lose(&suite, loss).await;

        let refused = person.confirms(&suite).await.unwrap_err();
        let reason = read::reason(&refused);
        assert_eq!(
            reason,
            Some(Reason::VerificationNotFound),
            "{loss:?}: {refused:?}"
        );
        assert_eq!(accounts(&suite).await, 0, "{loss:?}");
    }
}

#[tokio::test]
async fn person_asks_again_after_the_loss_and_ends_well() {
    let suite = Suite::start_with(Layout::Together, &NO_COOLDOWN).await;
    for (people, loss) in [Loss::Keys, Loss::Everything].into_iter().enumerate() {
        let mut person = Person::invent();
        person.goes_through(Step::Confirm.before(), &suite).await;
        let before = newest_message(&suite, &person.email);
        lose(&suite, loss).await;

        person.asks_for_code(&suite, Channel::Email).await.unwrap();
        person.reads_code(&suite, Channel::Email).await;
        assert_ne!(newest_message(&suite, &person.email), before);
        person.confirms(&suite).await.unwrap();
        let login = person.login.clone();
        person.logs_in(&suite, &login).await.unwrap();
        assert_eq!(accounts(&suite).await, i64::try_from(people).unwrap() + 1);
    }
}

#[tokio::test]
async fn person_whose_code_of_a_link_is_lost_asks_again_and_ends_well() {
    let suite = Suite::start_with(Layout::Together, &NO_COOLDOWN).await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    for loss in [Loss::Keys, Loss::Everything] {
        let contract = Contract::mobile();
        let number = contract.phone_number();
        Billing::of("north", &suite).tells(&[&contract]).await;
        let wanted = contract.wanted();
        let started = person.starts_link(&suite, &wanted, Channel::Sms).await;
        started.unwrap();
        person.reads_code_at(&suite, number).await;
        let before = newest_message(&suite, number);
        lose(&suite, loss).await;

        let refused = person.submits_proof(&suite).await.unwrap_err();
        let reason = read::reason(&refused);
        assert_eq!(reason, Some(Reason::CodeExpired), "{loss:?}: {refused:?}");
        let waiting = person.wants_code_again(&suite).await.unwrap();
        assert_eq!(waiting.state(), LinkState::PendingProof);
        person.reads_code_at(&suite, number).await;
        assert_ne!(newest_message(&suite, number), before);
        let link = person.submits_proof(&suite).await.unwrap();
        assert_eq!(link.state(), LinkState::Active, "{loss:?}");
    }
    assert_eq!(person.sees_services(&suite).await.len(), 2);
}

async fn lose(suite: &Suite, loss: Loss) {
    let mut connection = suite.redis.connection().await;
    redis::cmd("FLUSHALL")
        .query_async::<()>(&mut connection)
        .await
        .unwrap();
    if let Loss::Everything = loss {
        let mut flush = redis::cmd("FUNCTION");
        flush
            .arg("FLUSH")
            .query_async::<()>(&mut connection)
            .await
            .unwrap();
    }
}

/// Returns the id of the newest message to an address.
fn newest_message(suite: &Suite, address: &str) -> Option<String> {
    let newest = suite.messages().list(Some(address), None, 1);
    newest.first().map(|message| message.id.to_string())
}

async fn accounts(suite: &Suite) -> i64 {
    let mut connection = suite.database.connect().await;
    sqlx::query_scalar("SELECT count(*) FROM identity.account")
        .fetch_one(&mut connection)
        .await
        .unwrap()
}
