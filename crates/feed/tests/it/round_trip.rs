use kabinet_feed::{Format, Line, Reader, write_line};
use kabinet_proto::{
    google::r#type::{Date, Money},
    subscriptions::v1::{
        BalanceRecord, BillRecord, BillsRecord, ContactOfRecord, ContractRecord, ServiceRecord,
    },
};
use proptest::prelude::*;
use prost_types::Timestamp;
use time::macros::datetime;

prop_compose! {
    fn time()(seconds in 0..4_000_000_000_i64, micros in 0..1_000_000) -> Timestamp {
        Timestamp { seconds, nanos: micros * 1_000 }
    }
}

prop_compose! {
    fn date()(year in 1900..2100, month in 1..=12, day in 1..=28) -> Date {
        Date { year, month, day }
    }
}

prop_compose! {
    fn money()(units in 0..9_000_000_000_i64, nanos in 0..1_000_000_000, sign in prop_oneof![Just(1), Just(-1)]) -> Money {
        Money { currency_code: "RUB".to_owned(), units: units * i64::from(sign), nanos: nanos * sign }
    }
}

prop_compose! {
    fn service()(
        external_id in ".{0,8}", kind in 0..=5, phone_number in ".{0,8}", tariff in ".{0,8}",
        state in 0..=4, suspend_reason in 0..=3,
    ) -> ServiceRecord {
        ServiceRecord {
            external_id, kind, phone_number, tariff_code: tariff.clone(), tariff_name: tariff, state,
            suspend_reason,
        }
    }
}

prop_compose! {
    fn bill()(number in ".{0,8}", day in date(), amount in money(), state in 0..=3) -> BillRecord {
        BillRecord {
            external_id: number.clone(),
            bill_number: number,
            period_start: Some(day),
            period_end: Some(day),
            amount: Some(amount),
            issue_date: Some(day),
            due_date: Some(day),
            state,
        }
    }
}

prop_compose! {
    fn contract()(
        texts in prop::array::uniform4(".{0,12}"), version in 1..i64::MAX, generation in 1..i32::MAX,
        enums in (0..=2, 0..=2, 0..=2),
        contact in prop::option::of((".{0,12}", time())),
        services in prop::collection::vec(service(), 0..4),
        balance in prop::option::of((money(), time())),
        bills in prop::option::of((prop::collection::vec(bill(), 0..4), time())),
    ) -> ContractRecord {
        let [external_id, region_code, account_number, contract_number] = texts;
        ContractRecord {
            external_id, version, region_code, account_number, contract_number,
            rating_type: enums.0, holder_kind: enums.1, holder_generation: generation, state: enums.2,
            contact: contact.map(|(text, since)| ContactOfRecord {
                mobile: text.clone(), email: text, since: Some(since),
            }),
            services,
            balance: balance.map(|(amount, as_of)| BalanceRecord {
                amount: Some(amount), as_of: Some(as_of),
            }),
            bills: bills.map(|(bills, as_of)| BillsRecord { bills, as_of: Some(as_of) }),
        }
    }
}

fn read(format: Format, input: &[u8]) -> Vec<Line> {
    let as_of = datetime!(2026-01-31 12:00 UTC);
    match Reader::open(format, input, as_of) {
        Ok(reader) => reader.map(Result::unwrap).collect(),
        Err(_) => Vec::new(),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(records in prop::collection::vec(contract(), 0..4)) {
        let mut file = Vec::new();
        for record in &records {
            write_line(record, &mut file).unwrap();
        }
        let lines = read(Format::Ndjson, &file);
        let expected: Vec<_> = (1..).zip(records).map(|(line, record)| Line::Record {
            line,
            record: Box::new(record),
        }).collect();
        prop_assert_eq!(lines, expected);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(input in prop::collection::vec(any::<u8>(), 0..200)) {
        read(Format::Ndjson, &input);
        read(Format::Csv, &input);
    }

    #[test]
    fn no_rows_make_a_reader_panic(rows in prop::collection::vec("[C1,\"\r\n;]{0,40}", 0..8)) {
        let header = "external_id,region_code,account_number,rating_type,holder_kind,state,\
            service_external_id,service_kind,service_state\n";
        let input = format!("{header}{}", rows.join("\n"));
        read(Format::Csv, input.as_bytes());
    }
}
