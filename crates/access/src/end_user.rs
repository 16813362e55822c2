//! The person whom a call acts for.

use kabinet_env::id::{AccountId, SessionId};
use time::OffsetDateTime;

/// A person who has logged in, as their access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndUser {
    /// Account of the person.
    pub account_id: AccountId,
    /// Session that the token belongs to.
    pub session_id: SessionId,
    /// When the person last proved who they are.
    pub auth_time: OffsetDateTime,
    /// Methods of that proof (RFC 8176).
    pub amr: Vec<String>,
    /// Assurance of that proof.
    pub acr: String,
    /// Number of the account's set of credentials when the token was made.
    pub epoch: i64,
    /// Front end that the token was made for.
    pub client_id: String,
}

impl EndUser {
    /// Returns the person of a request whose rule demands one and that passed the access layer.
    pub fn of<T>(request: &tonic::Request<T>) -> &Self {
        let end_user = request.extensions().get();
        end_user.expect("the access layer verified the token that the RPC's rule demands")
    }
}
