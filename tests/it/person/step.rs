//! Steps as values, so that one test can take each of them.

use kabinet_proto::types::v1::Channel;
use prost::Message as _;
use tonic::Status;

use super::Person;
use crate::{billing::Contract, suite::Suite};

/// One call of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Start,
    SubmitPersonalData,
    SubmitContacts,
    AskForCode,
    Confirm,
}

/// One call of adding a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkStep {
    Start,
    Prove,
}

/// The channel of the code.
const CHANNEL: Channel = Channel::Sms;

impl Step {
    pub(crate) const ALL: [Self; 5] = [
        Self::Start,
        Self::SubmitPersonalData,
        Self::SubmitContacts,
        Self::AskForCode,
        Self::Confirm,
    ];

    /// Lists the steps that come before this one.
    pub(crate) fn before(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().take_while(move |step| *step != self)
    }

    /// Lists the steps that come after this one.
    pub(crate) fn after(self) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .skip_while(move |step| *step != self)
            .skip(1)
    }
}

impl Person {
    /// Takes a step, or repeats it; returns the encoded answer.
    pub(crate) async fn takes(&mut self, step: Step, suite: &Suite) -> Result<Vec<u8>, Status> {
        Ok(match step {
            Step::Start => self.starts(suite).await?.encode_to_vec(),
            Step::SubmitPersonalData => self.submits_personal_data(suite).await?.encode_to_vec(),
            Step::SubmitContacts => self.submits_contacts(suite).await?.encode_to_vec(),
            Step::AskForCode => self.asks_for_code(suite, CHANNEL).await?.encode_to_vec(),
            Step::Confirm => self.confirms(suite).await?.encode_to_vec(),
        })
    }

    /// Does what lies between a step and the next: reads the message that was asked for.
    pub(crate) async fn prepares_after(&mut self, step: Step, suite: &Suite) {
        if step == Step::AskForCode {
            self.reads_code(suite, CHANNEL).await;
        }
    }

    /// Takes steps for the first time, each of which has to succeed.
    pub(crate) async fn goes_through(&mut self, steps: impl Iterator<Item = Step>, suite: &Suite) {
        for step in steps {
            let taken = self.takes(step, suite).await;
            taken.unwrap_or_else(|status| suite.explain(&format!("{step:?}: {status:?}")));
            self.prepares_after(step, suite).await;
        }
    }

    /// Takes a step of adding a mobile service, or repeats it; returns the encoded answer.
    pub(crate) async fn takes_link_step(
        &mut self,
        step: LinkStep,
        contract: &Contract,
        suite: &Suite,
    ) -> Result<Vec<u8>, Status> {
        let link = match step {
            LinkStep::Start => {
                let wanted = contract.wanted();
                self.starts_link(suite, &wanted, CHANNEL).await?
            }
            LinkStep::Prove => self.submits_proof(suite).await?,
        };
        Ok(link.encode_to_vec())
    }
}
