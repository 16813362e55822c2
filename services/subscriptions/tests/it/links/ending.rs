//! How links are shown, named and ended, and that they are their account's alone.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::Channel;
use kabinet_status::read;
use tonic::{Response, Status};

use super::fixture::{Wanted, device, states};
use crate::harness::{FakeCodes, Subscriptions, refused};

const NUMBER: &str = "+79000000045";

fn refusal(answer: Result<pb::Link, Status>, reason: Reason) -> Status {
    refused(answer.map(Response::new), reason)
}

#[tokio::test]
async fn cancelled_link_stays_cancelled() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    let cancelled = service.cancels(somebody, id).await.unwrap();
    assert_eq!(cancelled.state(), pb::LinkState::Cancelled);
    assert_eq!(cancelled.end_reason(), pb::LinkEndReason::Person);
    assert_eq!(
        (cancelled.challenge.as_ref(), cancelled.expire_time.as_ref()),
        (None, None)
    );
    assert_eq!(service.cancels(somebody, id).await.unwrap(), cancelled);
    let status = refusal(
        service.unlinks(somebody, id).await,
        Reason::LinkStateUnsuitable,
    );
    assert_eq!(
        read::metadata(&status, "state").as_deref(),
        Some("CANCELLED")
    );
    assert_eq!(
        states(&service.history(id).await),
        ["PENDING_PROOF", "CANCELLED"]
    );
}

#[tokio::test]
async fn removed_link_reads_no_more_and_can_be_made_anew() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let wanted = Wanted::mobile(NUMBER);
    let link = service.links_to(somebody, &wanted).await;
    let id = &link.link_id;
    refusal(
        service.cancels(somebody, id).await,
        Reason::LinkStateUnsuitable,
    );
    let revoked = service.unlinks(somebody, id).await.unwrap();
    assert_eq!(revoked.state(), pb::LinkState::Revoked);
    assert_eq!(revoked.end_reason(), pb::LinkEndReason::Person);
    assert_eq!(revoked.contract_id, "");
    assert_eq!(revoked.assurance(), pb::Assurance::Number);
    assert_eq!(service.unlinks(somebody, id).await.unwrap(), revoked);
    assert_eq!(service.count("contract_link").await, 0);
    let request = pb::ListServicesRequest::default();
    let seen = service.views(somebody).list_services(request).await;
    assert_eq!(seen.unwrap().into_inner().contracts, []);
    let again = service.links_to(somebody, &wanted).await;
    assert_ne!(again.link_id, link.link_id);
    assert_eq!(again.contract_id, link.contract_id);
}

#[tokio::test]
async fn link_expires_at_once_and_the_sweeper_writes_the_same() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    let end = link.expire_time;
    // The sweeper looks every ten minutes, and not now.
    service.rests().await;
    service
        .clock
        .advance(Duration::from_hours(1) - Duration::from_secs(1));
    service.rests().await;
    assert_eq!(service.shows(somebody, id).await.unwrap(), link);
    service.clock.advance(Duration::from_secs(1));
    let read = service.shows(somebody, id).await.unwrap();
    assert_eq!(read.state(), pb::LinkState::Expired);
    assert_eq!(read.end_reason(), pb::LinkEndReason::TimeOver);
    assert_eq!((read.end_time, read.expire_time), (end, None));
    assert_eq!(service.history(id).await.len(), 1, "nothing is written yet");
    for refused in [
        service.cancels(somebody, id).await,
        service.resends(somebody, id).await,
        service.proves(somebody, id).await,
        service.renames(somebody, &read, "x").await,
    ] {
        let status = refusal(refused, Reason::LinkStateUnsuitable);
        let state = kabinet_status::read::metadata(&status, "state");
        assert_eq!(state.as_deref(), Some("EXPIRED"));
    }
    service.time_passes(Duration::from_mins(10)).await;
    assert_eq!(
        states(&service.history(id).await),
        ["PENDING_PROOF", "EXPIRED"]
    );
    assert_eq!(service.shows(somebody, id).await.unwrap(), read);
}

#[tokio::test]
async fn link_is_named_against_its_etag() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service.links_to(somebody, &Wanted::mobile(NUMBER)).await;
    let named = service.renames(somebody, &link, "  Дача ").await.unwrap();
    assert_eq!(named.label, "Дача");
    assert_ne!(named.etag, link.etag);
    refusal(
        service.renames(somebody, &link, "Дом").await,
        Reason::EtagMismatch,
    );
    let bare = service.renames(somebody, &named, "").await.unwrap();
    assert_eq!(bare.label, "");
    refusal(
        service.renames(somebody, &bare, "a\u{7}").await,
        Reason::InvalidRequest,
    );
    let revoked = service.unlinks(somebody, &link.link_id).await.unwrap();
    let late = service.renames(somebody, &revoked, "Дом").await;
    refusal(late, Reason::LinkStateUnsuitable);
}

#[tokio::test]
async fn repeated_naming_is_answered_again() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let request = pb::RenameLinkRequest {
        request_id: service.request_id(),
        link_id: link.link_id.clone(),
        label: "Дача".to_owned(),
        etag: link.etag.clone(),
    };
    let rename = |request| async { service.links(somebody).rename_link(request).await };
    let first = rename(request.clone()).await.unwrap().into_inner();
    let again = rename(request.clone()).await.unwrap().into_inner();
    assert_eq!(first, again);
    let other = pb::RenameLinkRequest {
        label: "Дом".to_owned(),
        ..request
    };
    refused(rename(other).await, Reason::RequestIdReused);
}

#[tokio::test]
async fn links_are_listed_newest_first_page_by_page() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let mut started = Vec::new();
    for nth in 0..5 {
        let wanted = Wanted::broadband(&format!("{nth:012}"));
        started.push(service.starts(somebody, &wanted).await.unwrap());
        service.clock.advance(Duration::from_secs(1));
    }
    started.reverse();
    assert_eq!(service.lists(somebody).await, started);
    let mut seen = Vec::new();
    let mut request = pb::ListLinksRequest {
        page_size: 2,
        ..pb::ListLinksRequest::default()
    };
    loop {
        let page = service.links(somebody).list_links(request.clone()).await;
        let page = page.unwrap().into_inner();
        assert!(page.links.len() <= 2);
        seen.extend(page.links);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(seen, started);
    let other = service.links(service.somebody()).list_links(request).await;
    refused(other, Reason::PageTokenInvalid);
}

#[tokio::test]
async fn link_of_somebody_else_is_not_found() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let (somebody, stranger) = (service.somebody(), service.somebody());
    let wanted = Wanted::mobile(NUMBER);
    let active = service.links_to(somebody, &wanted).await;
    let pending = service.starts(somebody, &wanted).await.unwrap();
    let asked = service.codes.asked().len();
    let unknown = "lnk_0198c2b4-0000-7000-8000-000000000000";
    for id in [&active.link_id, &pending.link_id, unknown, "lnk_?"] {
        let named = pb::Link {
            link_id: id.to_owned(),
            ..active.clone()
        };
        for answer in [
            service.shows(stranger, id).await,
            service.submits(stranger, id, FakeCodes::CODE).await,
            service.resends(stranger, id).await,
            service.switches(stranger, id, Channel::Email).await,
            service.cancels(stranger, id).await,
            service.renames(stranger, &named, "x").await,
            service.unlinks(stranger, id).await,
        ] {
            refusal(answer, Reason::LinkNotFound);
        }
    }
    assert_eq!(service.lists(stranger).await, []);
    assert_eq!(service.codes.asked().len(), asked);
    let untouched = service.shows(somebody, &active.link_id).await.unwrap();
    assert_eq!(untouched, active);
}

#[tokio::test]
async fn nobody_is_served_without_a_live_session() {
    let service = Subscriptions::start().await;
    let token = service.identity.log_in(service.somebody());
    service.identity.log_out(&token);
    for call_as in [
        crate::harness::CallAs::gateway(),
        crate::harness::CallAs::person(&token),
    ] {
        let client = service.client(call_as);
        let mut links = pb::link_service_client::LinkServiceClient::new(client);
        let request = pb::UnlinkRequest {
            request_id: service.request_id(),
            link_id: "lnk_0198c2b4-0000-7000-8000-000000000000".to_owned(),
            client: Some(device()),
        };
        refused(links.unlink(request).await, Reason::TokenInvalid);
    }
}
