//! What whoever reads a message can do with its link.

use kabinet_journey::Answer;
use kabinet_proto::{identity::v1::ReportNotMeResponse, profile::v1::UndoContactChangeResponse};

use crate::suite::Suite;

const LANGUAGE: &str = "ru";

/// Takes a change back with the token of a message.
pub(crate) async fn undoes_contact_change(
    suite: &Suite,
    token: &str,
) -> Answer<UndoContactChangeResponse> {
    kabinet_journey::undoes_contact_change(suite, token, LANGUAGE).await
}

/// Says with the token of a message that it was somebody else.
pub(crate) async fn reports_not_me(suite: &Suite, token: &str) -> Answer<ReportNotMeResponse> {
    kabinet_journey::reports_not_me(suite, token, LANGUAGE).await
}
