use super::resend_code::{Error, finish};
use super::{App, Failure, Request};
use crate::codes::{Resend, Switch};
use crate::domain::{Binding, Destination, Disclosure, Mode, Verification};

/// A message over another channel that is wanted.
pub(crate) struct Input {
    /// Who asks, and under which id.
    pub request: Request,
    /// Handle of the verification.
    pub handle: String,
    /// What the codes are bound to, as at the start.
    pub binding: Binding,
    /// Where the next code goes.
    pub destination: Destination,
    /// Whether it is really sent.
    pub mode: Mode,
    /// Whether the starter takes the subject for the owner of the destination.
    pub known_subject: bool,
}

/// Sends a code over another channel. Attempts stay spent, the earlier code stays valid.
pub(crate) async fn run(app: &App, input: Input) -> Result<Verification, Error> {
    let vault = &app.vault;
    let handle = vault.open_handle(&input.handle).ok_or(Error::Missing)?;
    let policy = app.policies.of(handle.purpose);
    // The nonce is only in the record: the one use case that reads before it writes.
    let found = app
        .codes
        .get(&handle, &input.request.caller)
        .await
        .map_err(Failure::from)?
        .ok_or(Error::Missing)?;
    let (destination, mode) = match input.destination.reached_by(policy) {
        Some(destination) => (destination, input.mode),
        None if found.verification.disclosure == Disclosure::Concealed => {
            (input.destination.stand_in(), Mode::Withhold)
        }
        None => return Err(Error::Destination),
    };
    let (id, channel) = (handle.verification_id, destination.channel());
    let code = vault
        .code_seed(&handle.kid, &found.nonce, id, &destination)
        .ok_or(Error::Missing)?
        .code(policy.code_length(channel));
    let caller = &input.request.caller;
    let check_mac = vault
        .check_mac(&handle.kid, id, caller, &input.binding, channel, &code)
        .ok_or(Error::Missing)?;
    let binding_mac = vault
        .binding_mac(&handle.kid, &input.binding)
        .ok_or(Error::Missing)?;
    let switch = Switch {
        resend: Resend {
            handle: &handle,
            caller,
            request_tag: input
                .request
                .tag(vault, "SwitchChannel", &handle.record_key.0),
            fingerprint: &input.request.fingerprint(vault),
        },
        binding_mac: &binding_mac,
        channel,
        destination_tag: vault.destination_tag(&destination),
        destination: &vault.seal_destination(&app.env, id, &destination),
        check_mac: &check_mac,
        mode,
        known_subject: input.known_subject,
    };
    let sent = app.codes.switch(&switch).await.map_err(Failure::from)?;
    finish(app, &handle, sent).await
}
