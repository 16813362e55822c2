//! A person of the tests. What they do stands in `kabinet_journey`; here is what has to succeed, or
//! fails the test with what the processes have said.

mod identity;
mod looking;
mod message_links;
mod reading;
mod step;
mod whole;

use std::ops::{Deref, DerefMut};

use kabinet_env::Env;
pub(crate) use kabinet_journey::{Wanted, cancels_recovery};

pub(crate) use self::{
    identity::letters,
    message_links::{reports_not_me, undoes_contact_change},
    reading::{action_tokens_at, codes_at},
    step::{LinkStep, Step},
};

/// A person with every verb of a journey. Nobody real.
pub(crate) struct Person(kabinet_journey::Person);

impl Person {
    /// Makes the id of a new request.
    pub(crate) fn new_request_id() -> String {
        Env::system().uuid_v4().to_string()
    }
}

impl Deref for Person {
    type Target = kabinet_journey::Person;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Person {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
