//! Contracts that can be linked, and people who try it.

use kabinet_env::id::{AccountId, LinkId, VerificationId};
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::timestamp;
use kabinet_proto::types::v1::{Channel, ClientContext, ServiceKind};
use time::Duration;
use tonic::{Response, Status};

use crate::harness::{FakeCodes, Subscriptions};

/// Region of every contract here unless its test says otherwise: account numbers have twelve digits.
pub(crate) const REGION: &str = "RU-SPE";
pub(crate) const CONTACT_MOBILE: &str = "+79000000001";
pub(crate) const CONTACT_EMAIL: &str = "holder@example.com";

/// What somebody asks to link.
#[derive(Clone, Debug)]
pub(crate) struct Wanted(pub(crate) pb::StartLinkRequest);

impl Wanted {
    /// A mobile number, proven by an SMS to itself.
    pub(crate) fn mobile(number: &str) -> Self {
        Self(pb::StartLinkRequest {
            region_code: REGION.to_owned(),
            kind: ServiceKind::Mobile.into(),
            identifier_type: pb::IdentifierType::PhoneNumber.into(),
            identifier: number.to_owned(),
            channel: Channel::Sms.into(),
            client: Some(device()),
            ..pb::StartLinkRequest::default()
        })
    }

    /// An account number of a home connection, proven by an SMS to the contact of record.
    pub(crate) fn broadband(account_number: &str) -> Self {
        Self(pb::StartLinkRequest {
            kind: ServiceKind::Broadband.into(),
            identifier_type: pb::IdentifierType::AccountNumber.into(),
            identifier: account_number.to_owned(),
            ..Self::mobile("").0
        })
    }

    pub(crate) fn over(self, channel: Channel) -> Self {
        Self(pb::StartLinkRequest {
            channel: channel.into(),
            ..self.0
        })
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut pb::StartLinkRequest)) -> Self {
        change(&mut self.0);
        self
    }
}

/// A device of somebody who speaks English.
pub(crate) fn device() -> ClientContext {
    ClientContext {
        network_address: "192.0.2.7".to_owned(),
        device_token: "kdt_secret".to_owned(),
        user_agent: "Browser/1".to_owned(),
        language: "en".to_owned(),
    }
}

impl Subscriptions {
    pub(crate) fn somebody(&self) -> AccountId {
        AccountId::new(&self.env)
    }

    /// A contract of a person with an old contact and one broadband service.
    pub(crate) fn home(&self, account_number: &str) -> pb::ContractRecord {
        pb::ContractRecord {
            external_id: format!("home-{account_number}"),
            version: 1,
            region_code: REGION.to_owned(),
            account_number: account_number.to_owned(),
            contract_number: String::new(),
            rating_type: pb::RatingType::Postpaid.into(),
            holder_kind: pb::HolderKind::Person.into(),
            holder_generation: 1,
            state: pb::ContractState::Open.into(),
            contact: Some(self.contact_of(Duration::days(30))),
            services: vec![service(ServiceKind::Broadband, "")],
            balance: None,
            bills: None,
        }
    }

    /// A contract of a person without a contact and with one mobile service.
    pub(crate) fn phone(&self, number: &str) -> pb::ContractRecord {
        pb::ContractRecord {
            external_id: format!("phone-{}", &number[1..]),
            contact: None,
            services: vec![service(ServiceKind::Mobile, number)],
            ..self.home(&format!("0{}", &number[1..]))
        }
    }

    /// A contact that the operator has had for so long.
    pub(crate) fn contact_of(&self, age: Duration) -> pb::ContactOfRecord {
        pb::ContactOfRecord {
            mobile: CONTACT_MOBILE.to_owned(),
            email: CONTACT_EMAIL.to_owned(),
            since: Some(timestamp::write(self.env.now() - age)),
        }
    }

    /// Starts a link under a request id of its own.
    pub(crate) async fn starts(
        &self,
        account_id: AccountId,
        wanted: &Wanted,
    ) -> Result<pb::Link, Status> {
        self.starts_as(account_id, wanted, &self.request_id()).await
    }

    pub(crate) async fn starts_as(
        &self,
        account_id: AccountId,
        wanted: &Wanted,
        request_id: &str,
    ) -> Result<pb::Link, Status> {
        let request = pb::StartLinkRequest {
            request_id: request_id.to_owned(),
            ..wanted.0.clone()
        };
        let answer = self.links(account_id).start_link(request).await;
        answer.map(|answer| answer.into_inner().link.unwrap())
    }

    /// Types a code.
    pub(crate) async fn submits(
        &self,
        account_id: AccountId,
        link_id: &str,
        code: &str,
    ) -> Result<pb::Link, Status> {
        let request_id = self.request_id();
        self.submits_as(account_id, link_id, code, &request_id)
            .await
    }

    pub(crate) async fn submits_as(
        &self,
        account_id: AccountId,
        link_id: &str,
        code: &str,
        request_id: &str,
    ) -> Result<pb::Link, Status> {
        let request = pb::SubmitProofRequest {
            request_id: request_id.to_owned(),
            link_id: link_id.to_owned(),
            code: code.to_owned(),
            client: Some(device()),
        };
        let answer = self.links(account_id).submit_proof(request).await;
        answer.map(|answer| answer.into_inner().link.unwrap())
    }

    /// Types the right code.
    pub(crate) async fn proves(
        &self,
        account_id: AccountId,
        link_id: &str,
    ) -> Result<pb::Link, Status> {
        let code = FakeCodes::CODE;
        self.submits(account_id, link_id, code).await
    }

    /// Links what is wanted from start to end.
    pub(crate) async fn links_to(&self, account_id: AccountId, wanted: &Wanted) -> pb::Link {
        let link = self.starts(account_id, wanted).await.unwrap();
        self.proves(account_id, &link.link_id).await.unwrap()
    }

    pub(crate) async fn resends(
        &self,
        account_id: AccountId,
        link_id: &str,
    ) -> Result<pb::Link, Status> {
        let request_id = self.request_id();
        self.resends_as(account_id, link_id, &request_id).await
    }

    pub(crate) async fn resends_as(
        &self,
        account_id: AccountId,
        link_id: &str,
        request_id: &str,
    ) -> Result<pb::Link, Status> {
        let request = pb::ResendChallengeRequest {
            request_id: request_id.to_owned(),
            link_id: link_id.to_owned(),
            client: Some(device()),
        };
        let answer = self.links(account_id).resend_challenge(request).await;
        answer.map(|answer| answer.into_inner().link.unwrap())
    }

    pub(crate) async fn switches(
        &self,
        account_id: AccountId,
        link_id: &str,
        channel: Channel,
    ) -> Result<pb::Link, Status> {
        let request_id = self.request_id();
        self.switches_as(account_id, link_id, channel, &request_id)
            .await
    }

    pub(crate) async fn switches_as(
        &self,
        account_id: AccountId,
        link_id: &str,
        channel: Channel,
        request_id: &str,
    ) -> Result<pb::Link, Status> {
        let request = pb::SwitchChallengeRequest {
            request_id: request_id.to_owned(),
            link_id: link_id.to_owned(),
            channel: channel.into(),
            client: Some(device()),
        };
        let answer = self.links(account_id).switch_challenge(request).await;
        answer.map(|answer| answer.into_inner().link.unwrap())
    }

    pub(crate) async fn shows(
        &self,
        account_id: AccountId,
        link_id: &str,
    ) -> Result<pb::Link, Status> {
        let request = pb::GetLinkRequest {
            link_id: link_id.to_owned(),
        };
        let answer = self.links(account_id).get_link(request).await;
        answer.map(|answer| answer.into_inner().link.unwrap())
    }

    pub(crate) async fn cancels(
        &self,
        account_id: AccountId,
        link_id: &str,
    ) -> Result<pb::Link, Status> {
        let request = pb::CancelLinkRequest {
            request_id: self.request_id(),
            link_id: link_id.to_owned(),
        };
        let answer = self.links(account_id).cancel_link(request).await;
        answer.map(|answer| answer.into_inner().link.unwrap())
    }

    pub(crate) async fn unlinks(
        &self,
        account_id: AccountId,
        link_id: &str,
    ) -> Result<pb::Link, Status> {
        let request = pb::UnlinkRequest {
            request_id: self.request_id(),
            link_id: link_id.to_owned(),
            client: Some(device()),
        };
        let answer = self.links(account_id).unlink(request).await;
        answer.map(|answer| answer.into_inner().link.unwrap())
    }

    pub(crate) async fn renames(
        &self,
        account_id: AccountId,
        link: &pb::Link,
        label: &str,
    ) -> Result<pb::Link, Status> {
        let request = pb::RenameLinkRequest {
            request_id: self.request_id(),
            link_id: link.link_id.clone(),
            label: label.to_owned(),
            etag: link.etag.clone(),
        };
        let answer = self.links(account_id).rename_link(request).await;
        answer.map(|answer| answer.into_inner().link.unwrap())
    }

    /// Lists the account's links on one page.
    pub(crate) async fn lists(&self, account_id: AccountId) -> Vec<pb::Link> {
        let request = pb::ListLinksRequest::default();
        let answer = self.links(account_id).list_links(request).await;
        answer.map(Response::into_inner).unwrap().links
    }

    /// Returns the states that a link has had, in their order, each with why it ended.
    pub(crate) async fn history(&self, link_id: &str) -> Vec<(String, Option<String>)> {
        let id: LinkId = link_id.parse().unwrap();
        sqlx::query_as(
            "SELECT state, end_reason
             FROM subscriptions.link_event
             WHERE link_id = $1
             ORDER BY version",
        )
        .bind(id.uuid())
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }

    /// Returns the only verification that has begun.
    pub(crate) fn only_verification(&self) -> VerificationId {
        let ids = self.codes.ids();
        assert_eq!(ids.len(), 1);
        ids[0]
    }
}

pub(crate) fn service(kind: ServiceKind, phone_number: &str) -> pb::ServiceRecord {
    pb::ServiceRecord {
        external_id: "s1".to_owned(),
        kind: kind.into(),
        phone_number: phone_number.to_owned(),
        tariff_code: "T1".to_owned(),
        tariff_name: "Tariff 1".to_owned(),
        state: pb::ServiceState::Active.into(),
        suspend_reason: pb::SuspendReason::Unspecified.into(),
    }
}

/// The states of a link's history, without why it ended.
pub(crate) fn states(history: &[(String, Option<String>)]) -> Vec<&str> {
    history.iter().map(|(state, _)| state.as_str()).collect()
}
