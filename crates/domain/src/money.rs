//! Amounts of money, exact to a billionth of a unit.

use std::fmt;

use thiserror::Error;

mod currency;
mod decimal;
mod sum;

pub use currency::Currency;
pub use sum::Sum;

const NANOS_PER_UNIT: i64 = 1_000_000_000;

/// Tells why something is not an amount, or not one that fits the others.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum MoneyError {
    /// The text is not the code of a currency.
    #[error("a currency must be three upper-case Latin letters")]
    Currency,
    /// The text is not a plain decimal number.
    #[error("must be a decimal number such as -12.345")]
    Form,
    /// The number has more decimals than are kept.
    #[error("must have at most {} decimals", decimal::MAX_DECIMALS)]
    Precision,
    /// The amount is too large.
    #[error("is out of range")]
    OutOfRange,
    /// The fraction is a whole unit or more.
    #[error("nanos must be within 999999999 of zero")]
    Nanos,
    /// One part is positive and the other negative.
    #[error("units and nanos must have one sign")]
    Signs,
    /// The amount is of another currency than those it is added to.
    #[error("is not of the currency of the sum")]
    Mixed,
}

/// An amount of less than 9.2 billion units of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    currency: Currency,
    nanos: i64,
}

impl Money {
    /// Makes an amount of billionths of a unit.
    pub fn new(currency: Currency, nanos: i64) -> Self {
        Self { currency, nanos }
    }

    /// Reads plain decimal text such as `-12.345`, exactly.
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        Ok(Self::new(currency, decimal::parse(text)?))
    }

    /// Reads the parts of a `google.type.Money`.
    pub fn from_parts(currency: &str, units: i64, nanos: i32) -> Result<Self, MoneyError> {
        let currency = Currency::parse(currency)?;
        let nanos = i64::from(nanos);
        if nanos.abs() >= NANOS_PER_UNIT {
            return Err(MoneyError::Nanos);
        }
        if units.signum() * nanos.signum() < 0 {
            return Err(MoneyError::Signs);
        }
        let total = i128::from(units) * i128::from(NANOS_PER_UNIT) + i128::from(nanos);
        let nanos = i64::try_from(total).map_err(|_| MoneyError::OutOfRange)?;
        Ok(Self::new(currency, nanos))
    }

    /// Returns the currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Returns the whole amount in billionths of a unit.
    pub fn nanos(self) -> i64 {
        self.nanos
    }

    /// Returns the whole units, without the fraction.
    pub fn units(self) -> i64 {
        self.nanos / NANOS_PER_UNIT
    }

    /// Returns the fraction in billionths of a unit, of the sign of the amount.
    pub fn nanos_part(self) -> i32 {
        fraction(i128::from(self.nanos))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal::write(f, i128::from(self.nanos))?;
        write!(f, " {}", self.currency)
    }
}

/// Returns what of an amount is less than a unit.
fn fraction(nanos: i128) -> i32 {
    i32::try_from(nanos % i128::from(NANOS_PER_UNIT)).expect("a fraction is less than 10^9")
}

#[cfg(test)]
mod tests;
