//! `ListInbox`.

use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{ListInboxRequest, ListInboxResponse},
    types::v1::{ServiceKind, UnlinkCause, event::Fact},
};
use tonic::{Response, Status};

use crate::harness::{
    CallAs, Profile, new_login, notice_in, password_changed, refused, service_linked,
    service_unlinked, violations,
};

async fn page(
    profile: &Profile,
    account_id: AccountId,
    page_size: i32,
    page_token: &str,
) -> Result<Response<ListInboxResponse>, Status> {
    let token = profile.identity.log_in(account_id);
    let request = ListInboxRequest {
        page_size,
        page_token: page_token.to_owned(),
    };
    let mut notifications = profile.notifications(CallAs::person(&token));
    notifications.list_inbox(request).await
}

impl Profile {
    /// Tells an account one of everything, a second apart; returns what it was told.
    async fn tell_everything(&self, account_id: AccountId) -> Vec<Fact> {
        let mut told = Vec::new();
        for subject in [
            new_login(self),
            password_changed(),
            service_linked(self, ServiceKind::Mobile),
            service_unlinked(self, UnlinkCause::Person),
            service_unlinked(self, UnlinkCause::HolderChanged),
        ] {
            let event = notice_in("pl", self, account_id, subject);
            told.extend(event.fact.clone());
            self.notify(event).await;
            self.clock.advance(Duration::from_secs(1));
        }
        told
    }
}

#[tokio::test]
async fn inbox_holds_what_was_told_with_the_newest_first() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let start = profile.env.now().unix_timestamp();
    let mut told = profile.tell_everything(account_id).await;
    told.reverse();
    let inbox = profile.inbox(account_id).await;
    let shown: Vec<_> = inbox
        .iter()
        .map(|item| Fact::Notice(item.notice.clone().unwrap()))
        .collect();
    assert_eq!(shown, told);
    for (item, seconds) in inbox.iter().zip((0..5).rev()) {
        assert_eq!(item.occur_time.unwrap().seconds, start + seconds);
        assert_eq!(item.create_time, item.occur_time);
        assert!(item.notice_id.starts_with("ntc_"));
    }
}

#[tokio::test]
async fn pages_lead_through_the_whole_inbox() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.tell_everything(account_id).await;
    let whole = profile.inbox(account_id).await;
    let mut paged = Vec::new();
    let mut token = String::new();
    loop {
        let next = page(&profile, account_id, 2, &token)
            .await
            .unwrap()
            .into_inner();
        assert!(next.items.len() <= 2);
        paged.extend(next.items);
        token = next.next_page_token;
        if token.is_empty() {
            break;
        }
        // What comes meanwhile moves nobody's place.
        let event = notice_in("", &profile, account_id, password_changed());
        profile.notify(event).await;
    }
    assert_eq!(paged, whole);
}

#[tokio::test]
async fn page_token_of_another_account_or_call_is_refused() {
    let profile = Profile::start().await;
    let (_, anna) = profile.activated().await;
    let (_, boris) = profile.activated().await;
    profile.tell_everything(anna).await;
    profile.tell_everything(boris).await;
    let of_boris = page(&profile, boris, 1, "").await.unwrap().into_inner();
    let mut changed = of_boris.next_page_token.clone();
    let last = if changed.ends_with('A') { "B" } else { "A" };
    changed.replace_range(changed.len() - 1.., last);
    for token in [&of_boris.next_page_token, &changed, "1", "%%%"] {
        let answer = page(&profile, anna, 1, token).await;
        let status = refused(answer, Reason::PageTokenInvalid);
        assert_eq!(violations(&status)[0].0, "page_token");
    }
}

#[tokio::test]
async fn inbox_of_another_account_is_not_shown() {
    let profile = Profile::start().await;
    let (_, anna) = profile.activated().await;
    let (_, boris) = profile.activated().await;
    profile.tell_everything(anna).await;
    assert_eq!(profile.inbox(boris).await, []);
    assert_eq!(profile.inbox(AccountId::new(&profile.env)).await, []);
}
