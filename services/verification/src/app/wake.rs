use kabinet_domain::Channel;
use tokio::sync::Notify;

use crate::domain::Queue;

/// Tells the delivery workers of this process that a message was queued.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    sms_codes: Notify,
    email_codes: Notify,
    sms_notices: Notify,
    email_notices: Notify,
}

impl Wake {
    /// Returns the signal of a channel's queue.
    pub(crate) fn of(&self, queue: Queue, channel: Channel) -> &Notify {
        match (queue, channel) {
            (Queue::Codes, Channel::Sms) => &self.sms_codes,
            (Queue::Codes, Channel::Email) => &self.email_codes,
            (Queue::Notices, Channel::Sms) => &self.sms_notices,
            (Queue::Notices, Channel::Email) => &self.email_notices,
        }
    }
}
