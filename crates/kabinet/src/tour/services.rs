//! Adding services: what there is, the proof of ownership, and what nobody learns.

use anyhow::ensure;
use kabinet_journey::Wanted;
use kabinet_proto::{
    errors::v1::Reason,
    subscriptions::v1::{IdentifierType, Link, LinkState},
    types::v1::{Channel, ServiceKind},
};

use super::{
    Contracts, Tour,
    contracts::{REGION, Sold},
    journal::show,
};

/// Links that are active.
pub(super) struct Links {
    pub(super) mobile: Link,
    pub(super) broadband: Link,
}

impl Tour {
    /// Adds a mobile service and a broadband contract.
    pub(super) async fn adds_services(&mut self, contracts: &Contracts) -> anyhow::Result<Links> {
        let what = "What can be added in a region, and how";
        let kinds = self.person.sees_service_kinds(&self.suite, REGION);
        let listed = self.journal.step(what, kinds).await?;
        ensure!(!listed.kinds.is_empty(), "no kinds of services");
        let mobile = self.adds_mobile(&contracts.mobile).await?;
        let broadband = self.adds_broadband(&contracts.broadband).await?;
        self.tries_unknown().await?;
        let what = "The links: an unknown number looks like one that waits for its proof";
        let links = self.person.sees_links(&self.suite);
        let links = self.journal.step(what, links).await?;
        ensure!(links.len() == 3, "not three links");
        Ok(Links { mobile, broadband })
    }

    async fn adds_mobile(&mut self, sold: &Sold) -> anyhow::Result<Link> {
        let (suite, journal, person) = self.parts();
        "My phone".clone_into(&mut person.label);
        let wanted = sold.wanted();
        let what = "Add a mobile number: the code goes to it";
        let started = person.starts_link(suite, &wanted, Channel::Sms);
        journal.step(what, started).await?;
        show(person.reads_code_at(suite, &wanted.identifier)).await?;
        let right = person.mistypes_code();
        let what = "A wrong code costs an attempt";
        let wrong = person.submits_proof(suite);
        journal.refusal(what, Reason::CodeWrong, wrong).await?;
        person.code = right;
        self.proves().await
    }

    async fn adds_broadband(&mut self, sold: &Sold) -> anyhow::Result<Link> {
        let (suite, journal, person) = self.parts();
        person.label.clear();
        let wanted = sold.wanted();
        let what =
            "Add broadband by account number: the code goes to the contract's contact of record";
        let started = person.starts_link(suite, &wanted, Channel::Sms);
        journal.step(what, started).await?;
        show(person.reads_code_at(suite, sold.mobile())).await?;
        let what = "Rather by e-mail";
        let switched = person.switches_challenge(suite, Channel::Email);
        journal.step(what, switched).await?;
        show(person.reads_code_at(suite, sold.email())).await?;
        self.proves().await
    }

    async fn tries_unknown(&mut self) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        let wanted = Wanted {
            region_code: REGION.to_owned(),
            kind: ServiceKind::Tv,
            identifier_type: IdentifierType::AccountNumber,
            identifier: "0000001".to_owned(),
        };
        let what = "A number that nobody has: the same answer, and no code comes";
        let started = person.starts_link(suite, &wanted, Channel::Sms);
        journal.step(what, started).await?;
        "00000000".clone_into(&mut person.code);
        let what = "Any code is wrong for it";
        let wrong = person.submits_proof(suite);
        journal.refusal(what, Reason::CodeWrong, wrong).await
    }

    async fn proves(&mut self) -> anyhow::Result<Link> {
        let what = "The code from the message makes the link active";
        let proven = self.person.submits_proof(&self.suite);
        let link = self.journal.step(what, proven).await?;
        ensure!(link.state() == LinkState::Active, "the link is not active");
        Ok(link)
    }
}
