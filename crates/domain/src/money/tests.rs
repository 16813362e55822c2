use proptest::prelude::*;

use super::*;

fn roubles(nanos: i64) -> Money {
    Money::new(Currency::parse("RUB").unwrap(), nanos)
}

#[test]
fn parts_are_read_and_written() {
    for (units, nanos, text) in [
        (0, 0, "0.00 RUB"),
        (1_234, 500_000_000, "1234.50 RUB"),
        (0, -10_000_000, "-0.01 RUB"),
        (-12, -345_000_000, "-12.345 RUB"),
        (9_223_372_036, 854_775_807, "9223372036.854775807 RUB"),
        (-9_223_372_036, -854_775_808, "-9223372036.854775808 RUB"),
    ] {
        let money = Money::from_parts("RUB", units, nanos).unwrap();
        assert_eq!((money.units(), money.nanos_part()), (units, nanos));
        assert_eq!(money.to_string(), text);
    }
}

#[test]
fn parts_that_are_no_amount_are_refused() {
    for (currency, units, nanos, error) in [
        ("rub", 0, 0, MoneyError::Currency),
        ("RUB", 0, 1_000_000_000, MoneyError::Nanos),
        ("RUB", 0, -1_000_000_000, MoneyError::Nanos),
        ("RUB", 0, i32::MIN, MoneyError::Nanos),
        ("RUB", 1, -1, MoneyError::Signs),
        ("RUB", -1, 1, MoneyError::Signs),
        ("RUB", 9_223_372_036, 854_775_808, MoneyError::OutOfRange),
        ("RUB", i64::MAX, 999_999_999, MoneyError::OutOfRange),
        ("RUB", i64::MIN, 0, MoneyError::OutOfRange),
    ] {
        let money = Money::from_parts(currency, units, nanos);
        assert_eq!(money, Err(error), "{currency} {units} {nanos}");
    }
}

proptest! {
    #[test]
    fn what_is_displayed_is_read_back(nanos: i64) {
        let money = roubles(nanos);
        let text = money.to_string();
        let amount = text.strip_suffix(" RUB").unwrap();
        prop_assert_eq!(Money::parse_decimal(amount, money.currency()), Ok(money));
    }

    #[test]
    fn what_is_split_is_put_together(nanos: i64) {
        let money = roubles(nanos);
        let again = Money::from_parts("RUB", money.units(), money.nanos_part());
        prop_assert_eq!(again, Ok(money));
    }

    #[test]
    fn no_text_panics(text in "[-+0-9., e]{0,30}|.{0,30}") {
        let _ = Money::parse_decimal(&text, Currency::parse("RUB").unwrap());
        let _ = Currency::parse(&text);
    }
}
