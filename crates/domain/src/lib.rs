//! Value types that every service shares: contacts, names, birth dates, regions, languages, money,
//! networks.
//!
//! Owns the rules that say which texts are such values, and their one canonical form. Promises that
//! a value which exists is valid, that parsing its canonical form gives the same value again, that no
//! text makes a parser panic, and that `Debug` never shows a personal datum. Never does I/O, never
//! asks for the time, knows no wire or storage format.

pub mod birth_date;
pub mod channel;
mod character;
pub mod contact;
pub mod email;
pub mod language;
pub mod mobile;
pub mod money;
pub mod network;
pub mod person_name;
pub mod region_code;
pub mod shape;

pub use birth_date::BirthDate;
pub use channel::{Channel, ContactKind};
pub use character::is_deceptive;
pub use contact::Contact;
pub use email::EmailAddress;
pub use language::Language;
pub use mobile::MobileNumber;
pub use money::{Currency, Money, MoneyError, Sum};
pub use network::NetworkPrefix;
pub use person_name::PersonName;
pub use region_code::RegionCode;
