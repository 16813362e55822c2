//! The requests that a person remembers.

use kabinet_proto::{
    identity::v1::{
        ChangePasswordRequest, CompleteRecoveryRequest, ConfirmRegistrationRequest, LoginRequest,
        MatchPersonalDataRequest, RemindLoginRequest, SendConfirmationRequest,
        StartRecoveryRequest, StartRegistrationRequest, SubmitContactsRequest,
        SubmitPersonalDataRequest, VerifyRecoveryCodeRequest,
    },
    profile::v1::{
        ConfirmContactPointRequest, ReplaceContactPointRequest, StartConfirmationRequest,
    },
    subscriptions::v1::{StartLinkRequest, SubmitProofRequest, SwitchChallengeRequest},
};

/// The newest request of each kind.
#[derive(Default)]
pub(super) struct Requests {
    pub(super) start: Option<StartRegistrationRequest>,
    pub(super) personal_data: Option<SubmitPersonalDataRequest>,
    pub(super) contacts: Option<SubmitContactsRequest>,
    pub(super) send: Option<SendConfirmationRequest>,
    pub(super) confirm: Option<ConfirmRegistrationRequest>,
    pub(super) login: Option<LoginRequest>,
    pub(super) start_link: Option<StartLinkRequest>,
    pub(super) submit_proof: Option<SubmitProofRequest>,
    pub(super) switch_challenge: Option<SwitchChallengeRequest>,
    pub(super) change_password: Option<ChangePasswordRequest>,
    pub(super) start_recovery: Option<StartRecoveryRequest>,
    pub(super) verify_recovery: Option<VerifyRecoveryCodeRequest>,
    pub(super) match_personal_data: Option<MatchPersonalDataRequest>,
    pub(super) complete_recovery: Option<CompleteRecoveryRequest>,
    pub(super) remind_login: Option<RemindLoginRequest>,
    pub(super) replace_contact: Option<ReplaceContactPointRequest>,
    pub(super) start_confirmation: Option<StartConfirmationRequest>,
    pub(super) confirm_contact: Option<ConfirmContactPointRequest>,
}

/// Returns the newest request if it says the same, and else one that is made and remembered.
pub(super) fn same_or_new<R: Clone>(
    newest: &mut Option<R>,
    is_same: impl FnOnce(&R) -> bool,
    make: impl FnOnce() -> R,
) -> R {
    let request = newest.take().filter(is_same).unwrap_or_else(make);
    newest.insert(request).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_that_says_the_same_is_the_same_and_another_takes_its_place() {
        let mut newest = None;
        assert_eq!(same_or_new(&mut newest, |_| true, || 1), 1);
        assert_eq!(same_or_new(&mut newest, |_| true, || 2), 1);
        assert_eq!(same_or_new(&mut newest, |_| false, || 3), 3);
        assert_eq!(newest, Some(3));
    }
}
