use std::time::{Duration, SystemTime};

use futures::future::join_all;
use kabinet_env::Env;
use kabinet_proof::action::{Action, ActionKind, verify};
use kabinet_proof::{InvalidProof, ProofKeys};
use kabinet_proto::types::v1 as types;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::{DeliveryState, GetProofKeysRequest, MessageTemplate};
use kabinet_seal::KeyRing;
use kabinet_sinks::smsc::Behaviour;
use kabinet_testkit::TestRedis;

use crate::notices::{HOUR, notice, reaches, sent, variables};
use crate::requests::{EMAIL, MOBILE, email, sms};
use crate::suite::{Client, PATIENCE, Suite, Surroundings, sender};

pub(crate) const ACCOUNT: &str = "acc_0198c2b4-0000-7000-8000-00000000000a";
pub(crate) const OBJECT: &str = "0198c2b4-0000-7000-8000-00000000000b";
const LINK: &str = "https://kabinet.example.com/a#";

/// Every template with an action.
pub(crate) const ACTIONS: [(MessageTemplate, types::ActionKind); 5] = [
    (MessageTemplate::NewLogin, types::ActionKind::ReportNotMe),
    (
        MessageTemplate::PasswordChanged,
        types::ActionKind::ReportNotMe,
    ),
    (
        MessageTemplate::RecoveryStarted,
        types::ActionKind::CancelRecovery,
    ),
    (
        MessageTemplate::PasswordReset,
        types::ActionKind::ReportNotMe,
    ),
    (
        MessageTemplate::ContactChanged,
        types::ActionKind::UndoContactChange,
    ),
];

pub(crate) fn action(kind: types::ActionKind) -> types::Action {
    types::Action {
        kind: kind.into(),
        account_id: ACCOUNT.to_owned(),
        object_id: OBJECT.to_owned(),
        expire_time: Some(SystemTime::from(Env::system().now() + 72 * HOUR).into()),
    }
}

/// Wants a notice of the template with everything that it leaves open.
pub(crate) fn telling(
    template: MessageTemplate,
    language: &str,
    destination: pb::Destination,
) -> pb::SendRequest {
    let time = ("time", "22.11.2026 14:50");
    let given = match template {
        MessageTemplate::ServiceLinked
        | MessageTemplate::ServiceUnlinked
        | MessageTemplate::HolderChanged => vec![time, ("service_kind", "LANDLINE")],
        MessageTemplate::ContactChanged | MessageTemplate::ContactChangeUndone => {
            vec![time, ("contact_kind", "EMAIL")]
        }
        MessageTemplate::LoginReminder => vec![("login", "ivan.petrov")],
        _ => vec![time],
    };
    let kind = ACTIONS.into_iter().find(|(other, _)| *other == template);
    pb::SendRequest {
        template: template.into(),
        variables: variables(&given),
        action: kind.map(|(_, kind)| action(kind)),
        language: language.to_owned(),
        ..notice(destination)
    }
}

pub(crate) fn token_in(text: &str) -> String {
    let (_, token) = text.split_once(LINK).unwrap_or_else(|| panic!("{text}"));
    token.split_whitespace().next().unwrap().to_owned()
}

async fn proof_keys(client: &Client) -> ProofKeys {
    let mut client = client.clone();
    let answer = client.get_proof_keys(GetProofKeysRequest {}).await;
    let keys = answer.unwrap().into_inner().keys.into_iter();
    ProofKeys::new(keys.map(|key| (key.key_id, key.public_key.try_into().unwrap())))
}

fn kind_of(kind: types::ActionKind) -> ActionKind {
    match kind {
        types::ActionKind::CancelRecovery => ActionKind::CancelRecovery,
        types::ActionKind::UndoContactChange => ActionKind::UndoContactChange,
        types::ActionKind::ReportNotMe => ActionKind::ReportNotMe,
        types::ActionKind::Unspecified => panic!("no action"),
    }
}

fn accepted(token: &str, keys: &ProofKeys, kind: ActionKind) -> Result<Action, InvalidProof> {
    verify(token, keys, kind, Env::system().now())
}

#[tokio::test]
async fn link_says_exactly_what_was_asked_by_text_message_and_by_mail() {
    let suite = Suite::start().await;
    let keys = proof_keys(&suite.client).await;
    for (place, (template, kind)) in ACTIONS.into_iter().enumerate() {
        for destination in [sms(MOBILE), email(EMAIL)] {
            let to = destination.address.clone();
            let request = telling(template, "en", destination);
            let asked = request.action.clone().unwrap();
            sent(&suite, request).await;
            let token = token_in(&suite.message(&to, place).await);
            let action = accepted(&token, &keys, kind_of(kind)).unwrap();
            assert_eq!(action.account_id.to_string(), asked.account_id);
            assert_eq!(action.object_id.to_string(), asked.object_id);
            let end = action.expire_time.unix_timestamp();
            assert_eq!(end, asked.expire_time.unwrap().seconds);
            let late = action.expire_time;
            let refused = verify(&token, &keys, kind_of(kind), late);
            assert_eq!(refused.unwrap_err(), InvalidProof::Time);
        }
    }
}

#[tokio::test]
async fn long_text_message_arrives_whole_in_every_language_and_its_receipt_is_taken() {
    let suite = Suite::start().await;
    let keys = proof_keys(&suite.client).await;
    let mut place = 0;
    for language in ["ru", "en", "pl"] {
        for (template, kind) in ACTIONS {
            let id = sent(&suite, telling(template, language, sms(MOBILE))).await;
            let text = suite.message(MOBILE, place).await;
            assert!(text.chars().count() > 160, "{text}");
            assert!(
                text.starts_with("Kabinet: ") && text.contains("14:50"),
                "{text}"
            );
            // The link is the last word: nothing that follows it is taken for a part of it.
            assert!(text.ends_with(&token_in(&text)), "{text}");
            assert!(accepted(&token_in(&text), &keys, kind_of(kind)).is_ok());
            reaches(&suite, &id, DeliveryState::Delivered).await;
            place += 1;
        }
    }
}

#[tokio::test]
async fn mail_shows_its_link_as_text_and_as_html() {
    let suite = Suite::start().await;
    sent(
        &suite,
        telling(MessageTemplate::ContactChanged, "pl", email(EMAIL)),
    )
    .await;
    let message = suite.around.messages.wait_for(EMAIL, None, PATIENCE).await;
    let content = &message.unwrap().content;
    let link = format!("{LINK}{}", token_in(&content.text));
    assert!(content.text.contains("adres e-mail"), "{}", content.text);
    let html = content.html.as_deref().unwrap();
    assert!(
        html.contains(&format!("<a href=\"{link}\">{link}</a>")),
        "{html}"
    );
}

#[tokio::test]
async fn every_copy_of_a_message_carries_the_same_token() {
    let suite = Suite::with(|config| {
        config.delivery.worker.first_retry = Duration::from_millis(10);
    })
    .await;
    // The centre has the message, and its answer is lost.
    suite.around.smsc.behave(Behaviour::CutAfterAccept);
    let request = telling(MessageTemplate::PasswordReset, "ru", sms(MOBILE));
    let by_mail = pb::SendRequest {
        request_id: crate::requests::request_id(),
        destination: Some(email(EMAIL)),
        ..request.clone()
    };
    let id = sent(&suite, request).await;
    reaches(&suite, &id, DeliveryState::Unknown).await;
    let first = token_in(&suite.message(MOBILE, 0).await);
    assert_eq!(token_in(&suite.message(MOBILE, 1).await), first);
    sent(&suite, by_mail).await;
    assert_eq!(token_in(&suite.message(EMAIL, 0).await), first);
}

#[tokio::test]
async fn one_request_that_comes_several_times_at_once_is_one_link() {
    let suite = Suite::start().await;
    let request = telling(MessageTemplate::NewLogin, "en", sms(MOBILE));
    let ids = join_all((0..8).map(|_| sent(&suite, request.clone()))).await;
    reaches(&suite, &ids[0], DeliveryState::Delivered).await;
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(suite.around.messages.list(Some(MOBILE), None, 9).len(), 1);
}

#[tokio::test]
async fn after_a_rotation_both_tokens_are_accepted_as_one() {
    let around = Surroundings::new(TestRedis::new().await).await;
    let (env, directory) = (Env::system(), tempfile::tempdir().unwrap());
    let asked = action(types::ActionKind::ReportNotMe);
    let (mut tokens, mut keys) = (Vec::new(), ProofKeys::default());
    for (place, kid) in ["k1", "k2"].into_iter().enumerate() {
        KeyRing::generate(directory.path(), &env, kid).unwrap();
        let mut config = around.config();
        config.keys = KeyRing::load(directory.path()).unwrap();
        let running = around.serve(config, env.clone()).await;
        let request = pb::SendRequest {
            action: Some(asked.clone()),
            ..telling(MessageTemplate::NewLogin, "en", sms(MOBILE))
        };
        let mut profile = sender(running.address, "profile");
        profile.send(request).await.unwrap();
        let text = crate::suite::eventually(async || {
            let mut list = around.messages.list(Some(MOBILE), None, 9);
            list.reverse();
            list.get(place).map(|message| message.content.text.clone())
        });
        tokens.push(token_in(&text.await));
        keys = proof_keys(&running.client).await;
        running.kill().await;
    }
    assert_ne!(tokens[0], tokens[1]);
    let ids = tokens.iter().map(|token| {
        let action = accepted(token, &keys, ActionKind::ReportNotMe);
        action.unwrap().token_id()
    });
    let ids: Vec<_> = ids.collect();
    assert_eq!(ids[0], ids[1]);
}
