use std::collections::HashMap;

use rusmpp::{CommandStatus, Pdu};
use tokio::sync::oneshot;

use super::session::Answer;
use crate::delivery::provider::SubmitError;

/// Submissions that wait for their answers.
#[derive(Default)]
pub(super) struct Pending {
    answers: HashMap<u32, oneshot::Sender<Answer>>,
}

impl Pending {
    pub(super) fn add(&mut self, sequence_number: u32, answer: oneshot::Sender<Answer>) {
        // Whoever gave up waiting freed a place in the window; so is the entry.
        self.answers.retain(|_, answer| !answer.is_closed());
        self.answers.insert(sequence_number, answer);
    }

    pub(super) fn answer(&mut self, sequence_number: u32, answer: Answer) {
        if let Some(waiting) = self.answers.remove(&sequence_number) {
            // Nobody may wait any more; then the message is tried again and arrives twice.
            let _ = waiting.send(answer);
        }
    }
}

/// Returns the id under which receipts of a message that was taken will come, if there is one.
pub(super) fn message_id(pdu: Option<&Pdu>) -> Option<String> {
    let Some(Pdu::SubmitSmResp(response)) = pdu else {
        return None;
    };
    let id = response.message_id().as_str();
    (!id.is_empty()).then(|| id.to_owned())
}

/// Tells what a refusal of a submission means.
pub(super) fn refusal(status: CommandStatus) -> SubmitError {
    match status {
        CommandStatus::EsmeRthrottled | CommandStatus::EsmeRmsgqful => {
            SubmitError::Temporary("sms_centre_throttles")
        }
        CommandStatus::EsmeRsyserr
        | CommandStatus::EsmeRsubmitfail
        | CommandStatus::EsmeRinvbndsts
        | CommandStatus::EsmeRunknownerr
        | CommandStatus::EsmeRxTAppn => SubmitError::Temporary("sms_centre_fails"),
        _ => SubmitError::Permanent("sms_centre_refuses"),
    }
}
