use std::collections::HashMap;

use rusmpp::CommandStatus;
use tokio::sync::oneshot;

use crate::delivery::provider::SubmitError;

type Answer = oneshot::Sender<Result<String, SubmitError>>;

/// Submissions that wait for their answers.
#[derive(Default)]
pub(super) struct Pending {
    answers: HashMap<u32, Answer>,
}

impl Pending {
    pub(super) fn add(&mut self, sequence_number: u32, answer: Answer) {
        // Whoever gave up waiting freed a place in the window; so is the entry.
        self.answers.retain(|_, answer| !answer.is_closed());
        self.answers.insert(sequence_number, answer);
    }

    pub(super) fn answer(&mut self, sequence_number: u32, answer: Result<String, SubmitError>) {
        if let Some(waiting) = self.answers.remove(&sequence_number) {
            // Nobody may wait any more; then the message is tried again and arrives twice.
            let _ = waiting.send(answer);
        }
    }
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
        | CommandStatus::EsmeRxTAppn => SubmitError::Temporary("sms_centre_fails"),
        _ => SubmitError::Permanent("sms_centre_refuses"),
    }
}
