//! What happens to a contract on a day of the calendar.

use std::ops::Range;

use kabinet_domain::{Money, MoneyError};
use time::Date;

use crate::{
    bill::Bill,
    calendar::Month,
    contract::{Contract, Habit, Rating},
    ledger::{Account, Movement, MovementKind},
    lot::{Lot, Purpose},
    money::{kopecks, of_nanos},
};

/// Day on which who pays in advance is charged.
const CHARGE_DAY: u8 = 1;
/// Day on which who pays by bill is billed.
const BILL_DAY: u8 = 5;
/// Days on one of which who pays in advance pays.
const TOP_UP_DAYS: Range<u8> = 18..29;
/// Days on one of which who pays by bill pays.
const PAYMENT_DAYS: Range<u8> = 8..25;
/// Of a hundred months, how many a holder forgets to pay.
const FORGOTTEN: u64 = 6;
/// What is paid in advance is a multiple of this.
const TOP_UP_STEP_KOPECKS: i64 = 5_000;

/// Lets a day pass; the days of a contract come one after the other.
pub(crate) fn pass_day(contract: &mut Contract, seed: u64, date: Date) -> Result<(), MoneyError> {
    if contract.is_closed(date) {
        return Ok(());
    }
    match contract.rating {
        Rating::Prepaid => pass_prepaid(contract, seed, date),
        Rating::Postpaid => pass_postpaid(contract, seed, date),
    }
}

fn pass_prepaid(contract: &mut Contract, seed: u64, date: Date) -> Result<(), MoneyError> {
    if date == contract.opened_on {
        let first = rounded_up(contract.monthly_fee().nanos() * 2);
        post(contract, date, MovementKind::Payment, first)?;
    }
    // A suspended service costs nothing.
    if date.day() == CHARGE_DAY && !contract.is_suspended_for_debt() {
        let fee = contract.monthly_fee();
        post(contract, date, MovementKind::Fee, fee)?;
    }
    let mut lot = month_of(contract, seed, date);
    if pays_on(contract, &mut lot, TOP_UP_DAYS) == Some(date.day()) {
        let lacking = contract.monthly_fee().nanos() - contract.balance().nanos();
        if lacking > 0 {
            let more = i64::try_from(lot.below(4)).unwrap_or_default();
            let amount = rounded_up(lacking + kopecks(TOP_UP_STEP_KOPECKS * more).nanos());
            post(contract, date, MovementKind::Payment, amount)?;
        }
    }
    Ok(())
}

fn pass_postpaid(contract: &mut Contract, seed: u64, date: Date) -> Result<(), MoneyError> {
    if date.day() == BILL_DAY && Month::of(date) > Month::of(contract.opened_on) {
        let fee = contract.monthly_fee();
        post(contract, date, MovementKind::Fee, fee)?;
        let amount = unbilled(contract)?;
        contract.bills.push(Bill::issued_on(date, amount));
    }
    let mut lot = month_of(contract, seed, date);
    if pays_on(contract, &mut lot, PAYMENT_DAYS) == Some(date.day()) {
        let debt = -contract.balance().nanos();
        if debt > 0 {
            post(contract, date, MovementKind::Payment, of_nanos(debt))?;
        }
    }
    Ok(())
}

/// Returns what was earned and stands on no bill.
fn unbilled(contract: &Contract) -> Result<Money, MoneyError> {
    let amounts = contract
        .bills
        .iter()
        .map(|bill| i128::from(bill.amount.nanos()));
    let billed: i128 = amounts.sum();
    let nanos = contract.ledger.total(Account::Revenue) - billed;
    let nanos = i64::try_from(nanos).map_err(|_| MoneyError::OutOfRange)?;
    Ok(of_nanos(nanos))
}

fn month_of(contract: &Contract, seed: u64, date: Date) -> Lot {
    let month = Month::of(date).number();
    Lot::new(seed, contract.number, Purpose::Month(month))
}

/// Draws the day of the month on which the holder pays, if they do.
fn pays_on(contract: &Contract, lot: &mut Lot, days: Range<u8>) -> Option<u8> {
    let forgotten = lot.below(100) < FORGOTTEN;
    let day = days.start + u8::try_from(lot.below(days.len() as u64)).ok()?;
    (contract.habit == Habit::Always || !forgotten).then_some(day)
}

fn rounded_up(nanos: i64) -> Money {
    let step = kopecks(TOP_UP_STEP_KOPECKS).nanos();
    of_nanos((nanos + step - 1) / step * step)
}

fn post(
    contract: &mut Contract,
    date: Date,
    kind: MovementKind,
    amount: Money,
) -> Result<(), MoneyError> {
    contract.ledger.post(Movement { date, kind, amount })
}
