use std::collections::HashSet;

use kabinet_proto::subscriptions::v1 as pb;

use super::reader::Reader;
use super::words;
use crate::domain::record::{Bill, Bills};

/// Reads the bills of a contract.
pub(super) fn read(bills: &pb::BillsRecord, reader: &mut Reader<'_>) -> Option<Bills> {
    let as_of = reader.past("bills.as_of", bills.as_of.as_ref());
    let mut seen = HashSet::with_capacity(bills.bills.len());
    let read: Vec<_> = bills
        .bills
        .iter()
        .enumerate()
        .map(|(index, bill)| {
            reader.expect(
                seen.insert(bill.external_id.as_str()),
                format!("bills.bills[{index}].external_id"),
                "BILL_DUPLICATE",
                "must be another than that of the bills before",
            );
            self::bill(index, bill, reader)
        })
        .collect();
    Some(Bills {
        bills: read.into_iter().collect::<Option<_>>()?,
        as_of: as_of?,
    })
}

fn bill(index: usize, bill: &pb::BillRecord, reader: &mut Reader<'_>) -> Option<Bill> {
    let field = |name: &str| format!("bills.bills[{index}].{name}");
    let number = reader.line(field("bill_number"), &bill.bill_number);
    let start = reader.date(field("period_start"), bill.period_start.as_ref());
    let end = reader.date(field("period_end"), bill.period_end.as_ref());
    let amount = reader.money(field("amount"), bill.amount.as_ref());
    let issue_date = reader.date(field("issue_date"), bill.issue_date.as_ref());
    let due_date = reader.date(field("due_date"), bill.due_date.as_ref());
    let period = start.zip(end);
    reader.expect(
        period.is_none_or(|(start, end)| start <= end),
        field("period_end"),
        "PERIOD_REVERSED",
        "must not be before the first day of the period",
    );
    Some(Bill {
        external_id: bill.external_id.clone(),
        number: number?,
        period: period?,
        amount: amount?,
        issue_date: issue_date?,
        due_date: due_date?,
        state: words::bill_state(bill.state())?,
    })
}

/// A billing account has one currency: its bills and its balance are of it.
pub(super) fn expect_one_currency(record: &pb::ContractRecord, reader: &mut Reader<'_>) {
    let balance = record.balance.iter().filter_map(|balance| {
        let amount = balance.amount.as_ref()?;
        Some(("balance.amount".to_owned(), &amount.currency_code))
    });
    let bills = record.bills.iter().flat_map(|bills| &bills.bills);
    let bills = bills.enumerate().filter_map(|(index, bill)| {
        let field = format!("bills.bills[{index}].amount");
        Some((field, &bill.amount.as_ref()?.currency_code))
    });
    let mut amounts = balance.chain(bills);
    let Some((_, currency)) = amounts.next() else {
        return;
    };
    for (field, other) in amounts {
        reader.expect(
            other == currency,
            field,
            "CURRENCY_MIXED",
            "must be of the currency of the balance and of the bills before",
        );
    }
}
