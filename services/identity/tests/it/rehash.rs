//! Password records follow the operator's parameters.

use crate::suite::Suite;

const DEARER: [(&str, &str); 1] = [("IDENTITY_ARGON2_MEMORY_KIB", "128")];

#[tokio::test]
async fn record_is_renewed_by_the_next_login_and_not_before() {
    let mut suite = Suite::new().await;
    let (login, password) = {
        let mut person = suite.person("ivan.petrov");
        person.registers().await;
        (person.login, person.password)
    };
    let cheap = suite.password_record().await;
    assert!(cheap.contains("m=64,"), "{cheap}");

    suite.restarts_with(&DEARER).await;
    let mut person = suite.person(&login);
    assert!(person.tries(&login, "some other password").await.is_err());
    assert_eq!(suite.password_record().await, cheap);

    person.tries(&login, &password).await.unwrap();
    suite
        .settles(async || suite.password_record().await != cheap)
        .await;
    let dear = suite.password_record().await;
    assert!(dear.contains("m=128,"), "{dear}");
    person.tries(&login, &password).await.unwrap();
    assert_eq!(suite.password_record().await, dear);
}

#[tokio::test]
async fn record_under_an_earlier_pepper_still_fits_and_is_renewed() {
    let mut suite = Suite::new().await;
    let (login, password) = {
        let mut person = suite.person("ivan.petrov");
        person.registers().await;
        (person.login, person.password)
    };
    suite.adds_key("k2");
    suite.restarts_with(&[]).await;
    let mut person = suite.person(&login);
    person.tries(&login, &password).await.unwrap();
    suite
        .settles(async || suite.password_record().await.contains("k=k2,"))
        .await;
    person.tries(&login, &password).await.unwrap();
}
