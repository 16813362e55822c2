//! Values as both forms write them.

use kabinet_domain::{Currency, Money as Amount, MoneyError};
use kabinet_proto::{
    google::r#type::{Date, Money},
    subscriptions::v1::{
        BillState, ContractState, HolderKind, RatingType, ServiceState, SuspendReason,
    },
    timestamp,
    types::v1::ServiceKind,
};
use prost_types::Timestamp;
use time::{
    OffsetDateTime,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};

use super::faults::Fault;

const TIME: Fault = Fault {
    reason: "TIME_FORM",
    description: "must be a time such as 2026-01-31T12:00:00Z (RFC 3339)",
};
const DATE: Fault = Fault {
    reason: "DATE_FORM",
    description: "must be a date such as 2026-01-31",
};

/// Returns how a date is written.
pub(crate) const fn date_format() -> &'static [BorrowedFormatItem<'static>] {
    format_description!("[year]-[month]-[day]")
}

/// Reads a time.
pub(super) fn time(text: &str) -> Result<Timestamp, Fault> {
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| TIME)?;
    Ok(timestamp::write(time))
}

/// Reads a date.
pub(super) fn date(text: &str) -> Result<Date, Fault> {
    let date = time::Date::parse(text, date_format()).map_err(|_| DATE)?;
    Ok(Date {
        year: date.year(),
        month: u8::from(date.month()).into(),
        day: date.day().into(),
    })
}

/// Reads a currency.
pub(super) fn currency(text: &str) -> Result<Currency, Fault> {
    Currency::parse(text).map_err(fault_of)
}

/// Reads an amount of a currency, exactly.
pub(super) fn amount(text: &str, currency: Currency) -> Result<Money, Fault> {
    let amount = Amount::parse_decimal(text, currency).map_err(fault_of)?;
    Ok(Money {
        currency_code: currency.as_str().to_owned(),
        units: amount.units(),
        nanos: amount.nanos_part(),
    })
}

fn fault_of(error: MoneyError) -> Fault {
    let (reason, description) = match error {
        MoneyError::Currency => (
            "CURRENCY_FORM",
            "must be three upper-case Latin letters such as RUB",
        ),
        MoneyError::Precision => ("AMOUNT_PRECISION", "must have at most nine decimals"),
        MoneyError::OutOfRange => ("AMOUNT_RANGE", "must be below 9.2 billion units"),
        MoneyError::Form | MoneyError::Nanos | MoneyError::Signs | MoneyError::Mixed => {
            ("AMOUNT_FORM", "must be decimal text such as -123.45")
        }
    };
    Fault {
        reason,
        description,
    }
}

/// An enum of the contract by its short names.
pub(crate) trait Named: Sized + Into<i32> {
    const PREFIX: &'static str;
    const UNKNOWN: Fault;

    fn of_full_name(name: &str) -> Option<Self>;
    fn full_name(self) -> &'static str;

    /// Reads a short name as its number.
    fn number(text: &str) -> Result<i32, Fault> {
        let named = (text != "UNSPECIFIED")
            .then(|| Self::of_full_name(&format!("{}{text}", Self::PREFIX)))
            .flatten();
        named.map(Into::into).ok_or(Self::UNKNOWN)
    }

    /// Returns the short name.
    fn short_name(self) -> &'static str {
        let name = self.full_name();
        name.strip_prefix(Self::PREFIX).unwrap_or(name)
    }
}

macro_rules! named {
    ($name:ident, $prefix:literal, $description:literal) => {
        impl Named for $name {
            const PREFIX: &'static str = $prefix;
            const UNKNOWN: Fault = Fault {
                reason: "NAME_UNKNOWN",
                description: $description,
            };

            fn of_full_name(name: &str) -> Option<Self> {
                Self::from_str_name(name)
            }

            fn full_name(self) -> &'static str {
                self.as_str_name()
            }
        }
    };
}

named!(RatingType, "RATING_TYPE_", "must be PREPAID or POSTPAID");
named!(HolderKind, "HOLDER_KIND_", "must be PERSON or ORGANISATION");
named!(ContractState, "CONTRACT_STATE_", "must be OPEN or CLOSED");
named!(
    ServiceKind,
    "SERVICE_KIND_",
    "must be MOBILE, LANDLINE, BROADBAND, TV or OTHER"
);
named!(
    ServiceState,
    "SERVICE_STATE_",
    "must be PENDING, ACTIVE, SUSPENDED or TERMINATED"
);
named!(
    SuspendReason,
    "SUSPEND_REASON_",
    "must be DEBT, HOLDER or OPERATOR"
);
named!(BillState, "BILL_STATE_", "must be OPEN, PAID or VOID");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_read_and_written() {
        assert_eq!(
            ServiceKind::number("MOBILE"),
            Ok(ServiceKind::Mobile.into())
        );
        assert_eq!(ServiceKind::Mobile.short_name(), "MOBILE");
        for text in ["", "mobile", "UNSPECIFIED", "SERVICE_KIND_MOBILE", "RADIO"] {
            assert_eq!(
                ServiceKind::number(text),
                Err(ServiceKind::UNKNOWN),
                "{text}"
            );
        }
    }

    #[test]
    fn every_description_names_every_name() {
        fn check<E: Named + TryFrom<i32>>() {
            let mut number = 1;
            while let Ok(value) = E::try_from(number) {
                let name = value.short_name();
                assert!(E::UNKNOWN.description.contains(name), "{name}");
                number += 1;
            }
            assert!(number > 2);
        }
        check::<RatingType>();
        check::<HolderKind>();
        check::<ContractState>();
        check::<ServiceKind>();
        check::<ServiceState>();
        check::<SuspendReason>();
        check::<BillState>();
    }

    #[test]
    fn times_keep_their_moment() {
        let noon = time("2026-01-31T12:00:00Z").unwrap();
        assert_eq!(time("2026-01-31T15:00:00+03:00"), Ok(noon));
        for text in [
            "",
            "2026-01-31",
            "2026-01-31T12:00:00",
            "2026-02-30T12:00:00Z",
        ] {
            assert_eq!(time(text), Err(TIME), "{text}");
        }
    }

    #[test]
    fn days_that_are_not_in_the_calendar_are_refused() {
        let leap = date("2024-02-29").unwrap();
        assert_eq!((leap.year, leap.month, leap.day), (2024, 2, 29));
        for text in ["", "2025-02-29", "2026-1-31", "31.01.2026", "2026-01-31 "] {
            assert_eq!(date(text), Err(DATE), "{text}");
        }
    }
}
