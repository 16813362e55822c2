//! After a rotation of the keys.

use kabinet_proto::errors::v1::Reason;

use crate::suite::{Refused as _, Suite};

const IDENTIFIERS: &str = "SELECT count(*) FROM identity.login_identifier";

/// Returns how many identifiers have the index that only the older key gives.
async fn identifiers_with(suite: &Suite, index: &[u8]) -> i64 {
    let count = "SELECT count(*) FROM identity.login_identifier WHERE identifier_index = $1";
    let found = sqlx::query_scalar(count).bind(index);
    found.fetch_one(suite.tables().await).await.unwrap()
}

#[tokio::test]
async fn contact_of_an_older_key_logs_in_its_account_and_no_other() {
    let mut suite = Suite::new().await;
    let (login, password, mobile) = {
        let mut person = suite.person("ivan.petrov");
        person.registers().await;
        (person.login, person.password, person.mobile)
    };
    let older: Vec<u8> =
        sqlx::query_scalar("SELECT identifier_index FROM identity.login_identifier")
            .fetch_one(suite.tables().await)
            .await
            .unwrap();
    suite.adds_key("k2");
    suite.restarts_with(&[]).await;

    let mut second = suite.person("olga.popova");
    second.mobile.clone_from(&mobile);
    second.registers().await;
    assert_eq!(suite.number(IDENTIFIERS).await, 1);
    assert_eq!(
        second.logs_in_as(&mobile).await.reason(),
        Reason::CredentialsInvalid
    );

    let mut first = suite.person(&login);
    first.password.clone_from(&password);
    first.logs_in().await.unwrap();
    assert_eq!(identifiers_with(&suite, &older).await, 1);
    for _ in 0..2 {
        first.logs_in_as(&mobile).await.unwrap();
        assert_eq!(identifiers_with(&suite, &older).await, 0);
        assert_eq!(suite.number(IDENTIFIERS).await, 1);
    }
}

#[tokio::test]
async fn honest_retry_of_a_refresh_gets_the_same_successor() {
    let mut suite = Suite::new().await;
    let mut refreshed = Vec::new();
    {
        let mut person = suite.person("ivan.petrov");
        let first = person.registers().await.refresh_token;
        let second = person.logs_in().await.unwrap().refresh_token;
        // With the device's token, and without one.
        for used in [first, second] {
            let successor = person.refreshes(&used).await.unwrap().refresh_token;
            refreshed.push((person.device.clone(), used, successor));
            person.device.device_token.clear();
        }
    }
    suite.adds_key("k2");
    suite.restarts_with(&[]).await;
    let mut person = suite.person("ivan.petrov");
    for (device, used, successor) in refreshed {
        person.device = device;
        let again = person.refreshes(&used).await.unwrap();
        assert_eq!(again.refresh_token, successor);
        person.refreshes(&successor).await.unwrap();
    }
}
