//! What codes, limits and messages are: pure types and rules.

mod action;
mod binding;
mod claim;
mod code;
mod delivery;
mod destination;
mod handle;
mod notice;
mod policy;
mod purpose;
mod state;
mod template;
mod variables;
mod verification;

pub(crate) use action::{Filling, WrongAction, check_action};
pub(crate) use binding::Binding;
pub(crate) use claim::{Claim, CodeClaim, Content, NoticeClaim, Queue};
pub(crate) use code::{CodeSeed, MAX_CODE_LENGTH, MIN_CODE_LENGTH, typed};
pub(crate) use delivery::{DeliveryState, Mode};
pub(crate) use destination::Destination;
pub(crate) use handle::{Handle, Tag, owner};
pub(crate) use notice::{Lane, ServiceKind};
pub(crate) use policy::Policies;
pub use policy::{Policy, SendLimits};
pub(crate) use purpose::Purpose;
pub(crate) use state::State;
pub(crate) use template::{Template, Variable};
pub(crate) use variables::{MAX_LOGIN_LENGTH, Variables, Wrong, WrongVariable};
pub(crate) use verification::{Disclosure, Message, Verification};
