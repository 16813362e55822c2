//! Who is told what.

use kabinet_env::id::AccountId;
use kabinet_proto::types::v1::notice::Subject;
use kabinet_proto::types::v1::{Notice, ServiceKind, ServiceLinked, ServiceUnlinked, UnlinkCause};

use super::fixture::Wanted;
use crate::harness::Subscriptions;

const ACCOUNT: &str = "001234567890";

fn linked(account_id: AccountId, link_id: &str, language: &str) -> Notice {
    Notice {
        account_id: account_id.to_string(),
        language: language.to_owned(),
        subject: Some(Subject::ServiceLinked(ServiceLinked {
            link_id: link_id.to_owned(),
            kind: ServiceKind::Broadband.into(),
        })),
    }
}

#[tokio::test]
async fn everybody_who_reads_a_contract_is_told_of_one_more_by_their_own_link() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(ACCOUNT)]).await;
    let wanted = Wanted::broadband(ACCOUNT);
    let (first, second) = (service.somebody(), service.somebody());
    let own = service.links_to(first, &wanted).await.link_id;
    service.profile.notices(1).await;
    let another = service.links_to(second, &wanted).await.link_id;
    let mut notices = service.profile.notices(3).await;
    assert_eq!(notices.remove(0), linked(first, &own, "en"));
    notices.sort_by_key(|notice| notice.language.clone());
    let expected = [linked(first, &own, ""), linked(second, &another, "en")];
    assert_eq!(notices, expected);
}

#[tokio::test]
async fn person_is_told_that_a_service_is_gone() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(ACCOUNT)]).await;
    let wanted = Wanted::broadband(ACCOUNT);
    let (somebody, other) = (service.somebody(), service.somebody());
    let link = service.links_to(somebody, &wanted).await;
    service.links_to(other, &wanted).await;
    service.profile.notices(3).await;
    service.unlinks(somebody, &link.link_id).await.unwrap();
    let notices = service.profile.notices(4).await;
    let gone = Notice {
        account_id: somebody.to_string(),
        language: "en".to_owned(),
        subject: Some(Subject::ServiceUnlinked(ServiceUnlinked {
            link_id: link.link_id,
            kind: ServiceKind::Broadband.into(),
            cause: UnlinkCause::Person.into(),
        })),
    };
    assert_eq!(notices[3..], [gone]);
}

#[tokio::test]
async fn every_reader_of_the_earlier_holder_is_told_of_the_change() {
    let service = Subscriptions::start().await;
    let mut record = service.home(ACCOUNT);
    service.import(vec![record.clone()]).await;
    let wanted = Wanted::broadband(ACCOUNT);
    for _ in 0..2 {
        service.links_to(service.somebody(), &wanted).await;
    }
    service.profile.notices(3).await;
    record.version = 2;
    record.holder_generation = 2;
    service.import(vec![record]).await;
    let notices = service.profile.notices(5).await;
    for notice in &notices[3..] {
        let Some(Subject::ServiceUnlinked(unlinked)) = &notice.subject else {
            panic!("{notice:?}");
        };
        assert_eq!(unlinked.cause(), UnlinkCause::HolderChanged);
    }
}

#[tokio::test]
async fn nobody_is_told_of_what_came_to_nothing() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(ACCOUNT)]).await;
    let somebody = service.somebody();
    let wanted = Wanted::broadband(ACCOUNT);
    let link = service.starts(somebody, &wanted).await.unwrap();
    service.cancels(somebody, &link.link_id).await.unwrap();
    service.starts(somebody, &wanted).await.unwrap();
    assert_eq!(service.count("outbox_event").await, 0);
}
