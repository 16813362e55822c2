use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{ListRegionsRequest, ListRegionsResponse},
};

use crate::harness::{CallAs, Profile, refused, violations};

async fn page(profile: &Profile, language: &str, size: i32, token: &str) -> ListRegionsResponse {
    let request = ListRegionsRequest {
        language: language.to_owned(),
        page_size: size,
        page_token: token.to_owned(),
    };
    let mut profiles = profile.profiles(CallAs::gateway());
    profiles.list_regions(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn pages_lead_through_the_whole_directory() {
    let profile = Profile::start().await;
    let whole = page(&profile, "en", 0, "").await;
    assert_eq!(whole.regions.len(), 83);
    assert_eq!(whole.next_page_token, "");
    assert!(!whole.directory_version.is_empty());

    let mut paged = Vec::new();
    let mut token = String::new();
    loop {
        let next = page(&profile, "en", 20, &token).await;
        paged.extend(next.regions);
        token = next.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(paged, whole.regions);
}

#[tokio::test]
async fn regions_are_named_in_the_language_asked_for_or_in_russian() {
    let profile = Profile::start().await;
    for (language, name) in [
        ("en", "Moscow"),
        ("en-GB", "Moscow"),
        ("ru", "Москва"),
        ("de", "Москва"),
        ("", "Москва"),
    ] {
        let regions = page(&profile, language, 500, "").await.regions;
        let moscow = regions.iter().find(|region| region.code == "RU-MOW");
        let moscow = moscow.unwrap();
        assert_eq!(moscow.name, name, "{language}");
        assert_eq!(moscow.time_zone, "Europe/Moscow");
        assert_eq!(moscow.iso_code, "RU-MOW");
    }
}

#[tokio::test]
async fn page_token_that_was_not_made_here_is_refused() {
    let profile = Profile::start().await;
    let mut token = page(&profile, "", 1, "").await.next_page_token;
    token.replace_range(20..21, if &token[20..21] == "A" { "B" } else { "A" });
    for page_token in ["RU-MOW", "%%%", &token] {
        let request = ListRegionsRequest {
            page_token: page_token.to_owned(),
            ..ListRegionsRequest::default()
        };
        let mut profiles = profile.profiles(CallAs::gateway());
        let answer = profiles.list_regions(request).await;
        let status = refused(answer, Reason::PageTokenInvalid);
        assert_eq!(violations(&status)[0].0, "page_token");
    }
}

#[tokio::test]
async fn malformed_page_is_a_violation() {
    let profile = Profile::start().await;
    let request = ListRegionsRequest {
        language: "русский".to_owned(),
        page_size: -1,
        page_token: "A".repeat(257),
    };
    let mut profiles = profile.profiles(CallAs::gateway());
    let answer = profiles.list_regions(request).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    let fields: Vec<_> = named.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["language", "page_size", "page_token"]);
}
