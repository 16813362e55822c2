use rusmpp::pdus::{
    BindReceiver, BindReceiverResp, BindTransceiver, BindTransceiverResp, BindTransmitter,
    BindTransmitterResp,
};
use rusmpp::types::COctetString;
use rusmpp::values::InterfaceVersion;
use rusmpp::{CommandStatus, Pdu};

use super::credentials::Credentials;

/// Says what a bound client may do (SMPP 3.4, section 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Transmitter,
    Receiver,
    Transceiver,
}

impl Role {
    pub(super) fn submits(self) -> bool {
        matches!(self, Self::Transmitter | Self::Transceiver)
    }

    pub(super) fn receives(self) -> bool {
        matches!(self, Self::Receiver | Self::Transceiver)
    }

    /// Writes the answer to a bind for this role.
    pub(super) fn response(self, credentials: &Credentials) -> Pdu {
        let system_id = COctetString::from_string(credentials.system_id().to_owned())
            .expect("credentials fit into a bind");
        let version = Some(InterfaceVersion::Smpp3_4);
        match self {
            Self::Transmitter => BindTransmitterResp::new(system_id, version).into(),
            Self::Receiver => BindReceiverResp::new(system_id, version).into(),
            Self::Transceiver => BindTransceiverResp::new(system_id, version).into(),
        }
    }
}

/// Holds what a client asks for in a bind.
pub(super) struct Bind {
    pub(super) role: Role,
    system_id: COctetString<1, 16>,
    password: COctetString<1, 9>,
}

impl Bind {
    /// Says with which status the bind is answered.
    pub(super) fn check(&self, credentials: &Credentials) -> CommandStatus {
        if self.system_id.as_str() != credentials.system_id() {
            CommandStatus::EsmeRinvsysid
        } else if self.password.as_str() != credentials.password() {
            CommandStatus::EsmeRinvpaswd
        } else {
            CommandStatus::EsmeRok
        }
    }
}

impl From<BindTransmitter> for Bind {
    fn from(bind: BindTransmitter) -> Self {
        Self {
            role: Role::Transmitter,
            system_id: bind.system_id,
            password: bind.password,
        }
    }
}

impl From<BindReceiver> for Bind {
    fn from(bind: BindReceiver) -> Self {
        Self {
            role: Role::Receiver,
            system_id: bind.system_id,
            password: bind.password,
        }
    }
}

impl From<BindTransceiver> for Bind {
    fn from(bind: BindTransceiver) -> Self {
        Self {
            role: Role::Transceiver,
            system_id: bind.system_id,
            password: bind.password,
        }
    }
}
