use std::time::Duration;

use kabinet_domain::{Channel, Language};
use kabinet_env::id::VerificationId;

use super::{Codes, Error};
use crate::domain::{Disclosure, Message, Mode, Purpose, Tag, Verification, owner};

/// A record that is to be made.
pub(crate) struct New<'a> {
    /// Tag of the subject.
    pub subject_tag: Tag,
    /// Tag of the record: the same for every repeat of the request.
    pub record_key: Tag,
    /// Fingerprint of the request.
    pub fingerprint: &'a str,
    /// Tag of the caller's network.
    pub network_tag: Option<Tag>,
    /// Id of the verification, should it be made.
    pub id: VerificationId,
    /// Name of the starter.
    pub caller: &'a str,
    /// What the code is for.
    pub purpose: Purpose,
    /// Version of the policy.
    pub policy_version: u32,
    /// Key of the code and the MACs.
    pub kid: &'a str,
    /// Randomness of the codes.
    pub nonce: [u8; 16],
    /// MAC of the binding.
    pub binding_mac: &'a str,
    /// Channel of the first message.
    pub channel: Channel,
    /// Tag of the destination.
    pub destination_tag: Tag,
    /// Sealed destination.
    pub destination: &'a [u8],
    /// MAC of the code.
    pub check_mac: &'a str,
    /// Language of the messages.
    pub language: Language,
    /// Whether messages are really sent.
    pub mode: Mode,
    /// Whether answers may tell what becomes of them.
    pub disclosure: Disclosure,
    /// Whether the starter takes the subject for the owner of the destination.
    pub known_subject: bool,
}

/// What came of it.
pub(crate) enum Put {
    /// The record stands, now or since an earlier, identical request.
    Stands(Verification, Message),
    /// The request id was used with another body.
    Conflict,
    /// The counters were lost and have to be built again first.
    EpochMissing,
    /// The subject guessed wrong too often.
    Locked(Duration),
    /// The destination got a message a moment ago.
    TooSoon(Duration),
    /// A limit refuses.
    Limited(String, Duration),
}

impl Codes {
    /// Makes the record of a verification, or finds the one that the same request made.
    pub(crate) async fn put(&self, new: &New<'_>) -> Result<Put, Error> {
        let keys = [
            self.record(new.subject_tag, new.record_key),
            self.failures(new.subject_tag),
            self.epoch(),
        ];
        let channel = new.channel.as_str();
        let [tag_field, destination_field, mac_field, known_field] =
            ["tag", "destination", "mac", "known"].map(|name| format!("{name}:{channel}"));
        let destination_tag = new.destination_tag.to_string();
        let subject_tag = new.subject_tag.to_string();
        let network_tag = new
            .network_tag
            .map(|tag| tag.to_string())
            .unwrap_or_default();
        let id = new.id.to_string();
        let owner = owner(new.id, new.caller);
        let policy_version = new.policy_version.to_string();
        let arguments: [&[u8]; 35] = [
            self.prefix.as_bytes(),
            &self.rules.of(new.purpose).send,
            new.fingerprint.as_bytes(),
            subject_tag.as_bytes(),
            network_tag.as_bytes(),
            b"id",
            id.as_bytes(),
            b"owner",
            owner.as_bytes(),
            b"purpose",
            new.purpose.as_str().as_bytes(),
            b"policy",
            policy_version.as_bytes(),
            b"kid",
            new.kid.as_bytes(),
            b"nonce",
            &new.nonce,
            b"binding",
            new.binding_mac.as_bytes(),
            b"channel",
            channel.as_bytes(),
            tag_field.as_bytes(),
            destination_tag.as_bytes(),
            destination_field.as_bytes(),
            new.destination,
            mac_field.as_bytes(),
            new.check_mac.as_bytes(),
            b"language",
            new.language.as_str().as_bytes(),
            b"mode",
            new.mode.as_str().as_bytes(),
            b"disclosure",
            new.disclosure.as_str().as_bytes(),
            known_field.as_bytes(),
            if new.known_subject { b"1" } else { b"0" },
        ];
        let keys = keys.each_ref().map(String::as_str);
        let mut reply = self.call("otp_put", &keys, &arguments).await?;
        match reply.text("word")?.as_str() {
            word @ ("CREATED" | "REPLAYED") => {
                let (verification, message) = (reply.verification()?, reply.message()?);
                if word == "CREATED" {
                    self.watch_budget(&message, reply.budget()?);
                }
                Ok(Put::Stands(verification, message))
            }
            "CONFLICT" => Ok(Put::Conflict),
            "EPOCH" => Ok(Put::EpochMissing),
            "LOCKED" => Ok(Put::Locked(reply.wait()?)),
            "TOO_SOON" => Ok(Put::TooSoon(reply.wait()?)),
            "LIMITED" => Ok(Put::Limited(reply.text("limit")?, reply.wait()?)),
            _ => Err(Error::Malformed("word")),
        }
    }
}
