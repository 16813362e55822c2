//! Adding services: what there is, the proof of ownership, and what nobody learns.

use anyhow::{Context as _, ensure};
use kabinet_proto::{
    errors::v1::Reason,
    sinks::v1::Message,
    subscriptions::v1::{
        IdentifierType, Link, LinkState, ListLinksRequest, ListServiceKindsRequest,
        StartLinkRequest, SubmitProofRequest, SwitchChallengeRequest,
    },
    types::v1::{Channel, ServiceKind},
};

use super::{
    Journal, Person,
    contracts::{Contracts, REGION},
    message,
    person::client,
};
use crate::client::Suite;

const CATALOG: &str = "kabinet.subscriptions.v1.CatalogService";
const LINKS: &str = "kabinet.subscriptions.v1.LinkService";

/// Adds a mobile service and a broadband contract; returns the links.
pub(super) async fn walk(
    suite: &Suite,
    person: &Person,
    contracts: &Contracts,
    journal: &mut Journal,
) -> anyhow::Result<Links> {
    look_at_catalog(suite, journal).await?;
    let mobile = add_mobile(suite, person, contracts, journal).await?;
    let broadband = add_broadband(suite, person, contracts, journal).await?;
    try_unknown(suite, person, journal).await?;
    let listed = journal.call(
        "The links: an unknown number looks like one that waits for its proof",
        &format!("{LINKS}/ListLinks"),
        suite.links().list_links(ListLinksRequest::default()).await,
    )?;
    ensure!(listed.links.len() == 3, "not three links");
    Ok(Links { mobile, broadband })
}

/// Links that are active.
pub(super) struct Links {
    pub(super) mobile: Link,
    pub(super) broadband: Link,
}

async fn look_at_catalog(suite: &Suite, journal: &mut Journal) -> anyhow::Result<()> {
    let request = ListServiceKindsRequest {
        region_code: REGION.to_owned(),
        language: "en".to_owned(),
    };
    let listed = journal.call(
        "What can be added in a region, and how",
        &format!("{CATALOG}/ListServiceKinds"),
        suite.catalog().list_service_kinds(request).await,
    )?;
    ensure!(!listed.kinds.is_empty(), "no kinds of services");
    Ok(())
}

async fn add_mobile(
    suite: &Suite,
    person: &Person,
    contracts: &Contracts,
    journal: &mut Journal,
) -> anyhow::Result<Link> {
    let request = StartLinkRequest {
        request_id: person.request_id(),
        region_code: REGION.to_owned(),
        kind: ServiceKind::Mobile.into(),
        identifier_type: IdentifierType::PhoneNumber.into(),
        identifier: contracts.mobile.number().to_owned(),
        channel: Channel::Sms.into(),
        label: "My phone".to_owned(),
        client: Some(client()),
    };
    let link = start(
        suite,
        request,
        "Add a mobile number: the code goes to it",
        journal,
    )
    .await?;
    let arrived = message::first(suite, contracts.mobile.number()).await?;
    let wrong = proof(
        person,
        &link,
        &message::other_than(&message::code_in(&arrived)?),
    );
    journal.refusal(
        "A wrong code costs an attempt",
        &format!("{LINKS}/SubmitProof"),
        Reason::CodeWrong,
        suite.links().submit_proof(wrong).await,
    )?;
    prove(suite, person, &link, &arrived, journal).await
}

async fn add_broadband(
    suite: &Suite,
    person: &Person,
    contracts: &Contracts,
    journal: &mut Journal,
) -> anyhow::Result<Link> {
    let request = StartLinkRequest {
        request_id: person.request_id(),
        region_code: REGION.to_owned(),
        kind: ServiceKind::Broadband.into(),
        identifier_type: IdentifierType::AccountNumber.into(),
        identifier: contracts.broadband.number().to_owned(),
        channel: Channel::Sms.into(),
        label: String::new(),
        client: Some(client()),
    };
    let link = start(
        suite,
        request,
        "Add broadband by account number: the code goes to the contract's contact of record",
        journal,
    )
    .await?;
    message::first(suite, contracts.broadband.mobile()).await?;
    let request = SwitchChallengeRequest {
        request_id: person.request_id(),
        link_id: link.link_id.clone(),
        channel: Channel::Email.into(),
        client: Some(client()),
    };
    journal.call(
        "Rather by e-mail",
        &format!("{LINKS}/SwitchChallenge"),
        suite.links().switch_challenge(request).await,
    )?;
    let arrived = message::first(suite, contracts.broadband.email()).await?;
    prove(suite, person, &link, &arrived, journal).await
}

async fn try_unknown(suite: &Suite, person: &Person, journal: &mut Journal) -> anyhow::Result<()> {
    let request = StartLinkRequest {
        request_id: person.request_id(),
        region_code: REGION.to_owned(),
        kind: ServiceKind::Tv.into(),
        identifier_type: IdentifierType::AccountNumber.into(),
        identifier: "0000001".to_owned(),
        channel: Channel::Sms.into(),
        label: String::new(),
        client: Some(client()),
    };
    let link = start(
        suite,
        request,
        "A number that nobody has: the same answer, and no code comes",
        journal,
    )
    .await?;
    journal.refusal(
        "Any code is wrong for it",
        &format!("{LINKS}/SubmitProof"),
        Reason::CodeWrong,
        suite
            .links()
            .submit_proof(proof(person, &link, "00000000"))
            .await,
    )
}

async fn start(
    suite: &Suite,
    request: StartLinkRequest,
    what: &str,
    journal: &mut Journal,
) -> anyhow::Result<Link> {
    let started = journal.call(
        what,
        &format!("{LINKS}/StartLink"),
        suite.links().start_link(request).await,
    )?;
    started.link.context("no link")
}

async fn prove(
    suite: &Suite,
    person: &Person,
    link: &Link,
    message: &Message,
    journal: &mut Journal,
) -> anyhow::Result<Link> {
    let request = proof(person, link, &message::code_in(message)?);
    let proven = journal.call(
        "The code from the message makes the link active",
        &format!("{LINKS}/SubmitProof"),
        suite.links().submit_proof(request).await,
    )?;
    let link = proven.link.context("no link")?;
    ensure!(link.state() == LinkState::Active, "the link is not active");
    Ok(link)
}

fn proof(person: &Person, link: &Link, code: &str) -> SubmitProofRequest {
    SubmitProofRequest {
        request_id: person.request_id(),
        link_id: link.link_id.clone(),
        code: code.to_owned(),
        client: Some(client()),
    }
}
