//! A person and what they do.

mod contacts;
mod credentials;
mod linking;
mod looking;
mod notices;
mod profile;
mod reading;
mod recovery;
mod registration;
mod requests;
mod session;
mod wanted;
mod who;

use kabinet_env::Env;
use kabinet_proto::{
    identity::v1::SessionGrant,
    types::v1::{Channel, ClientContext, PersonalData},
};

pub use self::{
    contacts::undoes_contact_change,
    recovery::{cancels_recovery, reports_not_me},
    wanted::Wanted,
    who::{Device, Who},
};
use self::{reading::Read, recovery::Recovery, requests::Requests};

/// A person who registers, logs in and adds services.
pub struct Person {
    /// Login name.
    pub login: String,
    /// What they type as the password.
    pub password: String,
    /// Mobile number.
    pub mobile: String,
    /// E-mail address.
    pub email: String,
    /// What they say about themselves.
    pub personal_data: PersonalData,
    /// What they call the services that they add.
    pub label: String,
    /// What they type as the code.
    pub code: String,
    /// The registration.
    pub registration_id: String,
    /// The token of the registration.
    pub resume_token: String,
    /// The newest session.
    pub grant: SessionGrant,
    /// The newest link.
    pub link_id: String,
    recovery: Recovery,
    device: Device,
    requests: Box<Requests>,
    read: Read,
    env: Env,
}

impl Person {
    /// Makes somebody who has done nothing yet.
    pub fn new(who: Who, env: Env) -> Self {
        Self {
            login: who.login,
            password: who.password,
            mobile: who.mobile,
            email: who.email,
            personal_data: who.personal_data,
            label: who.label,
            code: String::new(),
            registration_id: String::new(),
            resume_token: String::new(),
            grant: SessionGrant::default(),
            link_id: String::new(),
            recovery: Recovery::default(),
            device: who.device,
            requests: Box::default(),
            read: Read::default(),
            env,
        }
    }

    /// Forgets the earlier requests: the next verb is a new request.
    pub fn starts_over(&mut self) {
        *self.requests = Requests::default();
    }

    /// Forgets how they asked for a code: the next time is a new request.
    pub fn asks_anew(&mut self) {
        self.requests.send = None;
        self.requests.start_recovery = None;
        self.requests.start_confirmation = None;
    }

    /// Returns the address that messages of the channel go to.
    pub fn address(&self, channel: Channel) -> &str {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms | Channel::Unspecified => &self.mobile,
        }
    }

    /// Describes the person's device, as the account knows it.
    pub fn client(&self) -> ClientContext {
        ClientContext {
            network_address: self.device.network_address.clone(),
            device_token: self.grant.device_token.clone(),
            user_agent: self.device.user_agent.clone(),
            language: self.device.language.clone(),
        }
    }

    /// Makes the id of a new request.
    fn new_request_id(&self) -> String {
        self.env.uuid_v4().to_string()
    }
}
