use kabinet_domain::Contact;

use super::resend_code::{Error, finish};
use super::{App, Failure, Request};
use crate::codes::{Resend, Switch};
use crate::domain::{Binding, Verification};

/// A message over another channel that is wanted.
pub(crate) struct Input {
    /// Who asks, and under which id.
    pub request: Request,
    /// Handle of the verification.
    pub handle: String,
    /// What the codes are bound to, as at the start.
    pub binding: Binding,
    /// Where the next code goes.
    pub destination: Contact,
}

/// Sends a code over another channel. Attempts stay spent, the earlier code stays valid.
pub(crate) async fn run(app: &App, input: Input) -> Result<Verification, Error> {
    let secrets = &app.secrets;
    let handle = secrets.open_handle(&input.handle).ok_or(Error::Missing)?;
    if !app.policy.reaches(&input.destination) {
        return Err(Error::Destination);
    }
    // The nonce is only in the record: the one use case that reads before it writes.
    let found = app
        .codes
        .get(&handle, &input.request.caller)
        .await
        .map_err(Failure::from)?
        .ok_or(Error::Missing)?;
    let (id, channel) = (handle.verification_id, input.destination.channel());
    let code = secrets
        .code_seed(&handle.kid, &found.nonce, id, &input.destination)
        .ok_or(Error::Missing)?
        .code(app.policy.code_length(channel));
    let caller = &input.request.caller;
    let check_mac = secrets
        .check_mac(&handle.kid, id, caller, &input.binding, channel, &code)
        .ok_or(Error::Missing)?;
    let binding_mac = secrets
        .binding_mac(&handle.kid, &input.binding)
        .ok_or(Error::Missing)?;
    let switch = Switch {
        resend: Resend {
            handle: &handle,
            caller,
            request_tag: input
                .request
                .tag(secrets, "SwitchChannel", &handle.record_key.0),
            fingerprint: &input.request.fingerprint(secrets),
        },
        binding_mac: &binding_mac,
        channel,
        destination_tag: secrets.destination_tag(&input.destination),
        destination: &secrets.seal_destination(&app.env, id, &input.destination),
        check_mac: &check_mac,
    };
    let sent = app.codes.switch(&switch).await.map_err(Failure::from)?;
    finish(app, &handle, sent).await
}
