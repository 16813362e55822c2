//! The person who walks the tour: another one each time, and nobody real.

use std::{sync::OnceLock, time::Duration};

use kabinet_env::Env;
use kabinet_proto::{
    google::r#type::Date,
    types::v1::{ClientContext, PersonalData},
};

/// Names, contacts and passwords.
pub(crate) struct Person {
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) new_password: String,
    /// The one that a recovery sets.
    pub(crate) recovered_password: String,
    pub(crate) mobile: String,
    pub(crate) email: String,
    /// Of somebody with a stolen session.
    pub(crate) other_mobile: String,
    env: Env,
}

impl Person {
    /// Invents a person.
    pub(crate) fn invent() -> Self {
        let env = Env::system();
        let letters: String = env
            .bytes::<8>()
            .iter()
            .map(|byte| char::from(b'a' + byte % 26))
            .collect();
        let digits = u32::from_be_bytes(env.bytes()) % 10_000_000;
        Self {
            login: format!("anna.{letters}"),
            password: format!("Verfroren-{letters}-Kieselweg!"),
            new_password: format!("{letters}:Windstille/Haferbrei?"),
            recovered_password: format!("Schaukelpferd.{letters}.Unwetter?"),
            mobile: format!("+7900{digits:07}"),
            other_mobile: format!("+7901{digits:07}"),
            email: format!("anna.{letters}@example.com"),
            env,
        }
    }

    /// Waits a moment.
    pub(crate) async fn pause(&self, duration: Duration) {
        self.env.sleep(duration).await;
    }

    /// Makes the id of a new request.
    pub(crate) fn request_id(&self) -> String {
        self.env.uuid_v4().to_string()
    }
}

/// Describes the person's device. Its network is another one in each tour, so that the limits of networks
/// do not end the third tour of an hour.
pub(crate) fn client() -> ClientContext {
    static NETWORK_ADDRESS: OnceLock<String> = OnceLock::new();
    let invent = || {
        let [first, second] = Env::system().bytes();
        // RFC 2544: addresses of nobody.
        format!("198.{}.{second}.17", 18 + first % 2)
    };
    ClientContext {
        network_address: NETWORK_ADDRESS.get_or_init(invent).clone(),
        user_agent: "kabinet tour".to_owned(),
        language: "en".to_owned(),
        ..ClientContext::default()
    }
}

/// Returns what the person says about themselves.
pub(crate) fn personal_data() -> PersonalData {
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
