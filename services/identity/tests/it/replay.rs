//! A repeated request gets the answer of the first; its id serves no other.

use std::fmt::Debug;
use std::time::Duration;

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::types::v1::{Channel, ClientContext};
use prost::Message;
use tonic::{Response, Status};

use crate::suite::{FakeCodes, Person, Refused as _, Stage, Suite};

type Answer<T> = Result<Response<T>, Status>;

/// Makes the call, repeats it later, and misuses its id for another body.
pub(crate) async fn repeats<Q: Clone, A: Message + Debug>(
    suite: &Suite,
    request: Q,
    change: impl FnOnce(&mut Q),
    mut call: impl AsyncFnMut(Q) -> Answer<A>,
) -> A {
    let first = call(request.clone()).await.unwrap().into_inner();
    let mut other = request.clone();
    change(&mut other);
    for _ in 0..2 {
        suite.clock.advance(Duration::from_secs(40));
        let again = call(request.clone()).await.unwrap().into_inner();
        assert_eq!(again.encode_to_vec(), first.encode_to_vec());
        assert_eq!(call(other.clone()).await.reason(), Reason::RequestIdReused);
    }
    first
}

async fn before(suite: &Suite, stage: Stage) -> Person<'_> {
    let mut person = suite.person("ivan.petrov");
    person.registers_until(stage).await;
    person
}

#[tokio::test]
async fn start_of_a_registration() {
    let suite = Suite::new().await;
    let person = suite.person("ivan.petrov");
    let other = |request: &mut pb::StartRegistrationRequest| request.login.push('2');
    repeats(&suite, person.start_request(), other, async |request| {
        person.registrations().start_registration(request).await
    })
    .await;
    assert_eq!(
        suite
            .number("SELECT count(*) FROM identity.registration")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn start_of_a_registration_eight_times_at_once() {
    let suite = Suite::new().await;
    let person = suite.person("ivan.petrov");
    let request = person.start_request();
    let calls = (0..8).map(|_| {
        let (mut client, request) = (person.registrations(), request.clone());
        async move {
            client
                .start_registration(request)
                .await
                .unwrap()
                .into_inner()
        }
    });
    let answers: Vec<_> = join_all(calls)
        .await
        .iter()
        .map(Message::encode_to_vec)
        .collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(
        suite
            .number("SELECT count(*) FROM identity.registration")
            .await,
        1
    );
}

#[tokio::test]
async fn personal_data() {
    let suite = Suite::new().await;
    let person = before(&suite, Stage::PersonalData).await;
    let other = |request: &mut pb::SubmitPersonalDataRequest| {
        request.personal_data.as_mut().unwrap().given_name.push('а');
    };
    repeats(
        &suite,
        person.personal_data_request(),
        other,
        async |request| person.registrations().submit_personal_data(request).await,
    )
    .await;
    assert_eq!(suite.profile.draft(&person.registration_id).version, 1);
}

#[tokio::test]
async fn contacts() {
    let suite = Suite::new().await;
    let person = before(&suite, Stage::Contacts).await;
    let other = |request: &mut pb::SubmitContactsRequest| request.email.insert(0, 'x');
    repeats(&suite, person.contacts_request(), other, async |request| {
        person.registrations().submit_contacts(request).await
    })
    .await;
    assert_eq!(suite.profile.draft(&person.registration_id).version, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn correction_of_the_contacts_eight_times_at_once() {
    let suite = Suite::new().await;
    let mut person = before(&suite, Stage::Code).await;
    let request = person.contacts_request();
    let calls = (0..8).map(|_| {
        let (mut client, request) = (person.registrations(), request.clone());
        async move { client.submit_contacts(request).await.unwrap().into_inner() }
    });
    let answers = join_all(calls).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    // None of the repeats has made the stage due again after it was done.
    person.asks_for_a_code(Channel::Sms).await.unwrap();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn repeat_of_earlier_contacts_does_not_bring_them_back() {
    let suite = Suite::new().await;
    let mut person = before(&suite, Stage::Contacts).await;
    let earlier = person.contacts_request();
    person
        .registrations()
        .submit_contacts(earlier.clone())
        .await
        .unwrap();
    "new.address@example.com".clone_into(&mut person.email);
    person.submits_contacts().await.unwrap();
    person.asks_for_a_code(Channel::Email).await.unwrap();
    person
        .registrations()
        .submit_contacts(earlier)
        .await
        .unwrap();
    let draft = suite.profile.draft(&person.registration_id);
    assert_eq!(draft.email, "new.address@example.com");
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn wish_for_a_code() {
    let suite = Suite::new().await;
    let person = before(&suite, Stage::Confirmation).await;
    let other = |request: &mut pb::SendConfirmationRequest| request.set_channel(Channel::Email);
    repeats(
        &suite,
        person.send_request(Channel::Sms),
        other,
        async |request| person.registrations().send_confirmation(request).await,
    )
    .await;
    assert_eq!(suite.codes.asked().len(), 1);
}

#[tokio::test]
async fn confirmation() {
    let suite = Suite::new().await;
    let person = before(&suite, Stage::Code).await;
    let other = |request: &mut pb::ConfirmRegistrationRequest| request.code.push('0');
    let request = person.confirm_request(FakeCodes::CODE);
    repeats(&suite, request, other, async |request| {
        person.registrations().confirm_registration(request).await
    })
    .await;
    assert_eq!(suite.accounts().await, 1);
}

#[tokio::test]
async fn abandonment() {
    let suite = Suite::new().await;
    let person = before(&suite, Stage::Contacts).await;
    let other = |request: &mut pb::AbandonRegistrationRequest| {
        request
            .resume_token
            .clone_from(&person.resume_token.replace("krs_", "krs-"));
    };
    let request = person.abandon_request();
    person
        .registrations()
        .abandon_registration(request.clone())
        .await
        .unwrap();
    person
        .registrations()
        .abandon_registration(request.clone())
        .await
        .unwrap();
    let mut misused = request;
    other(&mut misused);
    // Without the token nothing is said, not even that the id was used.
    let refused = person
        .registrations()
        .abandon_registration(misused)
        .await
        .reason();
    let expected = [Reason::RegistrationNotFound, Reason::RequestIdReused];
    assert!(expected.contains(&refused), "{refused:?}");
}

#[tokio::test]
async fn login() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    let request = person.login_request("ivan.petrov", &person.password);
    let other = |request: &mut pb::LoginRequest| request.password.push('!');
    let grant = repeats(&suite, request, other, async |request| {
        person.sessions().login(request).await
    })
    .await
    .grant
    .unwrap();
    // One hash for the registration, one for the login.
    assert_eq!(suite.hashes(), 2);
    assert_eq!(
        suite.number("SELECT count(*) FROM identity.session").await,
        2
    );
    person.refreshes(&grant.refresh_token).await.unwrap();
}

#[tokio::test]
async fn login_of_a_new_device() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    person.device.device_token.clear();
    let request = person.login_request("ivan.petrov", &person.password);
    let other = |request: &mut pb::LoginRequest| request.identifier.push('!');
    let answer = repeats(&suite, request, other, async |request| {
        person.sessions().login(request).await
    });
    assert_ne!(answer.await.grant.unwrap().device_token, "");
}

#[tokio::test]
async fn end_of_a_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let lost = person.registers().await.session.unwrap().session_id;
    let grant = person.logs_in().await.unwrap();
    let user = suite.as_user(&grant.access_token);
    let own = grant.session.unwrap().session_id;
    let request = pb::RevokeSessionRequest {
        request_id: suite.request_id(),
        session_id: lost,
    };
    let other = |request: &mut pb::RevokeSessionRequest| request.session_id = own;
    repeats(&suite, request, other, async |request| {
        user.client().revoke_session(user.says(request)).await
    })
    .await;
    assert_eq!(user.sessions().await.unwrap().len(), 1);
}

#[tokio::test]
async fn end_of_every_session_repeats_for_the_next_one() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let request = pb::RevokeAllSessionsRequest {
        request_id: suite.request_id(),
    };
    let user = suite.as_user(&grant.access_token);
    let first = user
        .client()
        .revoke_all_sessions(user.says(request.clone()))
        .await
        .unwrap();
    let grant = person.logs_in().await.unwrap();
    let user = suite.as_user(&grant.access_token);
    let again = user
        .client()
        .revoke_all_sessions(user.says(request))
        .await
        .unwrap();
    assert_eq!(again.into_inner(), first.into_inner());
    user.sessions().await.unwrap();
}

#[tokio::test]
async fn renewed_authentication() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let user = suite.as_user(&grant.access_token);
    let request = pb::ReauthenticateRequest {
        request_id: suite.request_id(),
        password: person.password.clone(),
        client: Some(ClientContext::default()),
    };
    let other = |request: &mut pb::ReauthenticateRequest| request.password.push('!');
    repeats(&suite, request, other, async |request| {
        user.client().reauthenticate(user.says(request)).await
    })
    .await;
}

#[tokio::test]
async fn change_of_the_password() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let user = suite.as_user(&grant.access_token);
    let request = user.change_request(&person.password, "a wholly-new.Password of mine");
    let call = async |access_token: &str, request: pb::ChangePasswordRequest| {
        let user = suite.as_user(access_token);
        user.credentials().change_password(user.says(request)).await
    };
    let first = call(&grant.access_token, request.clone())
        .await
        .unwrap()
        .into_inner();
    let token = first.grant.as_ref().unwrap().access_token.as_str();
    suite.clock.advance(Duration::from_secs(1));
    let again = call(token, request.clone()).await.unwrap().into_inner();
    assert_eq!(again.encode_to_vec(), first.encode_to_vec());
    let mut other = request;
    "another wholly-new.Password".clone_into(&mut other.new_password);
    other
        .new_password_confirmation
        .clone_from(&other.new_password);
    assert_eq!(call(token, other).await.reason(), Reason::RequestIdReused);
    person
        .refreshes(&first.grant.unwrap().refresh_token)
        .await
        .unwrap();
}

/// The same device in another network, with what only that network knows of it.
fn on_the_way(device: Option<&ClientContext>) -> Option<ClientContext> {
    device.map(|device| ClientContext {
        network_address: "198.51.100.9".to_owned(),
        ..device.clone()
    })
}

#[tokio::test]
async fn repeat_from_another_network_is_the_same_request() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let mut request = person.start_request();
    let start = async |request: &pb::StartRegistrationRequest| {
        let mut front = suite.person("nobody").registrations();
        front.start_registration(request.clone()).await
    };
    let first = start(&request).await.unwrap().into_inner();
    request.client = on_the_way(request.client.as_ref());
    assert_eq!(start(&request).await.unwrap().into_inner(), first);
    person.registration_id = first.registration.unwrap().registration_id;
    person.resume_token = first.resume_token;
    person.submits_personal_data().await.unwrap();
    person.submits_contacts().await.unwrap();

    let mut request = person.send_request(Channel::Sms);
    for _ in 0..2 {
        let mut front = person.registrations();
        front.send_confirmation(request.clone()).await.unwrap();
        request.client = on_the_way(request.client.as_ref());
    }
    assert_eq!(suite.codes.asked().len(), 1);

    let mut request = person.confirm_request(FakeCodes::CODE);
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let mut front = person.registrations();
        let answer = front.confirm_registration(request.clone()).await.unwrap();
        tokens.push(answer.into_inner().grant.unwrap().refresh_token);
        request.client = on_the_way(request.client.as_ref());
    }
    let mut request = person.login_request("ivan.petrov", &person.password);
    for _ in 0..2 {
        let answer = person.sessions().login(request.clone()).await.unwrap();
        tokens.push(answer.into_inner().grant.unwrap().refresh_token);
        request.client = on_the_way(request.client.as_ref());
    }
    assert_eq!((&tokens[0], &tokens[2]), (&tokens[1], &tokens[3]));
    let sessions = "SELECT count(*) FROM identity.session";
    assert_eq!(suite.number(sessions).await, 2);
}
