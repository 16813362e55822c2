//! What follows when verification has no use for the earlier code any more.

use kabinet_codes::is_exhausted;
use kabinet_domain::Channel;
use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::ClientContext;

use super::code::{self, Aim};
use super::{App, link_view};
use crate::domain::catalog::ProofMethod;
use crate::domain::identifier::LocatorKey;
use crate::domain::link::{EndReason, Link, LinkState};
use crate::store;

/// What a refusal of verification means for a link.
pub(super) enum Verdict {
    /// The code is past use: another one is due.
    PastUse,
    /// Every attempt is spent: the link has failed.
    AttemptsSpent,
    /// The person has to hear of it.
    Refused(Failure),
}

/// Judges why verification does not send a code again.
pub(super) fn judge(failure: Failure) -> Verdict {
    if is_exhausted(&failure) {
        return Verdict::AttemptsSpent;
    }
    match failure.reason() {
        // One that has ended otherwise has expired, or was approved without effect.
        Some(
            Reason::ResendTooLate
            | Reason::CodeExpired
            | Reason::SendsSpent
            | Reason::VerificationNotFound
            | Reason::VerificationEnded,
        ) => Verdict::PastUse,
        _ => Verdict::Refused(failure),
    }
}

/// Asks for another code over the channel and brings it out; it counts against the contract's budget.
pub(super) async fn renew(
    app: &App,
    link: &Link,
    channel: Channel,
    client: &ClientContext,
) -> Result<(), code::Error> {
    ask_for_next(app, link, channel).await?;
    // A simultaneous call may have asked for it, or ended the link.
    let current = link_view::find(app, link.account_id, Some(link.id)).await?;
    match current {
        Some(current) if current.state == LinkState::PendingProof => {
            code::bring_out(app, &current, client).await
        }
        Some(_) | None => Ok(()),
    }
}

async fn ask_for_next(app: &App, link: &Link, channel: Channel) -> Result<(), store::Error> {
    let number = code::newest(link)?.number.saturating_add(1);
    let identifier = code::identifier(app, link)?;
    let own = code::own_contacts(app, link.account_id).await;
    let now = app.env.now();
    let aim = Aim {
        key: LocatorKey {
            region_code: &link.region_code,
            kind: link.kind,
            identifier: &identifier,
        },
        channel,
        method: ProofMethod::of(link.kind, link.identifier_type, channel),
        own: &own,
    };
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    let candidate = code::candidate(app, &mut transaction, link).await?;
    let target = code::aim(app, &mut transaction, candidate.as_ref(), &aim, now).await?;
    let (account_id, id) = (link.account_id, link.id);
    code::ask(app, &mut transaction, account_id, id, number, &target, now).await?;
    kabinet_database::commit(transaction, "subscriptions.renew_code").await?;
    Ok(())
}

/// Ends a link whose proof has failed; one that has ended stays as it is.
pub(super) async fn fail(app: &App, link: &Link, reason: EndReason) -> Result<(), store::Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    let (account_id, id, failed) = (link.account_id, link.id, LinkState::Failed);
    let ended =
        store::link_change::end_pending(&mut transaction, account_id, id, failed, reason, now)
            .await?;
    kabinet_database::commit(transaction, "subscriptions.fail_link").await?;
    if ended {
        tracing::info!(link.id = %id, link.end_reason = reason.as_str(), "link failed");
    }
    Ok(())
}
