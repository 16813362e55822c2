use kabinet_proof::action::{Action, ActionKind};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1 as types;
use kabinet_status::Refusal;

use super::parse;

/// Reads what the reader of a message may do.
pub(super) fn read(action: &types::Action) -> Result<Action, Refusal> {
    let kind = match action.kind() {
        types::ActionKind::CancelRecovery => ActionKind::CancelRecovery,
        types::ActionKind::UndoContactChange => ActionKind::UndoContactChange,
        types::ActionKind::ReportNotMe => ActionKind::ReportNotMe,
        types::ActionKind::Unspecified => return parse::required(None),
    };
    let expire_time = parse::time(action.expire_time, "action.expire_time")?;
    Ok(Action {
        kind,
        account_id: action
            .account_id
            .parse()
            .map_err(|_| malformed("account_id"))?,
        object_id: action
            .object_id
            .parse()
            .map_err(|_| malformed("object_id"))?,
        // A token counts seconds: what is stored says the same as what is signed.
        expire_time: expire_time.truncate_to_second(),
    })
}

fn malformed(field: &str) -> Refusal {
    Refusal::invalid_argument(Reason::InvalidRequest, "an id is malformed").field(
        format!("action.{field}"),
        "ID_MALFORMED",
        "must be an id of this kind",
    )
}
