//! What can be added, and how.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::{Channel, ServiceKind};

use crate::harness::{Subscriptions, refused};

fn request(region_code: &str, language: &str) -> pb::ListServiceKindsRequest {
    pb::ListServiceKindsRequest {
        region_code: region_code.to_owned(),
        language: language.to_owned(),
    }
}

#[tokio::test]
async fn region_offers_kinds_with_forms_and_instructions() {
    let service = Subscriptions::start().await;
    let answer = service
        .catalog()
        .list_service_kinds(request("RU-MOW", "en-GB"))
        .await;
    let answer = answer.unwrap().into_inner();
    assert_eq!(answer.catalog_version, "2026-1");
    let kinds: Vec<_> = answer
        .kinds
        .iter()
        .map(pb::ServiceKindOption::kind)
        .collect();
    let expected = [
        ServiceKind::Mobile,
        ServiceKind::Landline,
        ServiceKind::Broadband,
        ServiceKind::Tv,
    ];
    assert_eq!(kinds, expected);
    let mobile = &answer.kinds[0];
    assert_eq!(mobile.name, "Mobile");
    let proofs: Vec<_> = mobile
        .proofs
        .iter()
        .map(|proof| (proof.channel(), proof.method()))
        .collect();
    let ways = [
        (Channel::Sms, pb::ProofMethod::NumberCode),
        (Channel::Email, pb::ProofMethod::ContactCode),
    ];
    assert_eq!(proofs, ways);
    let account = &answer.kinds[2].identifiers[0];
    assert_eq!(account.r#type(), pb::IdentifierType::AccountNumber);
    assert_eq!(
        (account.pattern.as_str(), account.example.as_str()),
        ("^[0-9]{7}$", "0000000")
    );
}

#[tokio::test]
async fn texts_fall_back_to_russian() {
    let service = Subscriptions::start().await;
    let mut catalog = service.catalog();
    for (language, name) in [
        ("pl", "Telewizja"),
        ("de", "Телевидение"),
        ("", "Телевидение"),
    ] {
        let answer = catalog
            .list_service_kinds(request("RU-SPE", language))
            .await;
        assert_eq!(
            answer.unwrap().into_inner().kinds[3].name,
            name,
            "{language}"
        );
    }
}

#[tokio::test]
async fn region_that_is_not_served_is_refused() {
    let service = Subscriptions::start().await;
    let answer = service
        .catalog()
        .list_service_kinds(request("XX-XX", "ru"))
        .await;
    refused(answer, Reason::RegionUnknown);
}
