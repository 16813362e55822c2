//! Codes of a link: where one goes, whether it may, and how it comes out.
//!
//! Whatever the answer is, the same statements are run and the same calls made: nobody learns from
//! the work that is done whether an identifier names a contract.

use kabinet_codes::{Destination, Issued};
use kabinet_domain::{Channel, Contact, ContactKind};
use kabinet_env::id::{AccountId, LinkId};
use kabinet_peer::Failure;
use kabinet_proto::types::v1::ClientContext;
use sqlx::PgConnection;
use thiserror::Error;
use time::OffsetDateTime;
use uuid::Uuid;

use super::App;
use crate::domain::catalog::ProofMethod;
use crate::domain::challenge::{self, Candidate, Challenge, Progress, Sending};
use crate::domain::identifier::{Identifier, LocatorKey};
use crate::domain::limits::{DAY, MONTH};
use crate::domain::link::Link;
use crate::domain::record::ContactOfRecord;
use crate::store::challenge::NewChallenge;
use crate::store::contract_lookup::Found;
use crate::store::{self, CorruptRow};
use crate::vault::Locator;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("verification does not send the code")]
    Verification(#[source] Failure),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// What a code is for.
pub(super) struct Aim<'a> {
    pub(super) key: LocatorKey<'a>,
    pub(super) channel: Channel,
    pub(super) method: ProofMethod,
    /// Contacts that the person has confirmed as their own.
    pub(super) own: &'a [Contact],
}

/// Where a code goes.
pub(super) struct Target {
    pub(super) contact: Contact,
    pub(super) sending: Sending,
    /// Whether the contact is the person's own.
    pub(super) known_subject: bool,
    /// What counts together.
    pub(super) budget_key: [u8; 32],
}

/// Asks which contacts are the person's own, outside of any transaction. Where nobody can tell, a person
/// stands with the strangers.
pub(super) async fn own_contacts(app: &App, account_id: AccountId) -> Vec<Contact> {
    let answer = app.peers.own_contacts(account_id).await;
    answer.unwrap_or_else(|failure| {
        tracing::warn!(
            error = &failure as &(dyn std::error::Error + 'static),
            "nobody tells whose a contact is: the code counts with those of strangers"
        );
        Vec::new()
    })
}

/// Opens the contacts of contracts that were found.
pub(super) fn candidates(app: &App, found: Vec<Found>) -> Result<Vec<Candidate>, store::Error> {
    if found.iter().all(|found| found.contact.is_none()) {
        // Opening a contact takes time that would tell whether there is one.
        app.vault.open_no_contact();
    }
    found
        .into_iter()
        .map(|found| {
            let contact = match found.contact {
                None => None,
                Some((sealed, since)) => Some(ContactOfRecord {
                    ways: app.vault.open_contact(found.holding.contract_id, &sealed)?,
                    since,
                }),
            };
            Ok(Candidate {
                holding: found.holding,
                holder_kind: found.holder_kind,
                tie: found.tie,
                contact,
            })
        })
        .collect()
}

/// Finds where a code goes. It is withheld where there is no contract or no contact that it may
/// reach, or where the contract's budget is spent.
pub(super) async fn aim(
    app: &App,
    connection: &mut PgConnection,
    candidate: Option<&Candidate>,
    aim: &Aim<'_>,
    now: OffsetDateTime,
) -> Result<Target, store::Error> {
    aim_again(app, connection, candidate, aim, Sending::Withheld, now).await
}

/// Finds where a code goes that has been sent before, or withheld: one that was sent has its place
/// in the budget.
pub(super) async fn aim_again(
    app: &App,
    connection: &mut PgConnection,
    candidate: Option<&Candidate>,
    aim: &Aim<'_>,
    counted: Sending,
    now: OffsetDateTime,
) -> Result<Target, store::Error> {
    let locator = app.vault.locator(&aim.key);
    let typed = typed(aim);
    let destination = candidate.and_then(|candidate| {
        let (method, channel) = (aim.method, aim.channel);
        let typed = typed.as_ref();
        challenge::destination(candidate, method, typed, channel, app.contact_age, now)
    });
    let stand_in = app.vault.stand_in(&locator, aim.channel);
    let sending = match destination {
        Some(_) => Sending::Sent,
        None => Sending::Withheld,
    };
    let contact = destination.or(typed).unwrap_or(stand_in);
    let known_subject = challenge::is_own(&contact, aim.own);
    let budget_key = budget_key(candidate, &locator, known_subject);
    store::challenge::lock_budget(connection, &budget_key).await?;
    let sent =
        store::challenge::count_sent(connection, &budget_key, now - DAY, now - MONTH).await?;
    let has_room =
        counted == Sending::Sent || app.limits.challenges.allows(sent.in_day, sent.in_month);
    Ok(Target {
        // The same whether there is room or not: a later message may go there.
        contact,
        sending: if has_room { sending } else { Sending::Withheld },
        known_subject,
        budget_key,
    })
}

/// Returns the number that was typed, where the code goes to it.
fn typed(aim: &Aim<'_>) -> Option<Contact> {
    match aim.method {
        ProofMethod::NumberCode => {
            Contact::parse(ContactKind::Mobile, aim.key.identifier.value()).ok()
        }
        ProofMethod::ContactCode => None,
    }
}

/// Names the budget of a contract, or of an identifier that is none's. Strangers do not use up that of
/// persons whose own contact it is.
fn budget_key(candidate: Option<&Candidate>, locator: &Locator, known_subject: bool) -> [u8; 32] {
    let asker = if known_subject { "known" } else { "" };
    let contract_id = candidate.map(|candidate| candidate.holding.contract_id.uuid());
    let (kind, id) = match &contract_id {
        Some(id) => ("contract", id.as_bytes().as_slice()),
        None => ("identifier", locator.as_slice()),
    };
    kabinet_seal::sha256(&[asker.as_bytes(), kind.as_bytes(), id].concat())
}

/// Opens what a link was started for.
pub(super) fn identifier(app: &App, link: &Link) -> Result<Identifier, store::Error> {
    let (account_id, id) = (link.account_id, link.id);
    let sealed = &link.identifier;
    let opened = app
        .vault
        .open_identifier(account_id, id, link.identifier_type, sealed)?;
    Ok(opened)
}

/// Finds the contract of a link again, as long as a proof would open it.
pub(super) async fn candidate(
    app: &App,
    connection: &mut PgConnection,
    link: &Link,
) -> Result<Option<Candidate>, store::Error> {
    let found =
        store::contract_lookup::by_holding(connection, link.account_id, link.holding).await?;
    let candidates = candidates(app, found.into_iter().collect())?;
    Ok(challenge::linkable(candidates))
}

/// Asks for a code of a link; false where the link waits for none, or has one of this number.
pub(super) async fn ask(
    app: &App,
    connection: &mut PgConnection,
    account_id: AccountId,
    link_id: LinkId,
    number: i16,
    target: &Target,
    now: OffsetDateTime,
) -> Result<bool, store::Error> {
    let address = target.contact.value();
    let challenge = NewChallenge {
        account_id,
        link_id,
        number,
        budget_key: target.budget_key,
        sending: target.sending,
        known_subject: target.known_subject,
        channel: target.contact.channel(),
        kid: &app.vault.code_kid(),
        destination: &app
            .vault
            .seal_destination(account_id, link_id, number, address),
    };
    store::challenge::insert(connection, &challenge, now).await
}

/// Has verification send the newest code, unless it has; every repeat asks for the same.
pub(super) async fn bring_out(app: &App, link: &Link, client: &ClientContext) -> Result<(), Error> {
    let challenge = newest(link)?;
    let Progress::Asked { destination } = &challenge.progress else {
        return Ok(());
    };
    let (account_id, number) = (link.account_id, challenge.number);
    let address = app
        .vault
        .open_destination(account_id, link.id, number, destination)
        .map_err(store::Error::from)?;
    let binding = app
        .vault
        .binding(account_id, link.id, number, &challenge.kid)
        .map_err(store::Error::from)?;
    let destination = Destination {
        channel: challenge.channel,
        address,
        sending: challenge.sending,
        known_subject: challenge.known_subject,
    };
    let request_id = step(link, &format!("start/{number}"));
    let issued = app
        .peers
        .codes()
        .start(request_id, binding, destination, client.clone())
        .await
        .map_err(Error::Verification)?;
    note_out(app, link, number, &issued).await?;
    Ok(())
}

async fn note_out(
    app: &App,
    link: &Link,
    number: i16,
    issued: &Issued,
) -> Result<(), store::Error> {
    let (account_id, id) = (link.account_id, link.id);
    let handle = app
        .vault
        .seal_handle(account_id, id, number, &issued.handle);
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    // Where a simultaneous repeat was faster, it has noted the same.
    store::challenge::set_out(
        &mut transaction,
        account_id,
        id,
        number,
        &handle,
        &issued.code,
    )
    .await?;
    kabinet_database::commit(transaction, "subscriptions.code_out").await?;
    Ok(())
}

/// Returns the newest code of a link; one that waits for its proof has one.
pub(super) fn newest(link: &Link) -> Result<&Challenge, store::Error> {
    link.challenge.as_ref().ok_or_else(|| {
        CorruptRow {
            table: "subscriptions.challenge",
            column: "number",
            row: link.id.uuid(),
        }
        .into()
    })
}

/// Derives the id of a call to verification: every repeat of a step makes the same call.
pub(super) fn step(link: &Link, step: &str) -> Uuid {
    Uuid::new_v5(&link.id.uuid(), step.as_bytes())
}
