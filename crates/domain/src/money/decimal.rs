use std::fmt;

use super::{MoneyError, NANOS_PER_UNIT};

pub(super) const MAX_DECIMALS: usize = 9;
/// Decimals that are written even where they are zeros.
const MIN_DECIMALS: usize = 2;

/// Reads digits with at most one sign before and one point between them.
pub(super) fn parse(text: &str) -> Result<i64, MoneyError> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (units, decimals) = match digits.split_once('.') {
        Some((units, decimals)) => (units, Some(decimals)),
        None => (digits, None),
    };
    if !are_digits(units) || !decimals.is_none_or(are_digits) {
        return Err(MoneyError::Form);
    }
    let decimals = decimals.unwrap_or_default();
    if decimals.len() > MAX_DECIMALS {
        return Err(MoneyError::Precision);
    }
    let units: u64 = units.parse().map_err(|_| MoneyError::OutOfRange)?;
    let decimals: u64 = format!("{decimals:0<MAX_DECIMALS$}")
        .parse()
        .expect("nine digits are a number");
    let nanos = i128::from(units) * i128::from(NANOS_PER_UNIT) + i128::from(decimals);
    i64::try_from(sign * nanos).map_err(|_| MoneyError::OutOfRange)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Writes at least two decimals and no zeros after them.
pub(super) fn write(f: &mut fmt::Formatter<'_>, nanos: i128) -> fmt::Result {
    let sign = if nanos < 0 { "-" } else { "" };
    let nanos_per_unit = u128::from(NANOS_PER_UNIT.unsigned_abs());
    let units = nanos.unsigned_abs() / nanos_per_unit;
    let decimals = format!("{:0MAX_DECIMALS$}", nanos.unsigned_abs() % nanos_per_unit);
    let length = decimals.trim_end_matches('0').len().max(MIN_DECIMALS);
    write!(f, "{sign}{units}.{}", &decimals[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_decimals_are_read_exactly() {
        for (text, nanos) in [
            ("0", 0),
            ("-0.0", 0),
            ("007", 7_000_000_000),
            ("1234.5", 1_234_500_000_000),
            ("-12.345", -12_345_000_000),
            ("0.1", 100_000_000),
            ("0.000000001", 1),
            ("-0.000000001", -1),
            ("9223372036.854775807", i64::MAX),
            ("-9223372036.854775808", i64::MIN),
        ] {
            assert_eq!(parse(text), Ok(nanos), "{text}");
        }
    }

    #[test]
    fn every_other_text_is_refused() {
        for text in [
            "", "-", ".", "-.", "1.", ".5", "+1", "--1", "1e3", "1E3", " 1", "1 ", "1,5", "1 000",
            "1_000", "1.2.3", "1.-2", "0x1", "NaN", "inf", "١", "1.٥", "−1",
        ] {
            assert_eq!(parse(text), Err(MoneyError::Form), "{text}");
        }
        for text in ["0.0000000001", "1.0000000000"] {
            assert_eq!(parse(text), Err(MoneyError::Precision), "{text}");
        }
        for text in [
            "9223372036.854775808",
            "-9223372036.854775809",
            "9223372037",
            "18446744073709551616",
        ] {
            assert_eq!(parse(text), Err(MoneyError::OutOfRange), "{text}");
        }
    }
}
