//! A process that dies in the middle of a call, at each point where it can: the same call again
//! ends as if nothing had happened.

mod alone;
mod committing;
mod linking;
mod matrix;
mod outcome;
mod points;
mod registering;
mod scene;

use self::{committing::Committing, linking::Linking, registering::Registering};
use crate::person::{LinkStep, Step};

#[tokio::test]
async fn start_of_a_registration_survives_every_crash() {
    registration(Step::Start, &["identity.start_registration.*_commit"]).await;
}

#[tokio::test]
async fn personal_data_survive_every_crash() {
    let expected = [
        "peer.profile.PutPersonalData.*",
        "profile.put_personal_data.*_commit",
        "identity.submit_personal_data.*_commit",
    ];
    registration(Step::SubmitPersonalData, &expected).await;
}

#[tokio::test]
async fn contacts_survive_every_crash() {
    let expected = [
        "peer.profile.PutContacts.*",
        "profile.put_contacts.*_commit",
        "identity.submit_contacts.*_commit",
    ];
    registration(Step::SubmitContacts, &expected).await;
}

#[tokio::test]
async fn code_arrives_after_every_crash() {
    let expected = [
        "peer.profile.ResolveDraftContact.*",
        "peer.verification.StartVerification.*",
        "identity.send_confirmation.*_commit",
        "verification.delivery.after_claim",
        "verification.delivery.after_submit",
        "verification.start.after_put",
        "verification.start.after_queue",
    ];
    registration(Step::AskForCode, &expected).await;
}

#[tokio::test]
async fn confirmation_survives_every_crash() {
    let of_the_call = [
        "identity.confirm_registration.account.*_commit",
        "identity.confirm_registration.session.*_commit",
        "peer.profile.ActivateDraft.*",
        "peer.verification.CheckCode.*",
        "peer.verification.GetProofKeys.*",
        "profile.activate_draft.*_commit",
    ];
    registration(
        Step::Confirm,
        &[&of_the_call[..], &OF_THE_OUTBOXES].concat(),
    )
    .await;
}

#[tokio::test]
async fn outboxes_alone_end_what_a_call_began_through_every_crash() {
    alone::run(&OF_THE_OUTBOXES).await;
}

#[tokio::test]
async fn start_of_a_link_survives_every_crash() {
    let of_the_call = [
        "peer.verification.StartVerification.*",
        "subscriptions.code_out.*_commit",
        "subscriptions.start_link.*_commit",
        "verification.delivery.after_claim",
        "verification.delivery.after_submit",
        "verification.start.after_put",
        "verification.start.after_queue",
    ];
    let expected = [&of_the_call[..], &OF_THE_ACCESS_TOKEN].concat();
    link(LinkStep::Start, &expected).await;
}

#[tokio::test]
async fn proof_of_a_link_and_what_is_told_of_it_survive_every_crash() {
    let of_the_call = [
        "peer.profile.Notify.*",
        "peer.verification.CheckCode.*",
        "peer.verification.GetProofKeys.*",
        "peer.verification.Send.*",
        "profile.notify.*_commit",
        "subscriptions.submit_proof.*_commit",
        "verification.notice.after_claim",
        "verification.notice.after_submit",
        "verification.send.after_queue",
    ];
    let expected = [&of_the_call[..], &OF_THE_ACCESS_TOKEN].concat();
    link(LinkStep::Prove, &expected).await;
}

#[tokio::test]
async fn end_of_an_import_survives_every_crash() {
    let expected = ["subscriptions.commit_snapshot.*_commit"];
    matrix::run("CommitSnapshot", &expected, Committing::default).await;
}

async fn registration(step: Step, expected: &[&str]) {
    matrix::run(&format!("{step:?}"), expected, || Registering::at(step)).await;
}

async fn link(step: LinkStep, expected: &[&str]) {
    matrix::run(&format!("{step:?} a link"), expected, || Linking::at(step)).await;
}

/// Points that are passed before a call for a person.
const OF_THE_ACCESS_TOKEN: [&str; 2] = [
    "peer.identity.GetSigningKeys.*",
    "peer.identity.Introspect.*",
];

/// Points that are passed after the answer, and without one.
const OF_THE_OUTBOXES: [&str; 4] = [
    "peer.identity.DeliverEvent.*",
    "peer.profile.DeliverEvent.*",
    "profile.receive_event.*_commit",
    "identity.receive_event.*_commit",
];
