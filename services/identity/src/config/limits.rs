use std::time::Duration;

use kabinet_config::Reader;

use crate::app::limits::Limits;
use crate::throttle::Limit;

const MINUTE: Duration = Duration::from_mins(1);
const MINUTES_PER_DAY: u32 = 24 * 60;
const MAX_ATTEMPTS: u32 = 1_000_000;

/// Reads how many attempts each window allows; the windows are part of the design.
pub(super) fn read(reader: &mut Reader<'_>) -> Limits {
    let mut limit = |key: &str, name, attempts, minutes| Limit {
        name,
        attempts: reader.number(key, attempts, 1..=MAX_ATTEMPTS),
        window: MINUTE * minutes,
    };
    Limits {
        login_identifier: limit("limit_login_identifier", "login.identifier", 30, 15),
        login_identifier_network: limit(
            "limit_login_identifier_network",
            "login.identifier_network",
            10,
            15,
        ),
        login_device: limit("limit_login_device", "login.device", 10, 15),
        login_network: limit("limit_login_network", "login.network", 600, 15),
        login_password: limit("limit_login_password", "login.password", 100, 15),
        reauthentication: limit("limit_reauthentication", "reauthentication", 10, 15),
        check_network: limit("limit_check_network", "check.network", 600, 1),
        registration_network: limit(
            "limit_registration_network",
            "registration.network",
            300,
            10,
        ),
        recovery_network: limit("limit_recovery_network", "recovery.network", 100, 15),
        recovery_device: limit("limit_recovery_device", "recovery.device", 10, 15),
        reminder_network: limit("limit_reminder_network", "reminder.network", 100, 15),
        reminder_contact: limit(
            "limit_reminder_contact",
            "reminder.contact",
            3,
            MINUTES_PER_DAY,
        ),
    }
}
