//! The peers, as generated servers over memory.

mod profile;
mod verification;

pub(crate) use profile::FakeProfile;
pub(crate) use verification::{CODE, FakeVerification};
