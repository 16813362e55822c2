//! Attempts: how many are left, and what becomes of a recovery that has none.

use sqlx::{PgConnection, Postgres, Transaction};

use super::super::App;
use super::super::recovery::DAY;
use super::Error;
use crate::domain::recovery::{NotNow, Recovery, State, Step};
use crate::store;

/// Takes an attempt, and tells how many are left after it.
pub(super) async fn take(app: &App, recovery: &Recovery) -> Result<i64, Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    store::account::hold(&mut transaction, recovery.account_id).await?;
    let made = store::recovery_step::count_attempts(&mut transaction, recovery, now - DAY).await?;
    if made.left() == 0 {
        store::recovery_end::fail(&mut transaction, recovery, now).await?;
        commit_failure(transaction).await?;
        return Err(Error::NotNow(NotNow::Ended(State::Failed)));
    }
    if !store::recovery_step::take_attempt(&mut transaction, recovery, now).await? {
        return Err(moved_on(app, &mut transaction, recovery).await?);
    }
    kabinet_database::commit(transaction, "identity.match_personal_data.attempt")
        .await
        .map_err(store::Error::from)?;
    Ok(made.left() - 1)
}

/// Ends a recovery that has no attempt left.
pub(super) async fn fail(app: &App, recovery: &Recovery) -> Result<(), store::Error> {
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    store::recovery_end::fail(&mut transaction, recovery, app.env.now()).await?;
    commit_failure(transaction).await
}

async fn commit_failure(transaction: Transaction<'_, Postgres>) -> Result<(), store::Error> {
    kabinet_database::commit(transaction, "identity.match_personal_data.failed").await?;
    Ok(())
}

/// Gives back an attempt that nobody judged.
pub(super) async fn give_back(app: &App, recovery: &Recovery) -> Result<(), store::Error> {
    let mut connection = app.pool.acquire().await?;
    store::recovery_step::give_back_attempt(&mut connection, recovery).await
}

async fn moved_on(
    app: &App,
    connection: &mut PgConnection,
    recovery: &Recovery,
) -> Result<Error, store::Error> {
    let current = store::recovery::find(connection, recovery.id, app.env.now()).await?;
    let allowed = current.map(|current| current.allow(Step::PersonalData, app.recovery_demand));
    Ok(match allowed {
        Some(Err(not_now)) => Error::NotNow(not_now),
        Some(Ok(())) | None => Error::NotFound,
    })
}
