use std::time::Duration;

use kabinet_env::id::{AccountId, ContactChangeId};
use kabinet_proof::action::ActionKind;
use kabinet_proto::{errors::v1::Reason, types::v1::ContactKind::Mobile};

use super::{THIEF, UNDO_WINDOW};
use crate::harness::{By, CodeCall, Profile, forged_token, refused, token};

#[tokio::test]
async fn token_that_is_not_good_for_this_is_refused() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    let end = profile.env.now() + UNDO_WINDOW;
    let sign = |kind, account_id, id: ContactChangeId| token(kind, account_id, id.uuid(), end);
    let undo = ActionKind::UndoContactChange;
    let unknown = ContactChangeId::new(&profile.env);
    let nobody = AccountId::new(&profile.env);
    for token in [
        "not a token".to_owned(),
        sign(ActionKind::ReportNotMe, account_id, id),
        sign(ActionKind::CancelRecovery, account_id, id),
        sign(undo, account_id, unknown),
        sign(undo, nobody, id),
        forged_token(account_id, id.uuid(), end),
        token(undo, account_id, id.uuid(), profile.env.now()),
    ] {
        refused(profile.undo(&token).await, Reason::ActionTokenInvalid);
    }
    let shown = profile.contact_point(account_id, Mobile).await;
    assert_eq!(shown.masked_value, "+7 *** ***-**-66");
    profile.undo(&sign(undo, account_id, id)).await.unwrap();
}

#[tokio::test]
async fn change_of_another_account_is_not_taken_back() {
    let profile = Profile::start().await;
    let (_, anna) = profile.activated().await;
    let (_, boris) = profile.activated().await;
    let id = profile.change(anna, Mobile, THIEF).await;
    let token = profile.undo_token(boris, id);
    refused(profile.undo(&token).await, Reason::ActionTokenInvalid);
}

#[tokio::test]
async fn change_stands_for_good_after_72_hours() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    profile.clock.advance(UNDO_WINDOW);
    // Of a replica whose clock runs behind.
    let token = profile.undo_token(account_id, id);
    refused(profile.undo(&token).await, Reason::ContactChangeEnded);
    let shown = profile.contact_point(account_id, Mobile).await;
    assert_eq!(shown.masked_value, "+7 *** ***-**-66");
}

#[tokio::test]
async fn change_is_taken_back_until_the_last_moment() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    let token = profile.undo_token(account_id, id);
    profile
        .clock
        .advance(UNDO_WINDOW.saturating_sub(Duration::from_micros(1)));
    profile.undo(&token).await.unwrap();
}

#[tokio::test]
async fn change_that_never_stood_has_ended() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.replace(account_id, Mobile, THIEF).await;
    let id = sqlx::query_scalar("SELECT change_id FROM profile.contact_change");
    let id = ContactChangeId::from_uuid(id.fetch_one(&profile.pool).await.unwrap());
    let token = profile.undo_token(account_id, id);
    refused(profile.undo(&token).await, Reason::ContactChangeEnded);
}

#[tokio::test]
async fn token_cannot_be_checked_while_verification_has_told_no_keys() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.codes.fails(CodeCall::Keys, By::Silence);
    let token = profile.undo_token(account_id, ContactChangeId::new(&profile.env));
    refused(profile.undo(&token).await, Reason::TemporarilyUnavailable);
}
