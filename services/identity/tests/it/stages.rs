//! A registration from the first stage to the first session.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{
    GetRegistrationGuideRequest, GuideStage, RegistrationStage, RegistrationState,
};
use kabinet_proto::types::v1::{Channel, ContactKind};
use kabinet_status::read;

use crate::suite::{Asked, FakeCodes, Refused as _, Stage, Suite, seen};

#[tokio::test]
async fn stages_lead_to_a_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");

    let started = person.starts().await.unwrap();
    assert_eq!(started.state(), RegistrationState::Open);
    assert_eq!(started.due_stage(), RegistrationStage::PersonalData);
    assert!(started.confirmation.is_none());

    let named = person.submits_personal_data().await.unwrap();
    assert_eq!(named.due_stage(), RegistrationStage::Contacts);

    let reachable = person.submits_contacts().await.unwrap();
    assert_eq!(reachable.due_stage(), RegistrationStage::Confirmation);

    let sent = person.asks_for_a_code(Channel::Email).await.unwrap();
    let confirmation = sent.confirmation.unwrap();
    assert_eq!(confirmation.channel(), Channel::Email);
    assert_eq!(confirmation.code_length, 6);
    assert!(confirmation.resend_time.is_some() && confirmation.expire_time.is_some());

    let grant = person.types_the_code(FakeCodes::CODE).await.unwrap();
    let session = grant.session.unwrap();
    assert!(session.account_id.starts_with("acc_") && session.session_id.starts_with("ses_"));
    assert!(!grant.refresh_token.is_empty() && !grant.device_token.is_empty());
    assert!(
        suite
            .as_user(&grant.access_token)
            .introspection()
            .await
            .active
    );
    person.logs_in().await.unwrap();
}

#[tokio::test]
async fn profile_gets_what_was_typed_and_learns_what_was_confirmed() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let draft = suite.profile.draft(&person.registration_id);
    assert_eq!(
        (draft.mobile, draft.email),
        (person.mobile.clone(), person.email.clone())
    );
    assert_eq!(
        draft.personal_data,
        person.personal_data_request().personal_data.unwrap()
    );
    let activations = suite.profile.activations();
    assert_eq!(activations.len(), 1);
    assert_eq!(activations[0].draft_version, draft.version);
    assert_eq!(activations[0].account_id, grant.session.unwrap().account_id);
    assert_eq!(activations[0].confirmed_kind(), ContactKind::Mobile);
}

#[tokio::test]
async fn stage_that_is_not_due_is_refused_with_the_one_that_is() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::PersonalData).await;
    let due = |status| read::metadata(&status, "due_stage");

    let refused = person.submits_contacts().await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::WrongStage));
    assert_eq!(due(refused).as_deref(), Some("PERSONAL_DATA"));

    person.submits_personal_data().await.unwrap();
    let refused = person.asks_for_a_code(Channel::Sms).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::WrongStage));
    assert_eq!(due(refused).as_deref(), Some("CONTACTS"));
    let refused = person.types_the_code(FakeCodes::CODE).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::WrongStage));
    assert_eq!(due(refused).as_deref(), Some("CONTACTS"));
    assert!(suite.codes.asked().is_empty());
}

#[tokio::test]
async fn code_that_was_never_sent_is_not_checked() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Confirmation).await;
    let refused = person.types_the_code(FakeCodes::CODE).await.reason();
    assert_eq!(refused, Reason::VerificationNotFound);
    assert_eq!(suite.accounts().await, 0);
}

#[tokio::test]
async fn wrong_resume_token_looks_like_an_unknown_registration() {
    let suite = Suite::new().await;
    let (mut person, mut other) = (suite.person("ivan.petrov"), suite.person("olga.popova"));
    person.registers_until(Stage::Code).await;
    other.registers_until(Stage::Code).await;

    let mut thief = person.clone();
    thief.resume_token.clone_from(&other.resume_token);
    let mut lost = person.clone();
    "reg_00000000-0000-7000-8000-000000000000".clone_into(&mut lost.registration_id);
    let mut mangled = person.clone();
    "reg_nonsense".clone_into(&mut mangled.registration_id);

    for stranger in [&mut thief, &mut lost, &mut mangled] {
        let refusals = [
            stranger.looks_at_the_registration().await.refusal(),
            stranger.submits_personal_data().await.refusal(),
            stranger.submits_contacts().await.refusal(),
            stranger.asks_for_a_code(Channel::Sms).await.refusal(),
            stranger.types_the_code(FakeCodes::CODE).await.refusal(),
            stranger.abandons().await.refusal(),
        ];
        for refusal in &refusals {
            assert_eq!(read::reason(refusal), Some(Reason::RegistrationNotFound));
            assert_eq!(seen(refusal), seen(&refusals[0]));
        }
    }
    assert_eq!(
        person.looks_at_the_registration().await.unwrap().state(),
        RegistrationState::Open
    );
}

#[tokio::test]
async fn registration_goes_on_from_another_device() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Contacts).await;
    let mut elsewhere = person.on_another_device();
    let found = elsewhere.looks_at_the_registration().await.unwrap();
    assert_eq!(found.due_stage(), RegistrationStage::Contacts);
    elsewhere.submits_contacts().await.unwrap();
    elsewhere.asks_for_a_code(Channel::Sms).await.unwrap();
    elsewhere.types_the_code(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn finished_stages_may_be_repeated_and_the_last_data_count() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Confirmation).await;
    let again = person.submits_personal_data().await.unwrap();
    assert_eq!(again.due_stage(), RegistrationStage::Confirmation);
    "new.address@example.com".clone_into(&mut person.email);
    person.submits_contacts().await.unwrap();
    person.asks_for_a_code(Channel::Email).await.unwrap();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
    let activated = suite.profile.activations().remove(0);
    let draft = suite.profile.draft(&person.registration_id);
    assert_eq!(
        (draft.email.as_str(), draft.version),
        ("new.address@example.com", 4)
    );
    assert_eq!(activated.draft_version, draft.version);
}

#[tokio::test]
async fn new_contacts_void_the_code_that_is_out() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    person.mobile = suite.person("nobody").mobile;
    let corrected = person.submits_contacts().await.unwrap();
    assert!(corrected.confirmation.is_none());
    suite
        .settles(async || suite.codes.times(&Asked::Cancel) == 1)
        .await;

    let refused = person.types_the_code(FakeCodes::CODE).await.reason();
    assert_eq!(refused, Reason::VerificationNotFound);
    assert_eq!(suite.accounts().await, 0);

    person.asks_for_a_code(Channel::Sms).await.unwrap();
    let start = Asked::Start {
        channel: Channel::Sms,
        address: person.mobile.clone(),
        suppress: false,
    };
    assert_eq!(suite.codes.times(&start), 1);
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn ended_registration_says_how_it_ended() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    let found = person.looks_at_the_registration().await.unwrap();
    assert_eq!(found.state(), RegistrationState::Confirmed);
    let refused = person.submits_contacts().await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::RegistrationEnded));
    assert_eq!(
        read::metadata(&refused, "state").as_deref(),
        Some("CONFIRMED")
    );

    let mut late = suite.person("olga.popova");
    late.registers_until(Stage::Contacts).await;
    suite.clock.advance(Duration::from_hours(25));
    let found = late.looks_at_the_registration().await.unwrap();
    assert_eq!(found.state(), RegistrationState::Expired);
}

#[tokio::test]
async fn guide_tells_every_stage_and_what_to_accept() {
    let suite = Suite::new().await;
    let person = suite.person("ivan.petrov");
    for (language, answered) in [
        ("ru", "ru"),
        ("en-GB", "en"),
        ("pl", "pl"),
        ("fr", "ru"),
        ("", "ru"),
    ] {
        let request = GetRegistrationGuideRequest {
            language: language.to_owned(),
        };
        let guide = person
            .registrations()
            .get_registration_guide(request)
            .await
            .unwrap();
        let guide = guide.into_inner();
        assert_eq!(guide.language, answered, "{language}");
        let stages: Vec<_> = guide.stages.iter().map(GuideStage::stage).collect();
        assert_eq!(
            stages,
            [
                RegistrationStage::Credentials,
                RegistrationStage::PersonalData,
                RegistrationStage::Contacts,
                RegistrationStage::Confirmation,
            ]
        );
        assert!(
            guide
                .stages
                .iter()
                .all(|stage| !stage.title.is_empty() && !stage.reason.is_empty())
        );
        let links: Vec<_> = guide.links.iter().map(|link| link.kind.as_str()).collect();
        assert_eq!(links, ["video", "faq", "help"]);
        let accepted: Vec<_> = person.start_request().terms;
        let shown: Vec<_> = guide
            .terms
            .iter()
            .map(|document| &document.document_id)
            .collect();
        assert_eq!(
            shown,
            accepted
                .iter()
                .map(|terms| &terms.document_id)
                .collect::<Vec<_>>()
        );
    }
}
