use kabinet_domain::Channel;
use tokio::sync::Notify;

/// Tells the delivery workers of this process that a message was queued.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    sms: Notify,
    email: Notify,
}

impl Wake {
    /// Returns the channel's signal.
    pub(crate) fn of(&self, channel: Channel) -> &Notify {
        match channel {
            Channel::Sms => &self.sms,
            Channel::Email => &self.email,
        }
    }
}
