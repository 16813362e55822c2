use std::ops::RangeInclusive;
use std::time::Duration;

use kabinet_config::Reader;

use crate::domain::{MAX_CODE_LENGTH, MIN_CODE_LENGTH, Policy, SendLimits};

const CODE_LENGTH: RangeInclusive<u8> = MIN_CODE_LENGTH..=MAX_CODE_LENGTH;
/// Times of so many events are kept in one value.
const EVENTS: RangeInclusive<u32> = 1..=200;
const MAX_STEPS: usize = 10;

/// Reads the numbers of one purpose; the defaults stand for what is not given.
pub(super) fn read(reader: &mut Reader<'_>, purpose: &str, default: &Policy) -> Policy {
    let key = |name: &str| format!("{purpose}_{name}");
    let mut seconds = |name: &str, default: Duration, range| {
        reader.duration_seconds(&key(name), default.as_secs(), range)
    };
    let time_to_live = seconds("ttl_seconds", default.time_to_live, 30..=3_600);
    let tombstone = seconds("tombstone_seconds", default.tombstone, 1..=86_400);
    let resend_floor = seconds("resend_floor_seconds", default.resend_floor, 0..=3_600);
    let cooldown_reset = seconds(
        "cooldown_reset_seconds",
        default.cooldown_reset,
        60..=86_400,
    );
    let mut length = |name: &str, default| reader.number(&key(name), default, CODE_LENGTH);
    let sms_code_length = length("sms_code_length", default.sms_code_length);
    let email_code_length = length("email_code_length", default.email_code_length);
    let mut limits = |name: &str, default: SendLimits| SendLimits {
        per_hour: reader.number(&key(&format!("{name}_per_hour")), default.per_hour, EVENTS),
        per_day: reader.number(&key(&format!("{name}_per_day")), default.per_day, EVENTS),
    };
    let (sms, email) = (limits("sms", default.sms), limits("email", default.email));
    let subject = limits("subject", default.subject);
    let mut events = |name: &str, default| reader.number(&key(name), default, EVENTS);
    Policy {
        version: default.version,
        sms_code_length,
        email_code_length,
        time_to_live,
        tombstone,
        resend_floor,
        cooldown_reset,
        sms,
        email,
        subject,
        attempts: events("attempts", default.attempts),
        sends: events("sends", default.sends),
        failures_per_day: events("failures_per_day", default.failures_per_day),
        failures_in_a_row: events("failures_in_a_row", default.failures_in_a_row),
        network_failures_per_hour: events(
            "network_failures_per_hour",
            default.network_failures_per_hour,
        ),
        network_starts_per_hour: events("network_starts_per_hour", default.network_starts_per_hour),
        messages_per_day: reader.number(
            &key("messages_per_day"),
            default.messages_per_day,
            1..=100_000_000,
        ),
        cooldown: cooldown(reader, &key("cooldown_seconds"), default, cooldown_reset),
        countries: countries(reader, &key("countries"), default),
    }
}

fn cooldown(
    reader: &mut Reader<'_>,
    key: &str,
    default: &Policy,
    reset: Duration,
) -> Vec<Duration> {
    let steps: Vec<_> = default.cooldown.iter().map(Duration::as_secs).collect();
    let steps = list(reader, key, &steps);
    // Redis forgets a destination after that time, and a longer wait with it.
    if steps.iter().any(|step| *step > reset.as_secs()) {
        reader.problem(key, "must have no wait longer than cooldown_reset_seconds");
    }
    if steps.len() > MAX_STEPS {
        reader.problem(key, format!("must have at most {MAX_STEPS} steps"));
    }
    steps.into_iter().map(Duration::from_secs).collect()
}

fn countries(reader: &mut Reader<'_>, key: &str, default: &Policy) -> Vec<u16> {
    list(reader, key, &default.countries)
}

/// Reads numbers that are separated by commas.
fn list<T>(reader: &mut Reader<'_>, key: &str, default: &[T]) -> Vec<T>
where
    T: std::str::FromStr + std::fmt::Display + Clone,
{
    let texts: Vec<_> = default.iter().map(ToString::to_string).collect();
    let text = reader.text(key, Some(&texts.join(",")));
    let numbers: Result<Vec<T>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    numbers.unwrap_or_else(|_| {
        reader.problem(
            key,
            "must be numbers separated by commas, such as 30,60,120",
        );
        default.to_vec()
    })
}
