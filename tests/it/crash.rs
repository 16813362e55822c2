//! A process that dies in the middle of a step, at each point where it can: the same call again
//! ends as if nothing had happened.

mod alone;
mod matrix;
mod outcome;
mod points;

use crate::person::Step;

#[tokio::test]
async fn start_of_a_registration_survives_every_crash() {
    matrix::run(Step::Start, &["start_registration.*_commit"]).await;
}

#[tokio::test]
async fn personal_data_survive_every_crash() {
    let expected = [
        "peer.profile.PutPersonalData.*",
        "profile.put_personal_data.*_commit",
        "submit_personal_data.*_commit",
    ];
    matrix::run(Step::SubmitPersonalData, &expected).await;
}

#[tokio::test]
async fn contacts_survive_every_crash() {
    let expected = [
        "peer.profile.PutContacts.*",
        "profile.put_contacts.*_commit",
        "submit_contacts.*_commit",
    ];
    matrix::run(Step::SubmitContacts, &expected).await;
}

#[tokio::test]
async fn code_arrives_after_every_crash() {
    let expected = [
        "peer.profile.ResolveDraftContact.*",
        "peer.verification.StartVerification.*",
        "send_confirmation.*_commit",
        "verification.delivery.after_claim",
        "verification.delivery.after_submit",
        "verification.start.after_put",
        "verification.start.after_queue",
    ];
    matrix::run(Step::AskForCode, &expected).await;
}

#[tokio::test]
async fn confirmation_survives_every_crash() {
    let of_the_call = [
        "confirm_registration.account.*_commit",
        "confirm_registration.session.*_commit",
        "peer.profile.ActivateDraft.*",
        "peer.verification.CheckCode.*",
        "peer.verification.GetProofKeys.*",
        "profile.activate_draft.*_commit",
    ];
    matrix::run(
        Step::Confirm,
        &[&of_the_call[..], &OF_THE_OUTBOXES].concat(),
    )
    .await;
}

#[tokio::test]
async fn outboxes_alone_end_what_a_call_began_through_every_crash() {
    alone::run(&OF_THE_OUTBOXES).await;
}

/// Points that are passed after the answer, and without one.
const OF_THE_OUTBOXES: [&str; 4] = [
    "peer.identity.DeliverEvent.*",
    "peer.profile.DeliverEvent.*",
    "profile.receive_event.*_commit",
    "receive_event.*_commit",
];
