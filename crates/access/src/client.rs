//! Keys and sessions as identity's `SessionService` tells them.

use bytes::Bytes;
use futures::future::BoxFuture;
use http_body::Body;
use kabinet_proto::identity::v1::session_service_client::SessionServiceClient;
use kabinet_proto::identity::v1::{GetSigningKeysRequest, IntrospectRequest, SigningKey};
use tonic::codegen::StdError;

use crate::{EndUser, KeySource, PublicKeys, SessionStatus, Unavailable};

/// Asks identity over a transport: a `tonic` channel, or a peer that sets deadline and caller.
#[derive(Clone, Debug)]
pub(crate) struct IdentityClient<T> {
    sessions: SessionServiceClient<T>,
}

/// What a transport to identity can do.
pub trait Transport:
    tonic::client::GrpcService<
        tonic::body::Body,
        ResponseBody: Body<Data = Bytes, Error: Into<StdError> + Send> + Send + 'static,
        Error: Into<StdError>,
        Future: Send,
    > + Clone
    + Send
    + Sync
    + 'static
{
}

impl<T> Transport for T where
    T: tonic::client::GrpcService<
            tonic::body::Body,
            ResponseBody: Body<Data = Bytes, Error: Into<StdError> + Send> + Send + 'static,
            Error: Into<StdError>,
            Future: Send,
        > + Clone
        + Send
        + Sync
        + 'static
{
}

impl<T: Transport> IdentityClient<T> {
    /// Asks over this transport.
    pub(crate) fn new(transport: T) -> Self {
        Self {
            sessions: SessionServiceClient::new(transport),
        }
    }
}

impl<T: Transport> KeySource for IdentityClient<T> {
    fn public_keys(&self) -> BoxFuture<'_, Result<PublicKeys, Unavailable>> {
        let mut sessions = self.sessions.clone();
        Box::pin(async move {
            let answer = sessions.get_signing_keys(GetSigningKeysRequest {}).await;
            let keys = answer.map_err(Unavailable::new)?.into_inner().keys;
            keys.into_iter().map(public_key).collect()
        })
    }
}

impl<T: Transport> SessionStatus for IdentityClient<T> {
    fn is_active<'a>(
        &'a self,
        token: &'a str,
        user: &'a EndUser,
    ) -> BoxFuture<'a, Result<bool, Unavailable>> {
        let mut sessions = self.sessions.clone();
        let request = IntrospectRequest {
            access_token: token.to_owned(),
        };
        Box::pin(async move {
            let answer = sessions.introspect(request).await;
            let answer = answer.map_err(Unavailable::new)?.into_inner();
            Ok(answer.active && answer.session_id == user.session_id.to_string())
        })
    }
}

fn public_key(key: SigningKey) -> Result<(String, [u8; 32]), Unavailable> {
    let public_key = key
        .public_key
        .try_into()
        .map_err(|_| Unavailable::new("identity told a key that is not 32 bytes long"))?;
    Ok((key.key_id, public_key))
}

#[cfg(test)]
mod tests;
