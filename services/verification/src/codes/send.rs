use std::time::Duration;

use kabinet_domain::Channel;

use super::{Codes, Error, name};
use crate::domain::{Handle, Message, Mode, State, Tag, Verification};

/// A further message over the channel of the newest one.
pub(crate) struct Resend<'a> {
    /// The verification.
    pub handle: &'a Handle,
    /// Name of the caller.
    pub caller: &'a str,
    /// Tag of the request.
    pub request_tag: Tag,
    /// Fingerprint of the request.
    pub fingerprint: &'a str,
}

/// A message over another channel.
pub(crate) struct Switch<'a> {
    /// The request, as for a resend.
    pub resend: Resend<'a>,
    /// MAC of the binding.
    pub binding_mac: &'a str,
    /// The channel.
    pub channel: Channel,
    /// Tag of the destination.
    pub destination_tag: Tag,
    /// Sealed destination.
    pub destination: &'a [u8],
    /// MAC of the channel's code.
    pub check_mac: &'a str,
    /// Whether it is really sent.
    pub mode: Mode,
    /// Whether the starter takes the subject for the owner of the destination.
    pub known_subject: bool,
}

/// What came of it.
pub(crate) enum Sent {
    /// The message is to be queued, now or since an earlier, identical request.
    Queue(Verification, Message),
    /// The request id was used with another body.
    Conflict,
    /// No such verification of this caller, or another binding.
    Missing,
    /// The verification has ended.
    Ended(State),
    /// All messages are sent.
    Spent(Duration),
    /// Too little life is left.
    TooLate,
    /// The destination got a message a moment ago.
    TooSoon(Duration),
    /// A limit refuses.
    Limited(String, Duration),
    /// The channel goes to another destination already.
    OtherDestination,
}

impl Codes {
    /// Counts a further message over the same channel.
    pub(crate) async fn resend(&self, resend: &Resend<'_>) -> Result<Sent, Error> {
        let tag = resend.request_tag.to_string();
        self.send("otp_resend", resend, &tag, &[]).await
    }

    /// Counts a message over another channel and keeps the MAC of its code.
    pub(crate) async fn switch(&self, switch: &Switch<'_>) -> Result<Sent, Error> {
        let tag = switch.resend.request_tag.to_string();
        let destination_tag = switch.destination_tag.to_string();
        let further = [
            switch.binding_mac.as_bytes(),
            name(switch.channel),
            destination_tag.as_bytes(),
            switch.destination,
            switch.check_mac.as_bytes(),
            switch.mode.as_str().as_bytes(),
            if switch.known_subject { b"1" } else { b"0" },
        ];
        self.send("otp_switch", &switch.resend, &tag, &further)
            .await
    }

    async fn send(
        &self,
        function: &'static str,
        resend: &Resend<'_>,
        request_tag: &str,
        further: &[&[u8]],
    ) -> Result<Sent, Error> {
        let key = self.record(resend.handle.subject_tag, resend.handle.record_key);
        let owner = resend.handle.owner(resend.caller);
        let mut arguments = vec![
            self.prefix.as_bytes(),
            &self.rules.of(resend.handle.purpose).send,
            owner.as_bytes(),
            request_tag.as_bytes(),
            resend.fingerprint.as_bytes(),
        ];
        arguments.extend_from_slice(further);
        let mut reply = self.call(function, &[&key], &arguments).await?;
        match reply.text("word")?.as_str() {
            word @ ("SENT" | "REPLAYED") => {
                let (verification, message) = (reply.verification()?, reply.message()?);
                if word == "SENT" {
                    self.watch_budget(&message, reply.budget()?);
                }
                Ok(Sent::Queue(verification, message))
            }
            "CONFLICT" => Ok(Sent::Conflict),
            "MISSING" => Ok(Sent::Missing),
            "ENDED" => Ok(Sent::Ended(reply.state()?)),
            "SENDS_SPENT" => Ok(Sent::Spent(reply.wait()?)),
            "TOO_LATE" => Ok(Sent::TooLate),
            "TOO_SOON" => Ok(Sent::TooSoon(reply.wait()?)),
            "LIMITED" => Ok(Sent::Limited(reply.text("limit")?, reply.wait()?)),
            "OTHER_DESTINATION" => Ok(Sent::OtherDestination),
            _ => Err(Error::Malformed("word")),
        }
    }
}
