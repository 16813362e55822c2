//! Keys, and everything that is done with them: sealing, blind indexes, MACs, handles, tokens and
//! signatures.
//!
//! Owns the key files and their rotation. Promises that each use has a key of its own (derived with
//! HKDF-SHA-256 from the ring's keys), that whatever a live key made can still be opened or checked
//! after a newer key has become current, that a key makes nothing before every replica has had time
//! to read it, that a running process loses no key unless the operator retires it, and that no
//! `Debug` or error text shows a secret. Never stores anything but key files, never hashes passwords.

mod blind_index;
mod data_key;
mod derived;
mod digest;
mod envelope;
pub mod handle;
mod key;
mod key_id;
mod key_ring;
mod mac;
mod page_token;
mod place;
mod sealer;
pub mod signing;
pub mod token;

pub use blind_index::BlindIndex;
pub use data_key::DataKey;
pub use digest::{equal, sha256};
pub use envelope::OpenError;
pub use key::Key;
pub use key_id::{KeyId, ParseKeyIdError};
pub use key_ring::{GenerateError, KEY_SETTLE, KeyRing, LoadError, MAX_KEYS, Reload};
pub use mac::Mac;
pub use page_token::PageTokens;
pub use place::Place;
pub use sealer::Sealer;
