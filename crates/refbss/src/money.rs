//! Amounts of the operator's one currency.

use kabinet_domain::{Currency, Money, MoneyError};

const NANOS_PER_KOPECK: i64 = 10_000_000;

/// Returns the operator's currency.
pub(crate) fn currency() -> Currency {
    Currency::parse("RUB").expect("RUB has the form of a currency")
}

/// Reads an amount of roubles, exactly.
pub fn roubles(text: &str) -> Result<Money, MoneyError> {
    Money::parse_decimal(text, currency())
}

pub(crate) fn kopecks(kopecks: i64) -> Money {
    of_nanos(kopecks * NANOS_PER_KOPECK)
}

pub(crate) fn of_nanos(nanos: i64) -> Money {
    Money::new(currency(), nanos)
}

/// Writes amounts as decimal text.
pub(crate) mod text {
    use kabinet_domain::Money;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(
        money: &Money,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let text = money.to_string();
        let decimal = text.split(' ').next();
        serializer.serialize_str(decimal.unwrap_or_default())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Money, D::Error> {
        let text = String::deserialize(deserializer)?;
        super::roubles(&text).map_err(D::Error::custom)
    }
}
