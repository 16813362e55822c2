use std::fmt::Display;

use kabinet_domain::{MobileNumber, Money, mobile};
use kabinet_proto::google::r#type as google;
use kabinet_proto::timestamp;
use kabinet_proto::validate::Violations;
use prost_types::Timestamp;
use time::{Date, Month, OffsetDateTime};

use crate::app::import_snapshot::Rules;
use crate::domain::record::{Record, Violation};

/// Reads the parts of a record, and notes all that is wrong with them.
pub(super) struct Reader<'r> {
    rules: &'r Rules<'r>,
    found: Vec<Violation>,
    /// The last mobile number: a contact often is the number of the service, and a numbering plan
    /// takes longer than all else in a record.
    mobile: Option<(String, Result<MobileNumber, mobile::Error>)>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(rules: &'r Rules<'r>) -> Self {
        Self {
            rules,
            found: Vec::new(),
            mobile: None,
        }
    }

    pub(super) fn rules(&self) -> &Rules<'r> {
        self.rules
    }

    /// Returns the record, unless something is wrong.
    pub(super) fn finish(mut self, record: Option<Record>) -> Result<Record, Vec<Violation>> {
        match record {
            Some(record) if self.found.is_empty() => Ok(record),
            _ => {
                self.found.truncate(Violations::MAX);
                Err(self.found)
            }
        }
    }

    /// Notes what is wrong with a field.
    pub(super) fn note(
        &mut self,
        field: impl Into<String>,
        reason: &'static str,
        description: impl Display,
    ) {
        self.found.push(Violation {
            field: field.into(),
            reason,
            description: description.to_string(),
        });
    }

    /// Notes what is wrong with a field, unless it holds.
    pub(super) fn expect(
        &mut self,
        holds: bool,
        field: impl Into<String>,
        reason: &'static str,
        description: &str,
    ) {
        if !holds {
            self.note(field, reason, description);
        }
    }

    /// Takes what was read, or notes why it could not be.
    pub(super) fn read<T, E: Display>(
        &mut self,
        field: impl Into<String>,
        reason: &'static str,
        read: Result<T, E>,
    ) -> Option<T> {
        read.map_err(|error| self.note(field, reason, error)).ok()
    }

    /// Reads a mobile number.
    pub(super) fn mobile(&mut self, field: impl Into<String>, text: &str) -> Option<MobileNumber> {
        let known = self.mobile.take().filter(|(known, _)| known == text);
        let (text, read) = known.unwrap_or_else(|| (text.to_owned(), MobileNumber::parse(text)));
        self.mobile = Some((text, read.clone()));
        self.read(field, "MOBILE_UNACCEPTABLE", read)
    }

    /// Reads text for a column: Postgres keeps no zero byte, and nobody shows a control character.
    pub(super) fn line(&mut self, field: impl Into<String>, text: &str) -> Option<String> {
        let plain = !text.chars().any(char::is_control);
        let description = "must not have control characters";
        self.expect(plain, field, "CONTROL_CHARACTER", description);
        plain.then(|| text.to_owned())
    }

    /// Reads an amount.
    pub(super) fn money(
        &mut self,
        field: impl Into<String>,
        money: Option<&google::Money>,
    ) -> Option<Money> {
        let money = money?;
        let read = Money::from_parts(&money.currency_code, money.units, money.nanos);
        self.read(field, "MONEY_MALFORMED", read)
    }

    /// Reads a day of the calendar.
    pub(super) fn date(
        &mut self,
        field: impl Into<String>,
        date: Option<&google::Date>,
    ) -> Option<Date> {
        let read = date.and_then(calendar_date);
        self.expect(
            read.is_some(),
            field,
            "DATE_UNREAL",
            "must be a day of the calendar, from 1970 on",
        );
        read
    }

    /// Reads a time.
    pub(super) fn time(
        &mut self,
        field: impl Into<String>,
        time: Option<&Timestamp>,
    ) -> Option<OffsetDateTime> {
        let read = time.and_then(timestamp::read);
        self.expect(
            read.is_some(),
            field,
            "TIME_UNREAL",
            "must be a time of this era, from 1970 on",
        );
        read
    }

    /// Reads a time at which something was true: later ones could never become older.
    pub(super) fn past(
        &mut self,
        field: &'static str,
        time: Option<&Timestamp>,
    ) -> Option<OffsetDateTime> {
        let read = self.time(field, time)?;
        let past = read <= self.rules.latest;
        self.expect(past, field, "TIME_IN_FUTURE", "must not lie in the future");
        past.then_some(read)
    }
}

fn calendar_date(date: &google::Date) -> Option<Date> {
    const FIRST_YEAR: i32 = 1970;
    let month = u8::try_from(date.month).ok()?;
    let month = Month::try_from(month).ok()?;
    let day = u8::try_from(date.day).ok()?;
    let date = Date::from_calendar_date(date.year, month, day).ok()?;
    (FIRST_YEAR..=9_999).contains(&date.year()).then_some(date)
}
