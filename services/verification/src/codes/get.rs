use kabinet_env::id::VerificationId;
use time::OffsetDateTime;

use super::{Codes, Error};
use crate::domain::{Handle, Purpose, Tag, Verification};

/// A record as it stands.
pub(crate) struct Found {
    /// What its starter may know.
    pub verification: Verification,
    /// Randomness of its codes.
    pub nonce: Vec<u8>,
    /// Attempts so far.
    pub attempts: i16,
    /// When it ended, or will.
    pub end_time: OffsetDateTime,
}

/// What came of a cancellation.
pub(crate) enum Cancelled {
    /// It ended now.
    Now {
        /// Id of the verification.
        id: VerificationId,
        /// Attempts so far.
        attempts: i16,
        /// When it ended.
        time: OffsetDateTime,
    },
    /// It had ended before.
    Before,
    /// No such verification of this caller.
    Missing,
}

impl Codes {
    /// Reads the record of a verification that the caller started.
    pub(crate) async fn get(&self, handle: &Handle, caller: &str) -> Result<Option<Found>, Error> {
        let tags = (handle.subject_tag, handle.record_key);
        self.find(handle.purpose, tags, &handle.owner(caller)).await
    }

    /// Reads the record of a verification, whoever started it, for the service itself.
    pub(crate) async fn get_own(
        &self,
        id: VerificationId,
        purpose: Purpose,
        tags: (Tag, Tag),
    ) -> Result<Option<Found>, Error> {
        let found = self.find(purpose, tags, "").await?;
        Ok(found.filter(|found| found.verification.id == id))
    }

    async fn find(
        &self,
        purpose: Purpose,
        (subject_tag, record_key): (Tag, Tag),
        owner: &str,
    ) -> Result<Option<Found>, Error> {
        let key = self.record(subject_tag, record_key);
        let rules = &self.rules.of(purpose).send;
        let arguments = [self.prefix.as_bytes(), rules, owner.as_bytes()];
        let mut reply = self.call("otp_get", &[&key], &arguments).await?;
        match reply.text("word")?.as_str() {
            "FOUND" => Ok(Some(Found {
                verification: reply.verification()?,
                nonce: reply.bytes("nonce")?,
                attempts: reply.parse("attempts")?,
                end_time: reply.time("end time")?,
            })),
            "MISSING" => Ok(None),
            _ => Err(Error::Malformed("word")),
        }
    }

    /// Ends a verification of the caller; its codes are void.
    pub(crate) async fn cancel(&self, handle: &Handle, caller: &str) -> Result<Cancelled, Error> {
        let key = self.record(handle.subject_tag, handle.record_key);
        let owner = handle.owner(caller);
        let mut reply = self
            .call("otp_cancel", &[&key], &[owner.as_bytes()])
            .await?;
        match reply.text("word")?.as_str() {
            "CANCELED" => Ok(Cancelled::Now {
                id: reply.id()?,
                attempts: reply.parse("attempts")?,
                time: reply.time("time")?,
            }),
            "ENDED" => Ok(Cancelled::Before),
            "MISSING" => Ok(Cancelled::Missing),
            _ => Err(Error::Malformed("word")),
        }
    }
}
