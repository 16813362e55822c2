use kabinet_proto::types::v1::ClientContext;
use kabinet_seal::token::SecretToken;

use crate::domain::place::Place;
use crate::vault::Vault;

/// The device that a call serves, and the front end that it came through.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// Front end, such as `gateway/web`.
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) device_token: Option<SecretToken>,
    /// What peers are told: everything but the device token.
    pub(crate) context: ClientContext,
}

impl Client {
    pub(crate) fn new(name: String, context: Option<ClientContext>) -> Self {
        let context = context.unwrap_or_default();
        Self {
            name,
            place: Place::new(&context.network_address, &context.user_agent),
            device_token: Vault::parse_device_token(&context.device_token),
            context: ClientContext {
                device_token: String::new(),
                ..context
            },
        }
    }

    pub(crate) fn device_hash(&self) -> Option<[u8; 32]> {
        self.device_token.as_ref().map(SecretToken::sha256)
    }
}
