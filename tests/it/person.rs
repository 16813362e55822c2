//! A person and what they do. Every verb remembers its request: the same verb again is the same
//! request again, as a front end repeats it that got no answer.

mod contacts;
mod credentials;
mod identity;
mod linking;
mod looking;
mod notices;
mod reading;
mod recovery;
mod registration;
mod session;
mod step;
mod wanted;

use kabinet_proto::{
    identity::v1::{
        ChangePasswordRequest, CompleteRecoveryRequest, ConfirmRegistrationRequest, LoginRequest,
        MatchPersonalDataRequest, RemindLoginRequest, SendConfirmationRequest, SessionGrant,
        StartRecoveryRequest, StartRegistrationRequest, SubmitContactsRequest,
        SubmitPersonalDataRequest, VerifyRecoveryCodeRequest,
    },
    profile::v1::{
        ConfirmContactPointRequest, ReplaceContactPointRequest, StartConfirmationRequest,
    },
    subscriptions::v1::{StartLinkRequest, SubmitProofRequest, SwitchChallengeRequest},
    types::v1::{Channel, PersonalData},
};

use self::reading::Inbox;
pub(crate) use self::{
    contacts::undoes_contact_change,
    identity::letters,
    linking::LinkStep,
    reading::{action_tokens_at, codes_at},
    recovery::{cancels_recovery, reports_not_me},
    step::Step,
    wanted::Wanted,
};

/// A person who registers, logs in and adds services. Nobody real.
pub(crate) struct Person {
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) mobile: String,
    pub(crate) email: String,
    pub(crate) personal_data: PersonalData,
    network_address: String,
    requests: Box<Requests>,
    inbox: Inbox,
    /// What the person types as the code.
    pub(crate) code: String,
    pub(crate) registration_id: String,
    pub(crate) resume_token: String,
    /// The newest session.
    pub(crate) grant: SessionGrant,
    /// What the person calls the services that they add.
    pub(crate) label: String,
    /// The newest link.
    pub(crate) link_id: String,
    /// The newest recovery.
    recovery_id: String,
    recovery_token: String,
    recovery_ticket: String,
}

/// The newest request of each kind.
#[derive(Default)]
struct Requests {
    start: Option<StartRegistrationRequest>,
    personal_data: Option<SubmitPersonalDataRequest>,
    contacts: Option<SubmitContactsRequest>,
    send: Option<SendConfirmationRequest>,
    confirm: Option<ConfirmRegistrationRequest>,
    login: Option<LoginRequest>,
    start_link: Option<StartLinkRequest>,
    submit_proof: Option<SubmitProofRequest>,
    switch_challenge: Option<SwitchChallengeRequest>,
    change_password: Option<ChangePasswordRequest>,
    start_recovery: Option<StartRecoveryRequest>,
    verify_recovery: Option<VerifyRecoveryCodeRequest>,
    match_personal_data: Option<MatchPersonalDataRequest>,
    complete_recovery: Option<CompleteRecoveryRequest>,
    remind_login: Option<RemindLoginRequest>,
    replace_contact: Option<ReplaceContactPointRequest>,
    start_confirmation: Option<StartConfirmationRequest>,
    confirm_contact: Option<ConfirmContactPointRequest>,
}

impl Person {
    /// Forgets the earlier requests: the next verb is a new request.
    pub(crate) fn starts_over(&mut self) {
        *self.requests = Requests::default();
    }

    /// Forgets how they asked for a code: the next time is a new request.
    pub(crate) fn asks_anew(&mut self) {
        self.requests.send = None;
        self.requests.start_recovery = None;
        self.requests.start_confirmation = None;
    }

    /// Returns the address that messages of the channel go to.
    pub(crate) fn address(&self, channel: Channel) -> &str {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms | Channel::Unspecified => &self.mobile,
        }
    }
}
