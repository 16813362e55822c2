use std::fmt;

use super::{Currency, Money, MoneyError, NANOS_PER_UNIT, decimal, fraction};

/// The exact sum of any number of amounts of one currency.
///
/// Its units fit the 64 bits of the wire: those of 10^9 amounts always do, since each has at most
/// 2^63 billionths of a unit, and an amount that would take the sum beyond is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sum {
    currency: Currency,
    nanos: i128,
}

impl Sum {
    /// Makes the sum of nothing.
    pub fn new(currency: Currency) -> Self {
        Self { currency, nanos: 0 }
    }

    /// Adds the amounts up; no amounts have no sum, because they have no currency.
    pub fn of(amounts: impl IntoIterator<Item = Money>) -> Result<Option<Self>, MoneyError> {
        let mut sum = None;
        for money in amounts {
            sum.get_or_insert_with(|| Self::new(money.currency()))
                .add(money)?;
        }
        Ok(sum)
    }

    /// Adds one amount; refused, it leaves the sum as it was.
    pub fn add(&mut self, money: Money) -> Result<(), MoneyError> {
        if money.currency() != self.currency {
            return Err(MoneyError::Mixed);
        }
        let nanos = self.nanos + i128::from(money.nanos());
        i64::try_from(nanos / i128::from(NANOS_PER_UNIT)).map_err(|_| MoneyError::OutOfRange)?;
        self.nanos = nanos;
        Ok(())
    }

    /// Returns the currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Returns the sum as an amount, if it is one.
    pub fn money(self) -> Option<Money> {
        let nanos = i64::try_from(self.nanos).ok()?;
        Some(Money::new(self.currency, nanos))
    }

    /// Returns the whole units, without the fraction.
    pub fn units(self) -> i64 {
        i64::try_from(self.nanos / i128::from(NANOS_PER_UNIT)).expect("no larger sum is made")
    }

    /// Returns the fraction in billionths of a unit, of the sign of the sum.
    pub fn nanos_part(self) -> i32 {
        fraction(self.nanos)
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal::write(f, self.nanos)?;
        write!(f, " {}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn roubles(nanos: i64) -> Money {
        Money::new(Currency::parse("RUB").unwrap(), nanos)
    }

    #[test]
    fn sum_beyond_one_amount_is_exact() {
        let sum = Sum::of([roubles(i64::MAX), roubles(1)]).unwrap().unwrap();
        assert_eq!(sum.money(), None);
        assert_eq!(sum.to_string(), "9223372036.854775808 RUB");
        assert_eq!(
            (sum.units(), sum.nanos_part()),
            (9_223_372_036, 854_775_808)
        );
    }

    #[test]
    fn nothing_has_no_sum() {
        assert_eq!(Sum::of([]), Ok(None));
    }

    #[test]
    fn amounts_of_two_currencies_have_no_sum() {
        let zloty = Money::new(Currency::parse("PLN").unwrap(), 0);
        assert_eq!(Sum::of([roubles(1), zloty]), Err(MoneyError::Mixed));
    }

    #[test]
    fn sum_that_the_wire_cannot_carry_is_refused_and_leaves_the_sum() {
        let largest = i128::from(i64::MAX) * i128::from(NANOS_PER_UNIT) + 999_999_999;
        let mut sum = Sum {
            nanos: largest - 1,
            ..Sum::new(Currency::parse("RUB").unwrap())
        };
        assert_eq!(sum.add(roubles(1)), Ok(()));
        let before = sum;
        assert_eq!(sum.add(roubles(1)), Err(MoneyError::OutOfRange));
        assert_eq!(sum, before);
        assert_eq!((sum.units(), sum.nanos_part()), (i64::MAX, 999_999_999));
    }

    proptest! {
        #[test]
        fn sum_is_that_of_big_integers(amounts in prop::collection::vec(any::<i64>(), 1..100)) {
            let sum = Sum::of(amounts.iter().copied().map(roubles)).unwrap().unwrap();
            let expected: i128 = amounts.iter().copied().map(i128::from).sum();
            let parts = i128::from(sum.units()) * i128::from(NANOS_PER_UNIT)
                + i128::from(sum.nanos_part());
            prop_assert_eq!(parts, expected);
            prop_assert_eq!(sum.money(), i64::try_from(expected).ok().map(roubles));
        }
    }
}
