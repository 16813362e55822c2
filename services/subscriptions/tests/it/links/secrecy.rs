//! What a reader of the tables does not learn.

use std::fmt::Write as _;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;
use tonic::Response;

use super::fixture::{CONTACT_EMAIL, CONTACT_MOBILE, Wanted};
use crate::harness::{FakeCodes, Subscriptions, refused};

const NUMBER: &str = "+79000000045";
const ACCOUNT: &str = "001234567890";

#[tokio::test]
async fn nothing_that_a_person_typed_stands_in_clear() {
    let service = Subscriptions::start().await;
    service
        .import(vec![service.phone(NUMBER), service.home(ACCOUNT)])
        .await;
    let somebody = service.somebody();
    let named = Wanted::broadband(ACCOUNT).with(|request| request.label = "Dacha".into());
    let link = service.starts(somebody, &named).await.unwrap();
    let id = &link.link_id;
    service
        .switches(somebody, id, Channel::Email)
        .await
        .unwrap();
    service.proves(somebody, id).await.unwrap();
    service.links_to(somebody, &Wanted::mobile(NUMBER)).await;
    let secrets = [
        &NUMBER[1..],
        ACCOUNT,
        "Dacha",
        CONTACT_MOBILE,
        CONTACT_EMAIL,
        FakeCodes::CODE,
        "handle-of-",
    ];
    for (table, row) in service.every_row().await {
        // The source's own ids are made of the numbers in these tests.
        if matches!(table.as_str(), "contract") {
            continue;
        }
        for secret in secrets {
            let hexadecimal = hexadecimal(secret);
            assert!(!row.contains(secret), "{table}: {row}");
            assert!(!row.contains(&hexadecimal), "{table}: {row}");
        }
    }
}

#[tokio::test]
async fn destination_is_forgotten_once_the_code_is_out() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(ACCOUNT)]).await;
    let wanted = Wanted::broadband(ACCOUNT);
    service.starts(service.somebody(), &wanted).await.unwrap();
    let kept = "SELECT count(*) FROM subscriptions.challenge WHERE destination IS NOT NULL";
    assert_eq!(service.number(kept).await, 0);
}

#[tokio::test]
async fn row_that_was_tampered_with_is_a_defect_and_quotes_nothing() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let wanted = Wanted::broadband(ACCOUNT);
    let link = service.starts(somebody, &wanted).await.unwrap();
    let other = service.starts(somebody, &wanted).await.unwrap();
    let swap = "UPDATE subscriptions.link
                SET identifier = (
                    SELECT other.identifier
                    FROM subscriptions.link AS other
                    WHERE other.link_id <> link.link_id
                )";
    assert_eq!(service.sql(swap).await, 2);
    for id in [link.link_id, other.link_id] {
        let shown = service.shows(somebody, &id).await;
        let status = refused(shown.map(Response::new), Reason::Internal);
        assert!(!format!("{status:?}").contains("identifier"), "{status:?}");
    }
}

fn hexadecimal(text: &str) -> String {
    text.bytes().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    })
}
