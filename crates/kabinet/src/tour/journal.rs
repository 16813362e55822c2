//! Prints what happened. Answers are printed by their `Debug`, which hides secrets.

use std::fmt::Debug;

use anyhow::{Context as _, bail};
use kabinet_journey::Answer;
use kabinet_proto::{errors::v1::Reason, sinks::v1::Message};
use kabinet_status::read;

use super::Calls;
use crate::terminal;

/// Steps so far, and the calls of the newest.
pub(super) struct Journal {
    steps: usize,
    calls: Calls,
}

impl Journal {
    pub(super) fn new(calls: Calls) -> Self {
        Self { steps: 0, calls }
    }

    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    /// Notes a step that has to succeed.
    pub(super) async fn step<T: Debug>(
        &mut self,
        what: &str,
        step: impl Future<Output = Answer<T>>,
    ) -> anyhow::Result<T> {
        self.begin(what);
        let answer = step.await;
        let calls = self.show_calls();
        let answer = answer.with_context(|| format!("{calls} failed"))?;
        show_answer(&answer);
        Ok(answer)
    }

    /// Notes a step that has to be refused for a reason.
    pub(super) async fn refusal<T: Debug>(
        &mut self,
        what: &str,
        reason: Reason,
        step: impl Future<Output = Answer<T>>,
    ) -> anyhow::Result<()> {
        self.begin(what);
        let answer = step.await;
        let calls = self.show_calls();
        match answer {
            Err(status) if read::reason(&status) == Some(reason) => {
                terminal::line(&format!("   refused  {}", reason.as_str_name()));
                Ok(())
            }
            Err(status) => Err(status).with_context(|| format!("{calls}: another refusal")),
            Ok(answer) => bail!("{calls} was not refused: {answer:?}"),
        }
    }

    /// Begins a step.
    pub(super) fn begin(&mut self, what: &str) {
        self.steps += 1;
        terminal::line(&format!("\n{:>2}. {what}", self.steps));
    }

    fn show_calls(&self) -> String {
        let calls = self.calls.take();
        for call in &calls {
            show_call(call);
        }
        calls.join(", ")
    }
}

pub(super) fn show_call(call: &str) {
    terminal::line(&format!("   call     {call}"));
}

pub(super) fn show_answer(answer: &impl Debug) {
    terminal::line(&format!("   answer   {answer:?}"));
}

/// Shows the message that somebody waits for: it is the person's own.
pub(super) async fn show(awaited: impl Future<Output = Answer<Message>>) -> Answer<Message> {
    let message = awaited.await?;
    terminal::line(&format!("   message  to {}", message.to));
    for line in message.text.lines() {
        terminal::line(&format!("            {line}"));
    }
    Ok(message)
}
