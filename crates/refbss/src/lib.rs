//! A small operator for development: who it serves, what they owe, and its books on a disk.
//!
//! Owns 500 invented contracts with tariffs, balances and more than a year of bills on the real
//! calendar: who pays in advance is charged on the 1st, who pays by bill is billed on the 5th and
//! owes by the 25th. Promises that one seed and one day give the same books, that every movement
//! of money has its counter-entry, to the billionth, and that two processes that change the books
//! lose nothing. Never part of production: it knows nobody real, and no number of it rings.
//!
//! # Demo contracts
//!
//! | id | region | kind | account number | telephone number | contact of record |
//! |---|---|---|---|---|---|
//! | `demo-mobile` | RU-MOW | MOBILE, prepaid | 4000001 | +79001000001 | +79001000001, demo-mobile@example.com |
//! | `demo-landline` | RU-SPE | LANDLINE, postpaid | 780000000002 | +78120000002 | +79001000002, demo-landline@example.com |
//! | `demo-broadband` | RU-NVS | BROADBAND, postpaid | 540000000003 | | +79001000003, demo-broadband@example.com |
//! | `demo-tv` | RU-SVE | TV, prepaid | 660000000004 | | +79001000004, demo-tv@example.com |

mod bill;
mod billing;
mod books;
mod calendar;
mod contract;
mod directory;
mod ledger;
mod lot;
mod money;
mod population;
mod record;
mod tariff;

pub use books::{Books, Change, ChangeError};
pub use contract::{Contact, Contract, Kind, Rating, Service};
pub use directory::{Directory, DirectoryError};
pub use ledger::{Account, Movement, MovementKind};
pub use money::roubles;
