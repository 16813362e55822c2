//! Domain values in their wire form.

use kabinet_codes::Code;
use kabinet_domain::Channel;
use kabinet_env::id::SessionId;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::timestamp;
use kabinet_proto::types::v1 as types;
use kabinet_seal::token::SecretToken;
use kabinet_status::Refusal;

use crate::app::grant::Grant;
use crate::app::recovery::Claim;
use crate::app::resume::Resume;
use crate::domain::password::Password;
use crate::domain::recovery::{self, Step};
use crate::domain::registration::{Stage, State, View};
use crate::domain::session::Session;

pub(super) fn resume(registration_id: &str, resume_token: &str) -> Resume {
    Resume {
        registration_id: registration_id.parse().ok(),
        token: resume_token.to_owned(),
    }
}

pub(super) fn claim(recovery_id: &str, secret: String) -> Claim {
    Claim {
        recovery_id: recovery_id.parse().ok(),
        secret,
    }
}

/// Reads a channel; the contract demands one, and the codec has looked.
pub(super) fn channel(channel: types::Channel) -> Result<Channel, Refusal> {
    match channel {
        types::Channel::Sms => Ok(Channel::Sms),
        types::Channel::Email => Ok(Channel::Email),
        types::Channel::Unspecified => {
            let refusal = Refusal::invalid_argument(Reason::InvalidRequest, "a channel is needed");
            Err(refusal.field("channel", "REQUIRED", "must be SMS or e-mail"))
        }
    }
}

fn write_channel(channel: Channel) -> types::Channel {
    match channel {
        Channel::Sms => types::Channel::Sms,
        Channel::Email => types::Channel::Email,
    }
}

pub(super) fn recovery(view: &recovery::View) -> pb::Recovery {
    let due_step = match view.due_step {
        Step::Code => pb::RecoveryStep::Code,
        Step::PersonalData => pb::RecoveryStep::PersonalData,
        Step::Password => pb::RecoveryStep::Password,
    };
    pb::Recovery {
        recovery_id: view.id.to_string(),
        due_step: due_step.into(),
        expire_time: Some(timestamp::write(view.expire_time)),
        channel: write_channel(view.code.channel).into(),
        code_length: view.code.length,
        code_expire_time: Some(timestamp::write(view.code.expire_time)),
    }
}

pub(super) fn password(text: &str) -> Password {
    Password::new(text)
}

pub(super) fn registration(view: &View) -> pb::Registration {
    let due_stage = match view.state {
        State::Open => stage(view.due_stage),
        State::Confirmed | State::Abandoned | State::Expired => pb::RegistrationStage::Unspecified,
    };
    pb::Registration {
        registration_id: view.id.to_string(),
        state: state(view.state).into(),
        due_stage: due_stage.into(),
        create_time: Some(timestamp::write(view.create_time)),
        expire_time: Some(timestamp::write(view.expire_time)),
        confirmation: view.code.map(confirmation),
    }
}

pub(super) fn stage(stage: Stage) -> pb::RegistrationStage {
    match stage {
        Stage::PersonalData => pb::RegistrationStage::PersonalData,
        Stage::Contacts => pb::RegistrationStage::Contacts,
        Stage::Confirmation => pb::RegistrationStage::Confirmation,
    }
}

fn state(state: State) -> pb::RegistrationState {
    match state {
        State::Open => pb::RegistrationState::Open,
        State::Confirmed => pb::RegistrationState::Confirmed,
        State::Abandoned => pb::RegistrationState::Abandoned,
        State::Expired => pb::RegistrationState::Expired,
    }
}

fn confirmation(code: Code) -> pb::Confirmation {
    pb::Confirmation {
        channel: write_channel(code.channel).into(),
        code_length: code.length,
        expire_time: Some(timestamp::write(code.expire_time)),
        resend_time: code.resend_time.map(timestamp::write),
    }
}

pub(super) fn session(session: Session, caller: SessionId) -> pb::Session {
    pb::Session {
        session_id: session.id.to_string(),
        account_id: session.account_id.to_string(),
        create_time: Some(timestamp::write(session.create_time)),
        last_use_time: Some(timestamp::write(session.last_use_time)),
        expire_time: Some(timestamp::write(session.expire_time)),
        authentication_time: Some(timestamp::write(session.authentication_time)),
        authentication_methods: session
            .methods
            .iter()
            .map(|method| method.as_str().to_owned())
            .collect(),
        network_prefix: session.place.network_prefix,
        user_agent: session.place.user_agent,
        current: session.id == caller,
    }
}

pub(super) fn grant(grant: Grant) -> pb::SessionGrant {
    let own = grant.session.id;
    pb::SessionGrant {
        session: Some(session(grant.session, own)),
        access_token: grant.access_token,
        access_token_expire_time: Some(timestamp::write(grant.access_token_expire_time)),
        refresh_token: grant.refresh_token.expose(),
        refresh_token_expire_time: Some(timestamp::write(grant.refresh_token_expire_time)),
        device_token: grant
            .device_token
            .as_ref()
            .map(SecretToken::expose)
            .unwrap_or_default(),
    }
}
