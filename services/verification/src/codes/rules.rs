use std::sync::Arc;
use std::time::Duration;

use kabinet_domain::Channel;
use serde_json::{Value, json};

use crate::domain::{Policies, Policy, Purpose};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// How long a subject's failed guesses in a row are remembered after the last one.
const FAILURE_LIFE: Duration = Duration::from_hours(30 * 24);

/// The policies in the form that the functions read.
#[derive(Clone)]
pub(super) struct RuleBook {
    registration: Rules,
    ownership: Rules,
    recovery: Rules,
    contact: Rules,
}

impl RuleBook {
    pub(super) fn new(policies: &Policies) -> Self {
        Self {
            registration: Rules::new(policies.of(Purpose::Registration)),
            ownership: Rules::new(policies.of(Purpose::Ownership)),
            recovery: Rules::new(policies.of(Purpose::Recovery)),
            contact: Rules::new(policies.of(Purpose::Contact)),
        }
    }

    pub(super) fn of(&self, purpose: Purpose) -> &Rules {
        match purpose {
            Purpose::Registration => &self.registration,
            Purpose::Ownership => &self.ownership,
            Purpose::Recovery => &self.recovery,
            Purpose::Contact => &self.contact,
        }
    }
}

/// A policy in the form that the functions read.
#[derive(Clone)]
pub(super) struct Rules {
    /// For everything but checking.
    pub(super) send: Arc<[u8]>,
    /// For checking: as little as possible, since it is parsed at every check.
    pub(super) check: Arc<[u8]>,
}

impl Rules {
    fn new(policy: &Policy) -> Self {
        let failures = json!({
            "failures": policy.failures_per_day,
            "failure_window": milliseconds(DAY),
            "failures_in_a_row": policy.failures_in_a_row,
            "failure_life": milliseconds(FAILURE_LIFE),
            "attempts": policy.attempts,
        });
        let check = merged(
            &failures,
            json!({
                "network_failures":
                    [log("network_failures_per_hour", policy.network_failures_per_hour, HOUR)],
            }),
        );
        let cooldown: Vec<_> = policy.cooldown.iter().copied().map(milliseconds).collect();
        let send = merged(
            &failures,
            json!({
                "ttl": milliseconds(policy.time_to_live),
                "tombstone": milliseconds(policy.tombstone),
                "resend_floor": milliseconds(policy.resend_floor),
                "sends": policy.sends,
                "ladder": cooldown,
                "ladder_reset": milliseconds(policy.cooldown_reset),
                "destination": {
                    "SMS": destination(policy, Channel::Sms),
                    "EMAIL": destination(policy, Channel::Email),
                },
                "subject": [
                    log("subject_per_hour", policy.subject.per_hour, HOUR),
                    log("subject_per_day", policy.subject.per_day, DAY),
                ],
                "network": [log("network_per_hour", policy.network_starts_per_hour, HOUR)],
                "everybody": [["messages_per_day", "gcra", policy.messages_per_day, milliseconds(DAY)]],
            }),
        );
        Self {
            send: send.to_string().into_bytes().into(),
            check: check.to_string().into_bytes().into(),
        }
    }
}

fn destination(policy: &Policy, channel: Channel) -> Value {
    let limits = policy.destination(channel);
    json!([
        log("destination_per_hour", limits.per_hour, HOUR),
        log("destination_per_day", limits.per_day, DAY),
    ])
}

fn log(name: &str, max: u32, period: Duration) -> Value {
    json!([name, "log", max, milliseconds(period)])
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn merged(left: &Value, right: Value) -> Value {
    let mut all = left.as_object().cloned().unwrap_or_default();
    if let Value::Object(right) = right {
        all.extend(right);
    }
    Value::Object(all)
}
