use kabinet_domain::{Channel, Contact};
use kabinet_env::Env;
use kabinet_env::id::VerificationId;
use kabinet_seal::{OpenError, Place};

use super::Vault;

/// Why sealed data cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// It was sealed for another place, or with a key that is gone.
    #[error("a sealed value does not open")]
    Open(#[source] OpenError),
    /// What was sealed is not what it should be.
    #[error("a sealed value is corrupt under its seal")]
    Corrupt,
}

impl Vault {
    /// Seals a destination for the queue and the record.
    pub(crate) fn seal_destination(
        &self,
        env: &Env,
        id: VerificationId,
        destination: &Contact,
    ) -> Vec<u8> {
        let row = code_row(id, destination.channel());
        self.destinations
            .seal(env, code_place(&row), destination.value().as_bytes())
    }

    /// Opens a destination that was sealed for this verification and channel.
    pub(crate) fn open_destination(
        &self,
        id: VerificationId,
        channel: Channel,
        sealed: &[u8],
    ) -> Result<Contact, Error> {
        let value = self
            .destinations
            .open(code_place(&code_row(id, channel)), sealed)
            .map_err(Error::Open)?;
        contact(channel, &value)
    }
}

pub(super) fn contact(channel: Channel, value: &[u8]) -> Result<Contact, Error> {
    let text = str::from_utf8(value).map_err(|_| Error::Corrupt)?;
    Contact::parse(channel.contact_kind(), text).map_err(|_| Error::Corrupt)
}

fn code_row(id: VerificationId, channel: Channel) -> Vec<u8> {
    let mut row = id.uuid().as_bytes().to_vec();
    row.extend_from_slice(channel.as_str().as_bytes());
    row
}

fn code_place(row: &[u8]) -> Place<'_> {
    Place {
        table: "verification.delivery",
        column: "destination",
        row,
        version: 1,
    }
}
