//! What a thief and the owner do one after the other.

use std::time::Duration;

use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::ContactPointState,
    timestamp,
    types::v1::ContactKind::{Email, Mobile},
    verification::v1::MessageTemplate,
};

use super::{THIEF, THIEFS_EMAIL, THIEFS_OTHER, UNDO_WINDOW};
use crate::harness::{CallAs, EMAIL, MOBILE, Profile, confirm, refused, replace, start};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn thiefs_contact_that_the_owner_replaced_never_recovers_access() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.confirm_email(account_id).await;
    profile.clock.advance(HOUR);
    profile.change(account_id, Email, THIEFS_EMAIL).await;
    profile.clock.advance(10 * HOUR);
    let back = profile.change(account_id, Email, EMAIL).await;
    let shown = profile.contact_point(account_id, Email).await;
    assert_eq!(shown.recovery_time, shown.confirm_time);
    // The probation of the thief's address would have ended a second ago.
    profile.clock.advance(62 * HOUR + SECOND);
    assert_eq!(profile.lets_in(account_id).await, [MOBILE, EMAIL]);
    profile
        .undo(&profile.undo_token(account_id, back))
        .await
        .unwrap();
    assert_eq!(profile.lets_in(account_id).await, [MOBILE, EMAIL]);
    let shown = profile.contact_point(account_id, Email).await;
    assert_eq!(shown.recovery_time, shown.confirm_time);
}

#[tokio::test]
async fn owners_contact_lives_as_long_as_the_newest_of_the_thiefs_changes() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.change(account_id, Mobile, THIEF).await;
    profile.clock.advance(71 * HOUR);
    let second = profile.change(account_id, Mobile, THIEFS_OTHER).await;
    let token = profile.undo_token(account_id, second);
    profile.clock.advance(71 * HOUR);
    let lets_in = profile.lets_in(account_id).await;
    assert_eq!(lets_in, [THIEFS_OTHER, MOBILE]);
    profile.undo(&token).await.unwrap();
    assert_eq!(profile.lets_in(account_id).await, [MOBILE]);
}

#[tokio::test]
async fn contact_that_was_never_the_owners_comes_back_on_probation() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.change(account_id, Mobile, THIEF).await;
    profile.clock.advance(HOUR);
    profile.change(account_id, Mobile, MOBILE).await;
    profile.clock.advance(HOUR);
    profile.change(account_id, Mobile, THIEF).await;
    let shown = profile.contact_point(account_id, Mobile).await;
    let recovers = timestamp::write(profile.env.now() + UNDO_WINDOW);
    assert_eq!(shown.recovery_time, Some(recovers));
}

#[tokio::test]
async fn what_is_left_of_the_other_kind_is_told_again_and_gains_nothing_from_its_time() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.confirm_email(account_id).await;
    let email = profile.change(account_id, Email, THIEFS_EMAIL).await;
    profile.clock.advance(HOUR);
    let mobile = profile.change(account_id, Mobile, THIEF).await;
    // A message that is under way while so much time passes arrives after a later attempt gave it up.
    profile.settled().await;
    profile.clock.advance(70 * HOUR);
    let before = profile.delivery.queue().len();
    profile
        .undo(&profile.undo_token(account_id, mobile))
        .await
        .unwrap();
    let now = profile.env.now();
    let shown = profile.contact_point(account_id, Email).await;
    let recovers = timestamp::write(now + UNDO_WINDOW);
    assert_eq!(shown.recovery_time, Some(recovers));
    let token = profile.undo_token(account_id, email);

    profile.settled().await;
    let sent = profile.delivery.queue().split_off(before);
    let mut told: Vec<_> = sent
        .into_iter()
        .filter(|message| message.template() == MessageTemplate::ContactChanged)
        .map(|message| {
            let object_id = message.action.unwrap().object_id;
            assert_eq!(object_id, email.uuid().to_string());
            message.destination.unwrap().address
        })
        .collect();
    told.sort();
    assert_eq!(told, [MOBILE, EMAIL]);
    profile.clock.advance(70 * HOUR);
    profile.undo(&token).await.unwrap();
    assert_eq!(profile.lets_in(account_id).await, [MOBILE, EMAIL]);
}

#[tokio::test]
async fn session_that_is_older_than_the_undo_changes_nothing_more() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    let thief = CallAs::person(&profile.identity.log_in(account_id));
    let mut thief = profile.contact_points(thief);
    profile
        .undo(&profile.undo_token(account_id, id))
        .await
        .unwrap();
    profile.clock.advance(SECOND);
    let answer = thief
        .replace_contact_point(replace(&profile, Mobile, THIEF))
        .await;
    refused(answer, Reason::StepUpRequired);
    let answer = thief.start_confirmation(start(&profile, Email)).await;
    refused(answer, Reason::NothingToConfirm);

    // Whoever has logged in since then goes on, and the thief does not with what they began.
    profile.start_confirmation(account_id, Email).await;
    let answer = thief.confirm_contact_point(confirm(&profile, Email)).await;
    refused(answer, Reason::NothingToConfirm);
    let shown = profile.confirm(account_id, Email).await;
    assert_eq!(shown.state(), ContactPointState::Confirmed);
}

#[tokio::test]
async fn undo_gives_the_owner_back_the_changes_of_the_day() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for number in 0..5 {
        let value = format!("+7900000005{number}");
        profile.change(account_id, Mobile, &value).await;
    }
    let last = profile.newest_change(account_id).await;
    let request = replace(&profile, Mobile, THIEF);
    let answer = profile.try_replace(account_id, request).await;
    refused(answer, Reason::RateLimited);
    profile
        .undo(&profile.undo_token(account_id, last))
        .await
        .unwrap();
    profile.clock.advance(SECOND);
    profile.change(account_id, Mobile, "+79000000046").await;
}
