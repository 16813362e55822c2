use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{
    CheckLoginRequest, CheckPasswordRequest, CredentialFinding, GetPasswordPolicyRequest,
    GetRegistrationGuideRequest, GuideStage, RegistrationStage,
};
use kabinet_status::read;
use tonic::Code;

use crate::journey::{assert_refused, device, start_request};
use crate::world::{World, gateway};

#[tokio::test]
async fn guide_tells_stages_terms_and_links_in_the_persons_language() {
    let world = World::new().await;
    let guide = async |language: &str| {
        let request = GetRegistrationGuideRequest {
            language: language.to_owned(),
        };
        world
            .registrations()
            .get_registration_guide(gateway(request))
            .await
            .unwrap()
            .into_inner()
    };
    let english = guide("en-GB").await;
    let stages: Vec<_> = english.stages.iter().map(GuideStage::stage).collect();
    assert_eq!(
        stages,
        [
            RegistrationStage::Credentials,
            RegistrationStage::PersonalData,
            RegistrationStage::Contacts,
            RegistrationStage::Confirmation
        ]
    );
    let kinds: Vec<_> = english
        .links
        .iter()
        .map(|link| link.kind.as_str())
        .collect();
    assert_eq!(
        (kinds, english.terms.len()),
        (vec!["video", "faq", "help"], 2)
    );
    assert_eq!(
        (
            english.language.as_str(),
            guide("fr").await.language.as_str()
        ),
        ("en", "ru")
    );
}

#[tokio::test]
async fn login_field_tells_findings_and_what_is_free() {
    let world = World::new().await;
    world.start("ivan").await;
    let check = async |login: &str| {
        let request = CheckLoginRequest {
            login: login.to_owned(),
            client: Some(device()),
        };
        let answer = world
            .registrations()
            .check_login(gateway(request))
            .await
            .unwrap();
        let answer = answer.into_inner();
        (answer.available, answer.findings().collect::<Vec<_>>())
    };
    assert_eq!(check("anna").await, (true, vec![]));
    assert_eq!(check("IVAN").await, (false, vec![]));
    assert_eq!(
        check("root").await,
        (false, vec![CredentialFinding::LoginReserved])
    );
    assert_eq!(
        check("a1234567890").await,
        (false, vec![CredentialFinding::LoginLikeAccountNumber])
    );
}

#[tokio::test]
async fn password_field_tells_strength_findings_and_advice() {
    let world = World::new().await;
    let check = async |password: &str| {
        let request = CheckPasswordRequest {
            password: password.to_owned(),
            login: "ivan".to_owned(),
            client: Some(device()),
        };
        world
            .registrations()
            .check_password(gateway(request))
            .await
            .unwrap()
            .into_inner()
    };
    let weak = check("Ivan1").await;
    assert!(!weak.acceptable && !weak.advice.is_empty());
    let findings: Vec<_> = weak.findings().collect();
    assert!(
        findings.contains(&CredentialFinding::PasswordContainsLogin),
        "{findings:?}"
    );
    let strong = check("violet-Tramway.88 crossing").await;
    assert!(strong.acceptable);
    assert_eq!((strong.strength, strong.advice.len()), (4, 0));
    assert_eq!(world.hashes.get(), 0);
}

#[tokio::test]
async fn policy_is_that_of_the_configuration() {
    let world = World::with(&[("IDENTITY_PASSWORD_MIN_LENGTH", "15")]).await;
    let answer = world
        .registrations()
        .get_password_policy(gateway(GetPasswordPolicyRequest {}))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (answer.min_length, answer.max_length, answer.max_bytes),
        (15, 128, 512)
    );
    assert_eq!((answer.min_strength, answer.min_character_kinds), (3, 0));
}

#[tokio::test]
async fn forms_and_registrations_of_one_network_are_limited() {
    let settings = [
        ("IDENTITY_LIMIT_CHECK_NETWORK", "1"),
        ("IDENTITY_LIMIT_REGISTRATION_NETWORK", "1"),
    ];
    let world = World::with(&settings).await;
    let check = || CheckLoginRequest {
        login: "anna".to_owned(),
        client: Some(device()),
    };
    world
        .registrations()
        .check_login(gateway(check()))
        .await
        .unwrap();
    let answer = world.registrations().check_login(gateway(check())).await;
    let status = assert_refused(answer, Code::ResourceExhausted, Reason::RateLimited);
    assert_eq!(
        read::metadata(&status, "limit").as_deref(),
        Some("check.network")
    );

    world.start("ivan").await;
    let request = start_request(world.request_id(), "anna");
    let answer = world
        .registrations()
        .start_registration(gateway(request))
        .await;
    let status = assert_refused(answer, Code::ResourceExhausted, Reason::RateLimited);
    assert!(read::retry_after(&status).is_some());
}
