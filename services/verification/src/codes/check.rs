use std::time::Duration;

use kabinet_domain::Channel;
use kabinet_env::id::VerificationId;
use time::OffsetDateTime;

use super::{Codes, Error, name};
use crate::domain::{Handle, State, Tag};

/// What the code would have to match on one channel.
pub(crate) struct Candidate {
    /// The channel.
    pub channel: Channel,
    /// MAC of the given code.
    pub check_mac: String,
    /// Tag under which an approval by this MAC and key answers its repeats.
    pub approval_tag: String,
}

/// A check of one code.
pub(crate) struct Check<'a> {
    /// The verification.
    pub handle: &'a Handle,
    /// Name of the caller.
    pub caller: &'a str,
    /// Tag of the person's network.
    pub network_tag: Option<Tag>,
    /// One candidate per channel.
    pub candidates: &'a [Candidate],
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Checked {
    /// The code is right, now or at an earlier, identical request.
    Approved {
        /// Id of the verification.
        id: VerificationId,
        /// Channel whose code it was.
        channel: Channel,
        /// When it was approved.
        approve_time: OffsetDateTime,
        /// Version of the policy at the start.
        policy_version: u32,
        /// Attempts, this one included.
        attempts: i16,
        /// Sealed destination of the channel.
        destination: Vec<u8>,
        /// Time of Redis at this answer.
        now: OffsetDateTime,
    },
    /// The code is wrong.
    Wrong {
        /// Id of the verification.
        id: VerificationId,
        /// Attempts that are left.
        attempts_left: u32,
        /// Attempts, this one included.
        attempts: i16,
        /// When it was compared.
        time: OffsetDateTime,
    },
    /// No such verification of this caller.
    Missing,
    /// Approved already, for another key.
    Used,
    /// The verification has ended.
    Ended(State),
    /// The subject guessed wrong too often.
    Locked(Duration),
    /// A limit refuses.
    Limited(String, Duration),
}

impl Codes {
    /// Counts an attempt, then compares.
    pub(crate) async fn check(&self, check: &Check<'_>) -> Result<Checked, Error> {
        let keys = [
            self.record(check.handle.subject_tag, check.handle.record_key),
            self.failures(check.handle.subject_tag),
        ];
        let network_tag = check.network_tag.map(|tag| tag.to_string());
        let owner = check.handle.owner(check.caller);
        let mut arguments = vec![
            self.prefix.as_bytes(),
            &self.rules.of(check.handle.purpose).check,
            owner.as_bytes(),
            network_tag.as_deref().unwrap_or_default().as_bytes(),
        ];
        for candidate in check.candidates {
            arguments.push(name(candidate.channel));
            arguments.push(candidate.check_mac.as_bytes());
            arguments.push(candidate.approval_tag.as_bytes());
        }
        let keys = keys.each_ref().map(String::as_str);
        let mut reply = self.call("otp_check", &keys, &arguments).await?;
        match reply.text("word")?.as_str() {
            "APPROVED" => Ok(Checked::Approved {
                id: reply.id()?,
                channel: reply.channel()?,
                approve_time: reply.time("approve time")?,
                policy_version: reply.parse("policy version")?,
                attempts: reply.parse("attempts")?,
                destination: reply.bytes("destination")?,
                now: reply.time("now")?,
            }),
            "WRONG" => Ok(Checked::Wrong {
                id: reply.id()?,
                attempts_left: reply.parse("attempts left")?,
                attempts: reply.parse("attempts")?,
                time: reply.time("time")?,
            }),
            "MISSING" => Ok(Checked::Missing),
            "USED" => Ok(Checked::Used),
            "ENDED" => Ok(Checked::Ended(reply.state()?)),
            "LOCKED" => Ok(Checked::Locked(reply.wait()?)),
            "LIMITED" => Ok(Checked::Limited(reply.text("limit")?, reply.wait()?)),
            _ => Err(Error::Malformed("word")),
        }
    }
}
