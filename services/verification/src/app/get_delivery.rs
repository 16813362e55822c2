use kabinet_env::id::DeliveryId;

use super::{App, Failure};
use crate::store::ShownNotice;

/// A notice that is asked for.
pub(crate) struct Input {
    /// Name of the calling service.
    pub caller: String,
    /// Id of the message.
    pub id: DeliveryId,
}

/// Why it is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// No such message of this caller.
    #[error("no such message")]
    Missing,
    /// Something failed.
    #[error("a message was not read")]
    Failure(#[from] Failure),
}

/// Reads what became of a notice.
pub(crate) async fn run(app: &App, input: Input) -> Result<ShownNotice, Error> {
    let notice = app.ledger.notice(input.id, &input.caller).await;
    notice.map_err(Failure::from)?.ok_or(Error::Missing)
}
