//! Changing the confirmed mobile number: three calls.

use kabinet_proto::{
    errors::v1::Reason,
    types::v1::{Channel, ContactKind},
};
use prost::Message as _;
use tonic::Status;

use super::super::flow::Flow;
use crate::{
    outcome,
    person::{Person, action_tokens_at},
    suite::Suite,
};

const KIND: ContactKind = ContactKind::Mobile;

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM profile.contact_change WHERE state = 'CONFIRMED') AS changes,
           (SELECT count(*) FROM profile.contact_point WHERE state = 'CONFIRMED') AS confirmed,
           (SELECT count(*) FROM profile.consumed_proof) AS proofs,
           (SELECT count(*) FROM profile.notice WHERE subject = 'CONTACT_CHANGED') AS notices";

pub(in super::super) struct ChangingContact {
    person: Person,
    new: String,
}

impl Flow for ChangingContact {
    const NAME: &'static str = "changing contact";
    const CALLS: &'static [&'static str] = &[
        "ReplaceContactPoint",
        "StartConfirmation",
        "ConfirmContactPoint",
    ];

    const SETBACKS: &'static [Reason] = &[Reason::VerificationNotFound];

    async fn begins(suite: &Suite) -> Self {
        let mut person = Person::invent();
        person.registers(suite, Channel::Sms).await;
        Self {
            person,
            // Of somebody who is never registered.
            new: Person::invent().mobile.clone(),
        }
    }

    async fn calls(&mut self, call: usize, suite: &Suite) -> Result<Vec<u8>, Status> {
        let person = &mut self.person;
        Ok(match call {
            0 => {
                let answer = person.replaces_contact(suite, KIND, &self.new).await?;
                answer.encode_to_vec()
            }
            1 => {
                let answer = person.asks_to_confirm_contact(suite, KIND).await?;
                answer.encode_to_vec()
            }
            _ => person.confirms_contact(suite, KIND).await?.encode_to_vec(),
        })
    }

    async fn prepares_after(&mut self, call: usize, suite: &Suite) {
        if call == 1 {
            self.person.reads_code_at(suite, &self.new).await;
        }
    }

    /// The code is gone: the person asks for another one.
    async fn goes_back(&mut self, _: usize, _: &Suite) -> usize {
        self.person.asks_anew();
        1
    }

    async fn ends(&mut self, suite: &Suite) {
        suite.wait_until_quiet().await;
        let old = std::mem::replace(&mut self.person.mobile, self.new.clone());
        outcome::logs_in_as_themselves(&mut self.person, suite).await;
        assert!(self.person.logs_in(suite, &old).await.is_err());
        let tokens = action_tokens_at(suite, &old);
        assert!(!tokens.is_empty(), "the old contact is told");
        assert!(tokens.iter().all(|token| *token == tokens[0]));
    }

    async fn stands_after(count: usize, others: usize, suite: &Suite) {
        let expected = [
            ("changes", count),
            ("confirmed", count + others),
            ("proofs", count),
            ("notices", count),
        ];
        outcome::each_counts(COUNTS, &expected, suite).await;
    }
}
