//! Kill -9 after each step: what was answered stands, and the same call gets the same answer.

use crate::{
    person::{Person, Step},
    suite::Suite,
};

#[tokio::test]
async fn every_step_survives_a_kill_after_its_answer() {
    let mut suite = Suite::start().await;
    let mut person = Person::invent();
    for step in Step::ALL {
        let answer = person.takes(step, &suite).await.unwrap();
        suite.restart().await;
        let repeated = person.takes(step, &suite).await.unwrap();
        assert_eq!(answer, repeated, "{step:?}");
        person.prepares_after(step, &suite).await;
    }
    let login = person.login.clone();
    person.logs_in(&suite, &login).await.unwrap();
    assert_eq!(
        person.sees_profile(&suite).await.account_id,
        person.account_id()
    );
    suite.wait_until_quiet().await;
}
