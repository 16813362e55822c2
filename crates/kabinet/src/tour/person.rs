//! The person who walks the tour: another one each time, and nobody real.

use kabinet_env::Env;
use kabinet_journey::{Device, Person, Who};
use kabinet_proto::{google::r#type::Date, types::v1::PersonalData};

/// Language of everything that the person reads.
pub(super) const LANGUAGE: &str = "en";

/// What the person will type later.
pub(super) struct Plans {
    pub(super) new_password: String,
    /// The one that a recovery sets.
    pub(super) recovered_password: String,
    /// Of somebody with a stolen session.
    pub(super) other_mobile: String,
}

pub(super) fn invent(env: &Env) -> (Person, Plans) {
    let letters: String = env
        .bytes::<8>()
        .iter()
        .map(|byte| char::from(b'a' + byte % 26))
        .collect();
    let digits = u32::from_be_bytes(env.bytes()) % 10_000_000;
    let who = Who {
        login: format!("anna.{letters}"),
        password: format!("Verfroren-{letters}-Kieselweg!"),
        mobile: format!("+7900{digits:07}"),
        email: format!("anna.{letters}@example.com"),
        personal_data: personal_data(),
        label: String::new(),
        device: device(env),
    };
    let plans = Plans {
        new_password: format!("{letters}:Windstille/Haferbrei?"),
        recovered_password: format!("Schaukelpferd.{letters}.Unwetter?"),
        other_mobile: format!("+7901{digits:07}"),
    };
    (Person::new(who, env.clone()), plans)
}

/// Invents a device. Its network is another one in each tour, so that the limits of networks do not end
/// the third tour of an hour.
fn device(env: &Env) -> Device {
    let [first, second] = env.bytes();
    Device {
        // RFC 2544: addresses of nobody.
        network_address: format!("198.{}.{second}.17", 18 + first % 2),
        user_agent: "kabinet tour".to_owned(),
        language: LANGUAGE.to_owned(),
    }
}

fn personal_data() -> PersonalData {
    PersonalData {
        family_name: "Ёлкина".to_owned(),
        given_name: "Анна".to_owned(),
        middle_name: "Павловна".to_owned(),
        birth_date: Some(Date {
            year: 1990,
            month: 2,
            day: 28,
        }),
        region_code: "RU-MOW".to_owned(),
    }
}
