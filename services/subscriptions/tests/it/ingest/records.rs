use kabinet_proto::google::r#type::Date;
use kabinet_proto::subscriptions::v1 as pb;

use super::feed::{contract, contracts};
use crate::harness::Subscriptions;

#[tokio::test]
async fn bad_records_are_named_by_ordinal_and_stop_nothing() {
    let suite = Subscriptions::start().await;
    let mut records = contracts(&suite, 12);
    records[1].external_id = "C 1".to_owned();
    records[2].version = 0;
    records[3].region_code = "KZ-75".to_owned();
    records[4].account_number = "12-34".to_owned();
    records[5].contact.as_mut().unwrap().mobile = "+74950000000".to_owned();
    let twin = records[6].services[0].clone();
    records[6].services.push(twin);
    records[7]
        .balance
        .as_mut()
        .unwrap()
        .amount
        .as_mut()
        .unwrap()
        .nanos = -1;
    records[8].bills.as_mut().unwrap().bills[1].due_date = Some(Date {
        year: 2026,
        month: 2,
        day: 30,
    });
    let bill = &mut records[9].bills.as_mut().unwrap().bills[0];
    bill.amount.as_mut().unwrap().currency_code = "PLN".to_owned();
    records[10].services[0].tariff_name = "a\0b".to_owned();

    let mut feed = suite.complete().await;
    let rejected = feed.send_all(&records).await;
    let told: Vec<_> = rejected
        .iter()
        .map(|record| {
            let violation = &record.violations[0];
            (
                record.ordinal,
                violation.field.as_str(),
                violation.reason.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, "external_id", "STRING_PATTERN"),
            (2, "version", "INT64_GT"),
            (3, "region_code", "REGION_UNKNOWN"),
            (4, "account_number", "STRING_PATTERN"),
            (5, "contact.mobile", "MOBILE_UNACCEPTABLE"),
            (6, "services[1].external_id", "SERVICE_DUPLICATE"),
            (7, "balance.amount", "MONEY_MALFORMED"),
            (8, "bills.bills[1].due_date", "DATE_UNREAL"),
            (9, "bills.bills[0].amount", "CURRENCY_MIXED"),
            (10, "services[0].tariff_name", "CONTROL_CHARACTER"),
        ]
    );
    let text = format!("{rejected:?}");
    for value in ["KZ-75", "12-34", "74950000000", "PLN"] {
        assert!(!text.contains(value), "{value}");
    }
    let result = feed.committed().await;
    assert_eq!((result.created_count, result.rejected_count), (2, 10));
    assert_eq!(suite.count("contract").await, 2);
}

#[tokio::test]
async fn batch_of_bad_records_is_answered_within_the_bounds_of_a_message() {
    let suite = Subscriptions::start().await;
    let mut bad = contract(&suite, 1);
    bad.bills = None;
    bad.contact = None;
    bad.services = vec![pb::ServiceRecord::default(); 20];
    let mut feed = suite.partial().await;
    let rejected = feed.send_all(&vec![bad; 1_000]).await;
    assert_eq!(rejected.len(), 1_000);
    assert!(rejected.iter().all(|record| record.violations.len() == 8));
}

#[tokio::test]
async fn record_that_would_bring_an_earlier_holder_back_is_rejected() {
    let suite = Subscriptions::start().await;
    let mut record = contract(&suite, 1);
    record.holder_generation = 3;
    suite.import_some(&[record.clone()]).await;
    record.version = 2;
    record.holder_generation = 2;
    let mut feed = suite.partial().await;
    let rejected = feed.send_all(&[record]).await;
    assert_eq!(
        rejected[0].violations[0].reason,
        "HOLDER_GENERATION_DECREASED"
    );
    assert_eq!(feed.committed().await.updated_count, 0);
}
