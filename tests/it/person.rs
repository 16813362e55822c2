//! A person and what they do. Every verb remembers its request: the same verb again is the same
//! request again, as a front end repeats it that got no answer.

mod identity;
mod linking;
mod looking;
mod notices;
mod reading;
mod registration;
mod session;
mod step;
mod wanted;

use kabinet_proto::{
    identity::v1::{
        ConfirmRegistrationRequest, LoginRequest, SendConfirmationRequest, SessionGrant,
        StartRegistrationRequest, SubmitContactsRequest, SubmitPersonalDataRequest,
    },
    subscriptions::v1::{StartLinkRequest, SubmitProofRequest, SwitchChallengeRequest},
    types::v1::{Channel, PersonalData},
};

use self::reading::Inbox;
pub(crate) use self::{
    identity::letters, linking::LinkStep, reading::codes_at, step::Step, wanted::Wanted,
};

/// A person who registers, logs in and adds services. Nobody real.
pub(crate) struct Person {
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) mobile: String,
    pub(crate) email: String,
    pub(crate) personal_data: PersonalData,
    network_address: String,
    requests: Requests,
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
}

impl Person {
    /// Forgets the earlier requests: the next verb is a new request.
    pub(crate) fn starts_over(&mut self) {
        self.requests = Requests::default();
    }

    /// Returns the address that messages of the channel go to.
    pub(crate) fn address(&self, channel: Channel) -> &str {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms | Channel::Unspecified => &self.mobile,
        }
    }
}
