//! A step of a registration.

use tonic::Status;

use super::scene::Scene;
use crate::{
    outcome,
    person::{Person, Step},
    suite::Suite,
};

/// A person at the step.
pub(super) struct Registering {
    step: Step,
    person: Person,
}

impl Registering {
    pub(super) fn at(step: Step) -> Self {
        Self {
            step,
            person: Person::invent(),
        }
    }
}

impl Scene for Registering {
    async fn begins(&mut self, suite: &Suite) {
        self.person.goes_through(self.step.before(), suite).await;
    }

    async fn calls(&mut self, suite: &Suite) -> Result<Vec<u8>, Status> {
        self.person.takes(self.step, suite).await
    }

    async fn ends(&mut self, suite: &Suite) {
        self.person.prepares_after(self.step, suite).await;
        self.person.goes_through(self.step.after(), suite).await;
        outcome::logs_in_as_themselves(&mut self.person, suite).await;
        outcome::codes_agree(suite, &self.person.mobile);
    }

    async fn stands_after(count: usize, suite: &Suite) {
        outcome::one_of_everything(count, suite).await;
    }
}
