//! Compares what the person says of themselves with the account's personal data.
//!
//! An attempt is taken before it is made; one that a crash cut off stays taken.

mod attempt;

use kabinet_idempotency::{Recorded, Request};
use kabinet_peer::Failure;
use thiserror::Error;

use super::App;
use super::recovery::{self, Claim};
use crate::domain::recovery::{NotNow, PersonalData, Recovery, Step, View};
use crate::peers::PersonalClaim;
use crate::store;

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) claim: Claim,
    pub(crate) personal_data: PersonalClaim,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such recovery")]
    NotFound,
    #[error("the step cannot be done now")]
    NotNow(NotNow),
    #[error("the personal data are not those of the account")]
    Mismatch {
        /// Attempts that are left.
        left: i64,
    },
    #[error("the personal data could not be compared")]
    Profile(#[source] Failure),
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<View, Error> {
    let recovery = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        let found = recovery::by_ticket(app, &mut connection, &input.claim).await?;
        let recovery = found.ok_or(Error::NotFound)?;
        if let Some(view) = kabinet_idempotency::find(&mut connection, &input.request).await? {
            return Ok(view);
        }
        recovery
    };
    recovery
        .allow(Step::PersonalData, app.recovery_demand)
        .map_err(Error::NotNow)?;
    let left = attempt::take(app, &recovery).await?;
    let (account_id, claim) = (recovery.account_id, input.personal_data);
    match app.peers.match_personal_data(account_id, claim).await {
        Ok(true) => prove(app, &recovery, &input.request).await,
        Ok(false) => {
            if left == 0 {
                attempt::fail(app, &recovery).await?;
            }
            Err(Error::Mismatch { left })
        }
        Err(failure) => {
            attempt::give_back(app, &recovery).await?;
            Err(Error::Profile(failure))
        }
    }
}

async fn prove(app: &App, recovery: &Recovery, request: &Request) -> Result<View, Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    store::recovery_step::prove_personal_data(&mut transaction, recovery, now).await?;
    let current = store::recovery::find(&mut transaction, recovery.id, now).await?;
    let current = current.ok_or(Error::NotFound)?;
    // Another call may have proven them first, or ended the recovery.
    let (PersonalData::Proven, Some(view)) =
        (current.personal_data, current.view(app.recovery_demand))
    else {
        return Err(Error::NotNow(NotNow::Ended(current.state)));
    };
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut transaction, request, &view, now).await?
    {
        return Ok(earlier);
    }
    kabinet_database::commit(transaction, "identity.match_personal_data")
        .await
        .map_err(store::Error::from)?;
    Ok(view)
}
