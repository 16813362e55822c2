use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{
    AbandonRegistrationRequest, RegistrationStage, RegistrationState,
};
use kabinet_proto::types::v1::Channel;
use kabinet_proto::types::v1::event::Fact;
use kabinet_status::{Refusal, read};
use tonic::Code;

use crate::fakes::CODE;
use crate::journey::{EMAIL, MOBILE, Started, assert_refused};
use crate::world::{World, gateway};

#[tokio::test]
async fn stages_follow_one_another() {
    let world = World::new().await;
    let started = world.start("ivan").await;
    let registration = world.submit_personal_data(&started).await.unwrap();
    assert_eq!(registration.due_stage(), RegistrationStage::Contacts);
    let registration = world.submit_contacts(&started).await.unwrap();
    assert_eq!(registration.due_stage(), RegistrationStage::Confirmation);
    let registration = world.send(&started, Channel::Sms).await.unwrap();
    let confirmation = registration.confirmation.unwrap();
    assert_eq!(
        (confirmation.channel(), confirmation.code_length),
        (Channel::Sms, 6)
    );
    assert_eq!(world.registration(&started).await.unwrap(), registration);
    assert_eq!(world.verification.sent(), [("start", MOBILE.to_owned())]);
}

#[tokio::test]
async fn stage_that_is_not_due_is_refused_with_the_one_that_is() {
    let world = World::new().await;
    let started = world.start("ivan").await;
    for answer in [
        world.submit_contacts(&started).await,
        world.send(&started, Channel::Sms).await,
    ] {
        let status = assert_refused(answer, Code::FailedPrecondition, Reason::WrongStage);
        assert_eq!(
            read::metadata(&status, "due_stage").as_deref(),
            Some("PERSONAL_DATA")
        );
    }
    let answer = world.confirm(world.confirm_request(&started, CODE)).await;
    assert_refused(answer, Code::FailedPrecondition, Reason::WrongStage);
}

#[tokio::test]
async fn registration_is_hidden_from_whoever_lacks_its_token() {
    let world = World::new().await;
    let started = world.start("ivan").await;
    let other = world.start("anna").await;
    for wrong in [
        Started {
            token: other.token.clone(),
            ..started.clone()
        },
        Started {
            token: "krs_wrong".to_owned(),
            ..started.clone()
        },
        Started {
            id: "reg_wrong".to_owned(),
            ..started.clone()
        },
    ] {
        let answer = world.registration(&wrong).await;
        assert_refused(answer, Code::NotFound, Reason::RegistrationNotFound);
        let answer = world.submit_personal_data(&wrong).await;
        assert_refused(answer, Code::NotFound, Reason::RegistrationNotFound);
    }
}

#[tokio::test]
async fn refusals_of_profile_are_passed_on() {
    let world = World::new().await;
    let started = world.start("ivan").await;
    let refusal = Refusal::invalid_argument(Reason::UnderAge, "too young")
        .metadata("minimum_age", "14")
        .field("personal_data.birth_date", "UNDER_AGE", "too young");
    world.profile.refuse(refusal);
    let answer = world.submit_personal_data(&started).await;
    let status = assert_refused(answer, Code::InvalidArgument, Reason::UnderAge);
    assert_eq!(
        read::metadata(&status, "minimum_age").as_deref(),
        Some("14")
    );
    assert_eq!(
        read::field_violations(&status)[0].field,
        "personal_data.birth_date"
    );

    world
        .profile
        .refuse(Refusal::unavailable(std::time::Duration::from_secs(1)));
    let answer = world.submit_personal_data(&started).await;
    assert_refused(answer, Code::Unavailable, Reason::TemporarilyUnavailable);

    world.profile.refuse(None);
    world.submit_personal_data(&started).await.unwrap();
}

#[tokio::test]
async fn both_contacts_are_judged_at_once() {
    let world = World::new().await;
    let started = world.start("ivan").await;
    world.submit_personal_data(&started).await.unwrap();
    let mut request = world.contacts_request(&started);
    request.mobile = "+74950000000".to_owned();
    request.email = "nobody".to_owned();
    let answer = world
        .registrations()
        .submit_contacts(gateway(request))
        .await;
    let status = assert_refused(answer, Code::InvalidArgument, Reason::MobileUnacceptable);
    let fields = read::field_violations(&status);
    let fields: Vec<_> = fields.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["mobile", "email"]);
}

#[tokio::test]
async fn corrected_contacts_void_the_code_that_is_out() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    let registration = world.submit_contacts(&started).await.unwrap();
    assert_eq!(registration.confirmation, None);
    world.verification.wait_for_cancellation().await;
    let answer = world.confirm(world.confirm_request(&started, CODE)).await;
    assert_refused(answer, Code::NotFound, Reason::VerificationNotFound);
}

#[tokio::test]
async fn corrected_personal_data_do_not_ask_for_contacts_again() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    let registration = world.submit_personal_data(&started).await.unwrap();
    assert_eq!(registration.due_stage(), RegistrationStage::Confirmation);
    world.send(&started, Channel::Email).await.unwrap();
    world
        .confirm(world.confirm_request(&started, CODE))
        .await
        .unwrap();
}

#[tokio::test]
async fn correction_that_profile_did_not_take_keeps_the_stage_due() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    world
        .profile
        .refuse(Refusal::unavailable(std::time::Duration::from_secs(1)));
    world.submit_contacts(&started).await.unwrap_err();
    world.profile.refuse(None);
    let answer = world.confirm(world.confirm_request(&started, CODE)).await;
    let status = assert_refused(answer, Code::FailedPrecondition, Reason::WrongStage);
    assert_eq!(
        read::metadata(&status, "due_stage").as_deref(),
        Some("CONTACTS")
    );
    world.submit_contacts(&started).await.unwrap();
}

#[tokio::test]
async fn code_is_sent_again_or_over_the_other_channel() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    world.send(&started, Channel::Sms).await.unwrap();
    let registration = world.send(&started, Channel::Email).await.unwrap();
    assert_eq!(registration.confirmation.unwrap().channel(), Channel::Email);
    world.verification.forget();
    world.send(&started, Channel::Email).await.unwrap();
    let sent = world.verification.sent();
    let sent: Vec<_> = sent
        .iter()
        .map(|(how, address)| (*how, address.as_str()))
        .collect();
    assert_eq!(
        sent,
        [
            ("start", MOBILE),
            ("resend", ""),
            ("switch", EMAIL),
            ("start", EMAIL)
        ]
    );
}

#[tokio::test]
async fn repeats_of_the_stages_get_the_same_answer_and_other_bodies_are_refused() {
    let world = World::new().await;
    let started = world.start("ivan").await;

    let request = world.personal_data_request(&started);
    let submit = async |request| {
        world
            .registrations()
            .submit_personal_data(gateway(request))
            .await
    };
    let first = submit(request.clone()).await.unwrap().into_inner();
    assert_eq!(submit(request.clone()).await.unwrap().into_inner(), first);
    let mut other = request;
    other.personal_data.as_mut().unwrap().region_code = "RU-SPE".to_owned();
    assert_refused(submit(other).await, Code::Aborted, Reason::RequestIdReused);

    let request = world.contacts_request(&started);
    let submit = async |request| {
        world
            .registrations()
            .submit_contacts(gateway(request))
            .await
    };
    let first = submit(request.clone()).await.unwrap().into_inner();
    assert_eq!(submit(request.clone()).await.unwrap().into_inner(), first);
    let mut other = request;
    other.email = "anna@example.com".to_owned();
    assert_refused(submit(other).await, Code::Aborted, Reason::RequestIdReused);
}

#[tokio::test]
async fn abandoned_registration_frees_the_login_and_tells_profile() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    let request = AbandonRegistrationRequest {
        request_id: world.request_id(),
        registration_id: started.id.clone(),
        resume_token: started.token.clone(),
    };
    let abandon = async |request| {
        world
            .registrations()
            .abandon_registration(gateway(request))
            .await
    };
    abandon(request.clone()).await.unwrap();
    abandon(request.clone()).await.unwrap();
    let answer = abandon(AbandonRegistrationRequest {
        request_id: world.request_id(),
        ..request
    });
    assert_refused(
        answer.await,
        Code::FailedPrecondition,
        Reason::RegistrationEnded,
    );

    let answer = world.submit_personal_data(&started).await;
    let status = assert_refused(answer, Code::FailedPrecondition, Reason::RegistrationEnded);
    assert_eq!(
        read::metadata(&status, "state").as_deref(),
        Some("ABANDONED")
    );
    assert_eq!(
        world.registration(&started).await.unwrap().state(),
        RegistrationState::Abandoned
    );
    world
        .profile
        .wait_for_event(|event| {
            matches!(&event.fact,
        Some(Fact::RegistrationDiscarded(fact)) if fact.registration_id == started.id)
        })
        .await;
    world.start("ivan").await;
}
