//! The journeys.

mod changing_contact;
mod changing_password;
mod linking;
mod logging_in;
mod recovering;
mod refreshing;
mod registering;
mod taking_back;

pub(super) use self::{
    changing_contact::ChangingContact, changing_password::ChangingPassword, linking::Linking,
    logging_in::LoggingIn, recovering::Recovering, refreshing::Refreshing,
    registering::Registering, taking_back::TakingBack,
};
