//! Who the people of the tests are.

use std::sync::atomic::{AtomicU32, Ordering};

use kabinet_env::Env;
use kabinet_journey::{Device, Who};
use kabinet_proto::{google::r#type::Date, types::v1::PersonalData};

use super::Person;

impl Person {
    /// Invents a person who shares nothing with any other of this test process.
    pub(crate) fn invent() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let letters = letters(number);
        let who = Who {
            login: format!("zvezdochet.{letters}"),
            password: format!("Verfroren-{letters}-Kieselweg!"),
            mobile: format!("+7900{:07}", 4_170_000 + number),
            email: format!("pismonosets.{letters}@example.com"),
            personal_data: PersonalData {
                family_name: "Штольценбергова".to_owned(),
                given_name: "Ксенофонта".to_owned(),
                middle_name: "Варфоломеевна".to_owned(),
                birth_date: Some(Date {
                    year: 1987,
                    month: 10,
                    day: 29,
                }),
                region_code: "RU-MOW".to_owned(),
            },
            label: format!("Дача {letters}"),
            device: Device {
                // A network of their own: a limit of one is not a limit of another.
                network_address: format!("198.18.{}.7", number % 256),
                user_agent: "kabinet tests".to_owned(),
                language: "ru".to_owned(),
            },
        };
        Self(kabinet_journey::Person::new(who, Env::system()))
    }
}

/// Writes a number with letters: digits in a login name might look like an account number.
pub(crate) fn letters(number: u32) -> String {
    let digit = |place: u32| {
        let digit = number / 26_u32.pow(place) % 26;
        char::from(b'a' + u8::try_from(digit).expect("less than 26"))
    };
    (0..4).rev().map(digit).collect()
}
