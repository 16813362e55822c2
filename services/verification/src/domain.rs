//! What codes, limits and messages are: pure types and rules.

mod binding;
mod code;
mod delivery;
mod handle;
mod network;
mod policy;
mod purpose;
mod secrets;
mod state;
mod verification;

pub(crate) use binding::Binding;
pub(crate) use code::{CodeSeed, MAX_CODE_LENGTH, MIN_CODE_LENGTH, typed};
pub(crate) use delivery::{Claim, DeliveryState, Mode};
pub(crate) use handle::{Handle, Tag, owner};
pub(crate) use network::network_prefix;
pub use policy::{Policy, SendLimits};
pub(crate) use purpose::Purpose;
pub(crate) use secrets::{DestinationError, Secrets};
pub(crate) use state::State;
pub(crate) use verification::{Message, Verification};
