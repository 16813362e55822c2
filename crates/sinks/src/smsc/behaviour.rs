use std::time::Duration;

use rusmpp::CommandStatus;

/// Says how the SMS sink treats its clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes every message and reports its delivery at once.
    #[default]
    Normal,
    /// Reads and never answers, whatever it is asked.
    Silent,
    /// Takes one thing after the other, and so long for each.
    Slow(Duration),
    /// Refuses so many submissions with `ESME_RTHROTTLED`, then is normal.
    Throttle(u32),
    /// Refuses every submission with the given status.
    RejectAll(CommandStatus),
    /// Takes the message and cuts the connection instead of saying so; the receipt waits for the
    /// next bind.
    CutAfterAccept,
    /// Takes every message and reports its delivery later.
    DelayReceipts(Duration),
    /// Takes every message and never reports its delivery.
    NoReceipts,
    /// Takes every message and reports that it could not be delivered.
    Undeliverable,
}

impl Behaviour {
    /// Decides about the next submission.
    pub(super) fn decide(&mut self) -> Decision {
        let accept = |outcome, receipt_delay| Decision::Accept {
            outcome,
            receipt_delay,
            reply: Reply::Sent,
        };
        match *self {
            Self::Normal | Self::Silent | Self::Slow(_) | Self::Throttle(0) => {
                accept(Outcome::Delivered, Some(Duration::ZERO))
            }
            Self::Throttle(left) => {
                *self = match left {
                    1 => Self::Normal,
                    _ => Self::Throttle(left - 1),
                };
                Decision::Refuse(CommandStatus::EsmeRthrottled)
            }
            Self::RejectAll(status) => Decision::Refuse(status),
            Self::CutAfterAccept => Decision::Accept {
                outcome: Outcome::Delivered,
                receipt_delay: Some(Duration::ZERO),
                reply: Reply::CutOff,
            },
            Self::DelayReceipts(delay) => accept(Outcome::Delivered, Some(delay)),
            Self::NoReceipts => accept(Outcome::Delivered, None),
            Self::Undeliverable => accept(Outcome::Undeliverable, Some(Duration::ZERO)),
        }
    }
}

/// Says what becomes of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Accept {
        outcome: Outcome,
        receipt_delay: Option<Duration>,
        reply: Reply,
    },
    Refuse(CommandStatus),
}

/// Says what became of an accepted message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Delivered,
    Undeliverable,
}

/// Says whether the client learns that its message was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Sent,
    CutOff,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throttling_ends_after_its_count() {
        let mut behaviour = Behaviour::Throttle(2);
        let throttled = Decision::Refuse(CommandStatus::EsmeRthrottled);
        assert_eq!(behaviour.decide(), throttled);
        assert_eq!(behaviour.decide(), throttled);
        assert_eq!(behaviour, Behaviour::Normal);
        assert!(matches!(behaviour.decide(), Decision::Accept { .. }));
    }
}
