use std::time::Duration;

use kabinet_domain::{Channel, Contact};

use super::Purpose;

const MINUTE: Duration = Duration::from_mins(1);

/// How many messages or verifications two windows may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendLimits {
    /// In any hour.
    pub per_hour: u32,
    /// In any 24 hours.
    pub per_day: u32,
}

/// The numbers of one purpose.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Version of the numbers, as proofs carry it.
    pub version: u32,
    /// Digits of a code in a text message.
    pub sms_code_length: u8,
    /// Digits of a code in an e-mail.
    pub email_code_length: u8,
    /// Life of a verification; nothing extends it.
    pub time_to_live: Duration,
    /// How long the record stays after its life, to answer repeats.
    pub tombstone: Duration,
    /// With less life than this left nothing is sent again.
    pub resend_floor: Duration,
    /// Codes that may be tried, over all messages and channels.
    pub attempts: u32,
    /// Messages of one verification.
    pub sends: u32,
    /// Waits between messages to one destination, the last one for all that follow.
    pub cooldown: Vec<Duration>,
    /// How long after its last message a destination starts over with the first wait.
    pub cooldown_reset: Duration,
    /// Text messages to one number.
    pub sms: SendLimits,
    /// E-mails to one address.
    pub email: SendLimits,
    /// Verifications of one subject.
    pub subject: SendLimits,
    /// Wrong codes of one subject in any 24 hours.
    pub failures_per_day: u32,
    /// Wrong codes of one subject without a right one in between (NIST SP 800-63B, 3.2.2).
    pub failures_in_a_row: u32,
    /// Verifications started from one network in any hour.
    pub network_starts_per_hour: u32,
    /// Wrong codes from one network in any hour.
    pub network_failures_per_hour: u32,
    /// Messages of the whole service, as a rate per day; those of known subjects count apart.
    pub messages_per_day: u32,
    /// Calling codes of the countries that text messages go to.
    pub countries: Vec<u16>,
}

/// The numbers of every purpose.
#[derive(Clone, Debug)]
pub(crate) struct Policies {
    /// Of registrations.
    pub registration: Policy,
    /// Of proofs of ownership.
    pub ownership: Policy,
    /// Of recoveries.
    pub recovery: Policy,
    /// Of contacts of an account.
    pub contact: Policy,
}

impl Policies {
    /// Returns the numbers of a purpose.
    pub(crate) fn of(&self, purpose: Purpose) -> &Policy {
        match purpose {
            Purpose::Registration => &self.registration,
            Purpose::Ownership => &self.ownership,
            Purpose::Recovery => &self.recovery,
            Purpose::Contact => &self.contact,
        }
    }

    /// Tells whether messages of any purpose are sent to the destination.
    pub(crate) fn reach(&self, destination: &Contact) -> bool {
        let mut purposes = Purpose::ALL.into_iter();
        purposes.any(|purpose| self.of(purpose).reaches(destination))
    }
}

impl Policy {
    /// Returns the numbers of proofs of ownership: longer codes, because a stranger may choose the
    /// contract, and more verifications, because one person adds several services.
    pub fn ownership() -> Self {
        Self {
            sms_code_length: 8,
            email_code_length: 8,
            subject: SendLimits {
                per_hour: 10,
                per_day: 30,
            },
            ..Self::default()
        }
    }

    /// Returns the numbers of recoveries: longer codes, because a stranger may choose the account,
    /// and more verifications, so that strangers do not use up those of its owner.
    pub fn recovery() -> Self {
        Self {
            sms_code_length: 8,
            email_code_length: 8,
            ..Self::contact()
        }
    }

    /// Returns the numbers of contacts of an account: more verifications, because one account has
    /// several contacts and mends their typos.
    pub fn contact() -> Self {
        Self {
            subject: SendLimits {
                per_hour: 10,
                per_day: 20,
            },
            ..Self::default()
        }
    }

    /// Returns the digits of a code on the channel.
    pub fn code_length(&self, channel: Channel) -> u8 {
        match channel {
            Channel::Sms => self.sms_code_length,
            Channel::Email => self.email_code_length,
        }
    }

    /// Tells whether messages are sent to the destination: text messages go to some countries only.
    pub(crate) fn reaches(&self, destination: &Contact) -> bool {
        match destination {
            Contact::Mobile(number) => self.countries.contains(&number.country()),
            Contact::Email(_) => true,
        }
    }

    /// Returns how many messages a destination of the channel may get.
    pub fn destination(&self, channel: Channel) -> SendLimits {
        match channel {
            Channel::Sms => self.sms,
            Channel::Email => self.email,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            version: 1,
            sms_code_length: 6,
            email_code_length: 8,
            time_to_live: 10 * MINUTE,
            tombstone: 10 * MINUTE,
            resend_floor: 2 * MINUTE,
            attempts: 5,
            sends: 4,
            cooldown: [30, 60, 120, 300, 900].map(Duration::from_secs).to_vec(),
            cooldown_reset: 60 * MINUTE,
            sms: SendLimits {
                per_hour: 5,
                per_day: 10,
            },
            email: SendLimits {
                per_hour: 10,
                per_day: 20,
            },
            subject: SendLimits {
                per_hour: 5,
                per_day: 10,
            },
            failures_per_day: 20,
            failures_in_a_row: 100,
            network_starts_per_hour: 20,
            network_failures_per_hour: 30,
            messages_per_day: 100_000,
            countries: vec![7],
        }
    }
}
