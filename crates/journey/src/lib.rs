//! A person and what they do, as the tour and the tests tell it: they register, confirm, log in, add
//! services, look at them, change contacts, forget passwords, and read their messages.
//!
//! Owns the requests that a front end makes for a person, and the gateway that carries them. Promises
//! that a verb which journeys repeat is the same request again, as a front end repeats it that got no
//! answer; the others make a new one each time.
//! Never decides what an answer should be, and never invents who a person is.

mod gateway;
mod kabinet;
mod message;
mod person;
mod rpc;

pub use gateway::{Calls, Gateway, Line, Lines, Metadata};
pub use kabinet::Kabinet;
pub use message::{action_token_in, code_in};
pub use person::{
    Device, Person, Wanted, Who, cancels_recovery, reports_not_me, undoes_contact_change,
};
pub use rpc::Answer;
