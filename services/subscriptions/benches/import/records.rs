use kabinet_proto::google::r#type::{Date, Money};
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::ServiceKind;
use prost_types::Timestamp;

/// 2026-01-01.
const AS_OF: i64 = 1_767_225_600;

/// Makes contracts of one mobile service, with contact and balance.
pub(crate) fn records(count: usize, bills: usize) -> Vec<pb::ContractRecord> {
    (0..count).map(|number| record(number, bills)).collect()
}

/// Raises the version and the balance of every tenth contract.
pub(crate) fn with_a_tenth_changed(records: &[pb::ContractRecord]) -> Vec<pb::ContractRecord> {
    let mut records = records.to_vec();
    for record in records.iter_mut().step_by(10) {
        change(record);
    }
    records
}

/// Returns the contracts that are changed, as they are after it.
pub(crate) fn changed_tenth(records: &[pb::ContractRecord]) -> Vec<pb::ContractRecord> {
    let mut changed: Vec<_> = records.iter().step_by(10).cloned().collect();
    for record in &mut changed {
        change(record);
    }
    changed
}

fn change(record: &mut pb::ContractRecord) {
    record.version += 1;
    let balance = record.balance.as_mut().unwrap();
    balance.amount.as_mut().unwrap().units += 100;
    balance.as_of.as_mut().unwrap().seconds += 1;
}

fn record(number: usize, bills: usize) -> pb::ContractRecord {
    let phone_number = format!("+7900{number:07}");
    pb::ContractRecord {
        external_id: format!("C-{number}"),
        version: 1,
        region_code: "RU-MOW".to_owned(),
        account_number: format!("77{number:010}"),
        contract_number: format!("A-{number}"),
        rating_type: pb::RatingType::Postpaid.into(),
        holder_kind: pb::HolderKind::Person.into(),
        holder_generation: 1,
        state: pb::ContractState::Open.into(),
        contact: Some(pb::ContactOfRecord {
            mobile: phone_number.clone(),
            email: format!("holder{number}@example.com"),
            since: Some(timestamp()),
        }),
        services: vec![pb::ServiceRecord {
            external_id: "S-1".to_owned(),
            kind: ServiceKind::Mobile.into(),
            phone_number,
            tariff_code: "M-1".to_owned(),
            tariff_name: "Mobile 1".to_owned(),
            state: pb::ServiceState::Active.into(),
            suspend_reason: 0,
        }],
        balance: Some(pb::BalanceRecord {
            amount: Some(money()),
            as_of: Some(timestamp()),
        }),
        bills: (bills > 0).then(|| pb::BillsRecord {
            bills: (0..bills).map(bill).collect(),
            as_of: Some(timestamp()),
        }),
    }
}

fn bill(number: usize) -> pb::BillRecord {
    let day = |day| {
        Some(Date {
            year: 2025,
            month: i32::try_from(number % 12).unwrap() + 1,
            day,
        })
    };
    pb::BillRecord {
        external_id: format!("B-{number}"),
        bill_number: format!("2025/{number}"),
        period_start: day(1),
        period_end: day(28),
        amount: Some(money()),
        issue_date: day(5),
        due_date: day(25),
        state: pb::BillState::Open.into(),
    }
}

fn money() -> Money {
    Money {
        currency_code: "RUB".to_owned(),
        units: 450,
        nanos: 500_000_000,
    }
}

fn timestamp() -> Timestamp {
    Timestamp {
        seconds: AS_OF,
        nanos: 0,
    }
}
