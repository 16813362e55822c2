//! Action tokens of messages, as verification signs them and as nobody should.

use kabinet_env::id::AccountId;
use kabinet_proof::action::{Action, ActionKind};
use kabinet_testkit::{Forgery, sign_action};
use time::OffsetDateTime;
use uuid::Uuid;

/// Signs the token of an action.
pub(crate) fn token(
    kind: ActionKind,
    account_id: AccountId,
    object_id: Uuid,
    expire_time: OffsetDateTime,
) -> String {
    let action = Action {
        kind,
        account_id,
        object_id,
        expire_time,
    };
    sign_action(&action, None)
}

/// Signs the token of an undo with a key that verification does not have.
pub(crate) fn forged_token(
    account_id: AccountId,
    object_id: Uuid,
    expire_time: OffsetDateTime,
) -> String {
    let action = Action {
        kind: ActionKind::UndoContactChange,
        account_id,
        object_id,
        expire_time,
    };
    sign_action(&action, Some(Forgery::OtherKey))
}
