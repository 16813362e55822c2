//! Prints what happened. Answers are printed by their `Debug`, which hides secrets.

use std::fmt::Debug;

use anyhow::{Context as _, bail};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::sinks::v1::Message;
use kabinet_status::read;
use tonic::{Response, Status};

use crate::terminal;

/// Steps so far.
#[derive(Default)]
pub(crate) struct Journal {
    steps: usize,
}

impl Journal {
    pub(crate) fn steps(&self) -> usize {
        self.steps
    }

    /// Notes a call that has to succeed.
    pub(crate) fn call<T: Debug>(
        &mut self,
        what: &str,
        rpc: &str,
        answer: Result<Response<T>, Status>,
    ) -> anyhow::Result<T> {
        self.begin(what, rpc);
        let answer = answer
            .with_context(|| format!("{rpc} failed"))?
            .into_inner();
        terminal::line(&format!("   answer   {answer:?}"));
        Ok(answer)
    }

    /// Notes a call that has to be refused for a reason.
    pub(crate) fn refusal<T: Debug>(
        &mut self,
        what: &str,
        rpc: &str,
        reason: Reason,
        answer: Result<Response<T>, Status>,
    ) -> anyhow::Result<()> {
        self.begin(what, rpc);
        match answer {
            Err(status) if read::reason(&status) == Some(reason) => {
                terminal::line(&format!("   refused  {}", reason.as_str_name()));
                Ok(())
            }
            Err(status) => Err(status).with_context(|| format!("{rpc}: another refusal")),
            Ok(answer) => bail!("{rpc} was not refused: {:?}", answer.into_inner()),
        }
    }

    /// Notes something that is done with several calls.
    pub(crate) fn begin(&mut self, what: &str, rpc: &str) {
        self.steps += 1;
        terminal::line(&format!("\n{:>2}. {what}\n   call     {rpc}", self.steps));
    }
}

/// Shows a message that arrived: it is the person's own.
pub(crate) fn show(message: &Message) {
    terminal::line(&format!("   message  to {}", message.to));
    for line in message.text.lines() {
        terminal::line(&format!("            {line}"));
    }
}
