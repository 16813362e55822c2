//! Bills, and which of them are paid.

use kabinet_domain::Money;
use serde::{Deserialize, Serialize};
use time::Date;

use crate::{
    calendar::{Month, iso_date},
    ledger::{Account, Ledger},
    money,
};

/// Day of the month by which a bill is to be paid.
const DUE_DAY: u8 = 25;

/// A bill of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bill {
    #[serde(with = "iso_date")]
    pub(crate) period_start: Date,
    #[serde(with = "iso_date")]
    pub(crate) period_end: Date,
    #[serde(with = "iso_date")]
    pub(crate) issue_date: Date,
    #[serde(with = "iso_date")]
    pub(crate) due_date: Date,
    #[serde(with = "money::text")]
    pub(crate) amount: Money,
}

impl Bill {
    /// Makes the bill of the month before its issue.
    pub(crate) fn issued_on(date: Date, amount: Money) -> Self {
        let month = Month::of(date);
        let period = month.ago(1);
        Self {
            period_start: period.first(),
            period_end: period.last(),
            issue_date: date,
            due_date: month.day(DUE_DAY),
            amount,
        }
    }

    /// Names the month that is billed, such as `2026-01`.
    pub(crate) fn period(&self) -> String {
        let month = Month::of(self.period_start);
        format!("{:04}-{:02}", month.year(), u8::from(month.name()))
    }
}

/// Says for each bill whether it is paid: payments go to the oldest one first.
pub(crate) fn paid(bills: &[Bill], ledger: &Ledger) -> Vec<bool> {
    let payments = -ledger.total(Account::Cash);
    let mut billed = 0;
    let is_paid = |bill: &Bill| {
        billed += i128::from(bill.amount.nanos());
        billed <= payments
    };
    bills.iter().map(is_paid).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::{Movement, MovementKind, money::kopecks};

    #[test]
    fn bill_of_a_leap_february_is_due_in_march() {
        let bill = Bill::issued_on(date!(2024 - 03 - 05), kopecks(1));
        assert_eq!(bill.period(), "2024-02");
        assert_eq!(bill.period_start, date!(2024 - 02 - 01));
        assert_eq!(bill.period_end, date!(2024 - 02 - 29));
        assert_eq!(bill.due_date, date!(2024 - 03 - 25));
        let bill = Bill::issued_on(date!(2026 - 01 - 05), kopecks(1));
        assert_eq!(bill.period(), "2025-12");
    }

    #[test]
    fn payments_go_to_the_oldest_bill() {
        let bills = [date!(2026 - 01 - 05), date!(2026 - 02 - 05)]
            .map(|date| Bill::issued_on(date, kopecks(100)));
        for (kopeck, expected) in [
            (99, [false, false]),
            (100, [true, false]),
            (199, [true, false]),
            (200, [true, true]),
        ] {
            let mut ledger = Ledger::default();
            let payment = Movement {
                date: date!(2026 - 02 - 10),
                kind: MovementKind::Payment,
                amount: kopecks(kopeck),
            };
            ledger.post(payment).unwrap();
            assert_eq!(paid(&bills, &ledger), expected, "{kopeck}");
        }
    }
}
