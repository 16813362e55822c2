//! A process that dies in the middle of a step, at each point where it can: the same call again
//! ends as if nothing had happened.

mod matrix;
mod outcome;
mod points;

use crate::person::Step;

#[tokio::test]
async fn start_of_a_registration_survives_every_crash() {
    matrix::run(Step::Start).await;
}

#[tokio::test]
async fn personal_data_survive_every_crash() {
    matrix::run(Step::SubmitPersonalData).await;
}

#[tokio::test]
async fn contacts_survive_every_crash() {
    matrix::run(Step::SubmitContacts).await;
}

#[tokio::test]
async fn code_arrives_after_every_crash() {
    matrix::run(Step::AskForCode).await;
}

#[tokio::test]
async fn confirmation_survives_every_crash() {
    matrix::run(Step::Confirm).await;
}
