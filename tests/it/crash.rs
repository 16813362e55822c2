//! A process that dies in the middle of a call, at each point where it can: the same call again
//! ends as if nothing had happened.

mod alone;
mod changing_contact;
mod committing;
mod credentials;
mod link_upkeep;
mod linking;
mod matrix;
mod message_links;
mod points;
mod recovering;
mod registering;
mod scene;

use self::{
    changing_contact::{ChangingContact, ContactStep},
    committing::Committing,
    credentials::{CredentialStep, Credentials},
    link_upkeep::{LinkUpkeep, UpkeepStep},
    linking::Linking,
    message_links::{LinkUse, MessageLinks},
    recovering::{Recovering, RecoveryStep},
    registering::Registering,
};
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
        "peer.profile.ResolveContacts.*",
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
async fn another_code_of_a_link_survives_every_crash() {
    let of_the_call = [
        "peer.verification.ResendCode.*",
        "subscriptions.code_again.*_commit",
        "verification.delivery.after_claim",
        "verification.delivery.after_submit",
    ];
    let expected = [&of_the_call[..], &OF_THE_ACCESS_TOKEN].concat();
    upkeep(UpkeepStep::Resend, &expected).await;
}

#[tokio::test]
async fn another_channel_of_a_link_survives_every_crash() {
    let of_the_call = [
        "peer.profile.ResolveContacts.*",
        "peer.verification.SwitchChannel.*",
        "subscriptions.code_again.*_commit",
        "subscriptions.switch_challenge.*_commit",
        "verification.delivery.after_claim",
        "verification.delivery.after_submit",
    ];
    let expected = [&of_the_call[..], &OF_THE_ACCESS_TOKEN].concat();
    upkeep(UpkeepStep::Switch, &expected).await;
}

#[tokio::test]
async fn end_of_a_pending_link_survives_every_crash() {
    let of_the_call = ["subscriptions.cancel_link.*_commit"];
    let expected = [&of_the_call[..], &OF_THE_ACCESS_TOKEN].concat();
    upkeep(UpkeepStep::Cancel, &expected).await;
}

#[tokio::test]
async fn end_of_an_active_link_survives_every_crash() {
    let of_the_call = ["subscriptions.unlink.*_commit"];
    let expected = [
        &of_the_call[..],
        &OF_A_NOTICE,
        &OF_A_MESSAGE,
        &OF_THE_ACCESS_TOKEN,
    ];
    upkeep(UpkeepStep::Unlink, &expected.concat()).await;
}

#[tokio::test]
async fn start_of_a_recovery_survives_every_crash() {
    let of_the_call = [
        "identity.start_recovery.*_commit",
        "identity.start_recovery.aim.*_commit",
        "identity.start_recovery.code.*_commit",
        "peer.profile.Notify.*",
        "peer.profile.ResolveContacts.*",
        "profile.notify.*_commit",
    ];
    recovery(
        RecoveryStep::Start,
        &[&of_the_call[..], &OF_A_CODE].concat(),
    )
    .await;
}

#[tokio::test]
async fn code_of_a_recovery_survives_every_crash() {
    let expected = [
        "identity.verify_recovery_code.*_commit",
        "peer.verification.CheckCode.*",
        "peer.verification.GetProofKeys.*",
    ];
    recovery(RecoveryStep::Verify, &expected).await;
}

#[tokio::test]
async fn end_of_a_recovery_survives_every_crash() {
    let of_the_call = ["identity.complete_recovery.*_commit"];
    let expected = [&of_the_call[..], &OF_A_NOTICE, &OF_A_MESSAGE].concat();
    recovery(RecoveryStep::Complete, &expected).await;
}

#[tokio::test]
async fn personal_data_of_a_recovery_survive_every_crash() {
    let expected = [
        "identity.match_personal_data.*_commit",
        "identity.match_personal_data.attempt.*_commit",
        "peer.profile.MatchPersonalData.*",
    ];
    recovery(RecoveryStep::Match, &expected).await;
}

#[tokio::test]
async fn end_of_a_recovery_from_a_message_survives_every_crash() {
    let expected = [
        "identity.cancel_recovery.*_commit",
        "peer.verification.GetProofKeys.*",
    ];
    message_link(LinkUse::CancelRecovery, &expected).await;
}

#[tokio::test]
async fn end_of_all_access_survives_every_crash() {
    let of_the_call = [
        "identity.report_not_me.*_commit",
        "peer.verification.GetProofKeys.*",
    ];
    let expected = [&of_the_call[..], &OF_A_NOTICE, &OF_A_MESSAGE].concat();
    message_link(LinkUse::ReportNotMe, &expected).await;
}

#[tokio::test]
async fn reminder_of_a_login_survives_every_crash() {
    let of_the_call = ["identity.remind_login.*_commit", "peer.identity.GetLogin.*"];
    let expected = [&of_the_call[..], &OF_A_NOTICE, &OF_A_MESSAGE].concat();
    message_link(LinkUse::RemindLogin, &expected).await;
}

#[tokio::test]
async fn login_survives_every_crash() {
    let of_the_call = ["identity.login.*_commit"];
    let expected = [&of_the_call[..], &OF_A_NOTICE, &OF_A_MESSAGE].concat();
    credentials(CredentialStep::Login, &expected).await;
}

#[tokio::test]
async fn renewal_of_a_session_survives_every_crash() {
    let expected = ["identity.refresh_session.*_commit"];
    credentials(CredentialStep::Refresh, &expected).await;
}

#[tokio::test]
async fn new_password_survives_every_crash() {
    let of_the_call = ["identity.change_password.*_commit"];
    let expected = [&of_the_call[..], &OF_A_NOTICE, &OF_A_MESSAGE].concat();
    credentials(CredentialStep::ChangePassword, &expected).await;
}

#[tokio::test]
async fn new_contact_survives_every_crash() {
    let of_the_call = ["profile.replace_contact_point.*_commit"];
    let expected = [&of_the_call[..], &OF_THE_ACCESS_TOKEN].concat();
    contact(ContactStep::Replace, &expected).await;
}

#[tokio::test]
async fn code_to_a_new_contact_survives_every_crash() {
    let of_the_call = [
        "profile.start_confirmation.change.*_commit",
        "profile.start_confirmation.code.*_commit",
    ];
    let expected = [&of_the_call[..], &OF_A_CODE, &OF_THE_ACCESS_TOKEN].concat();
    contact(ContactStep::AskForCode, &expected).await;
}

#[tokio::test]
async fn confirmation_of_a_contact_survives_every_crash() {
    let of_the_call = [
        "identity.follow_contacts.*_commit",
        "peer.identity.DeliverEvent.*",
        "peer.profile.ResolveContacts.*",
        "peer.verification.CheckCode.*",
        "peer.verification.GetProofKeys.*",
        "profile.confirm_contact_point.*_commit",
    ];
    let expected = [&of_the_call[..], &OF_A_MESSAGE, &OF_THE_ACCESS_TOKEN].concat();
    contact(ContactStep::Confirm, &expected).await;
}

#[tokio::test]
async fn taking_a_contact_back_survives_every_crash() {
    let of_the_call = [
        "identity.follow_contacts.*_commit",
        "identity.receive_event.*_commit",
        "peer.identity.DeliverEvent.*",
        "peer.profile.Notify.*",
        "peer.profile.ResolveContacts.*",
        "peer.verification.GetProofKeys.*",
        "profile.notify.*_commit",
        "profile.undo_contact_change.*_commit",
    ];
    contact(
        ContactStep::Undo,
        &[&of_the_call[..], &OF_A_MESSAGE].concat(),
    )
    .await;
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

async fn upkeep(step: UpkeepStep, expected: &[&str]) {
    matrix::run(&format!("{step:?} of a link"), expected, || {
        LinkUpkeep::at(step)
    })
    .await;
}

async fn recovery(step: RecoveryStep, expected: &[&str]) {
    let scene = || Recovering::at(step);
    matrix::run(&format!("{step:?} a recovery"), expected, scene).await;
}

async fn message_link(used: LinkUse, expected: &[&str]) {
    let scene = || MessageLinks::at(used);
    matrix::run(&format!("{used:?} from a message"), expected, scene).await;
}

async fn credentials(step: CredentialStep, expected: &[&str]) {
    matrix::run(&format!("{step:?}"), expected, || Credentials::at(step)).await;
}

async fn contact(step: ContactStep, expected: &[&str]) {
    let scene = || ChangingContact::at(step);
    matrix::run(&format!("{step:?} a contact"), expected, scene).await;
}

/// Points on the way of a code to its message.
const OF_A_CODE: [&str; 5] = [
    "peer.verification.StartVerification.*",
    "verification.delivery.after_claim",
    "verification.delivery.after_submit",
    "verification.start.after_put",
    "verification.start.after_queue",
];

/// Points on the way of a notice to profile.
const OF_A_NOTICE: [&str; 2] = ["peer.profile.Notify.*", "profile.notify.*_commit"];

/// Points on the way of a notice to its messages.
const OF_A_MESSAGE: [&str; 4] = [
    "peer.verification.Send.*",
    "verification.notice.after_claim",
    "verification.notice.after_submit",
    "verification.send.after_queue",
];

/// Points that are passed before a call for a person.
const OF_THE_ACCESS_TOKEN: [&str; 1] = ["peer.identity.GetSigningKeys.*"];

/// Points that are passed after the answer, and without one.
const OF_THE_OUTBOXES: [&str; 4] = [
    "peer.identity.DeliverEvent.*",
    "peer.profile.DeliverEvent.*",
    "profile.receive_event.*_commit",
    "identity.receive_event.*_commit",
];
