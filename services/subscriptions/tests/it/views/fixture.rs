//! Contracts from a billing system, and links in every state that a link can be in.

use kabinet_env::id::{AccountId, ContractId, LinkId};
use kabinet_proto::google::r#type::{Date, Money};
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::timestamp;
use kabinet_proto::types::v1::ServiceKind;
use prost_types::Timestamp;
use time::{Duration, OffsetDateTime};

use crate::harness::Subscriptions;

/// A state of a link, and why it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State(pub(crate) &'static str, pub(crate) Option<&'static str>);

pub(crate) const PENDING: State = State("PENDING_PROOF", None);
pub(crate) const ACTIVE: State = State("ACTIVE", None);
pub(crate) const REVOKED: State = State("REVOKED", Some("PERSON"));
pub(crate) const EXPIRED: State = State("EXPIRED", Some("TIME_OVER"));
pub(crate) const FAILED: State = State("FAILED", Some("ATTEMPTS_SPENT"));
pub(crate) const CANCELLED: State = State("CANCELLED", Some("PERSON"));

/// Every state but the one that reads.
pub(crate) const BLIND: [State; 5] = [PENDING, REVOKED, EXPIRED, FAILED, CANCELLED];

/// A link to write into the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkRow {
    pub(crate) account_id: AccountId,
    /// None for a decoy.
    pub(crate) contract: Option<(ContractId, i32)>,
    pub(crate) state: State,
    pub(crate) time: OffsetDateTime,
}

pub(crate) fn roubles(units: i64, nanos: i32) -> Money {
    Money {
        currency_code: "RUB".to_owned(),
        units,
        nanos,
    }
}

pub(crate) fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

/// A contract of one mobile service that nobody has said a balance or a bill of.
pub(crate) fn record(external_id: &str) -> pb::ContractRecord {
    pb::ContractRecord {
        external_id: external_id.to_owned(),
        version: 1,
        region_code: "RU-MOW".to_owned(),
        account_number: "770000000045".to_owned(),
        contract_number: String::new(),
        rating_type: pb::RatingType::Prepaid.into(),
        holder_kind: pb::HolderKind::Person.into(),
        holder_generation: 1,
        state: pb::ContractState::Open.into(),
        contact: None,
        services: vec![mobile("s1")],
        balance: None,
        bills: None,
    }
}

pub(crate) fn mobile(external_id: &str) -> pb::ServiceRecord {
    pb::ServiceRecord {
        external_id: external_id.to_owned(),
        kind: ServiceKind::Mobile.into(),
        phone_number: "+79000000045".to_owned(),
        tariff_code: "M1".to_owned(),
        tariff_name: "Mobile 1".to_owned(),
        state: pb::ServiceState::Active.into(),
        suspend_reason: pb::SuspendReason::Unspecified.into(),
    }
}

pub(crate) fn bill(external_id: &str, issue_date: Date) -> pb::BillRecord {
    pb::BillRecord {
        external_id: external_id.to_owned(),
        bill_number: format!("B-{external_id}"),
        period_start: Some(day(2025, 11, 1)),
        period_end: Some(day(2025, 11, 30)),
        amount: Some(roubles(500, 0)),
        issue_date: Some(issue_date),
        due_date: Some(day(2025, 12, 25)),
        state: pb::BillState::Open.into(),
    }
}

impl Subscriptions {
    pub(crate) fn now(&self) -> OffsetDateTime {
        self.env.now()
    }

    pub(crate) fn timestamp(&self) -> Timestamp {
        timestamp::write(self.now())
    }

    pub(crate) fn account(&self) -> AccountId {
        AccountId::new(&self.env)
    }

    /// Imports a contract whose source says this balance now.
    pub(crate) async fn contract_with(&self, external_id: &str, balance: Money) -> ContractId {
        let balance = pb::BalanceRecord {
            amount: Some(balance),
            as_of: Some(self.timestamp()),
        };
        self.imported(pb::ContractRecord {
            balance: Some(balance),
            ..record(external_id)
        })
        .await
    }

    /// Imports a contract whose source says these bills now.
    pub(crate) async fn contract_with_bills(
        &self,
        external_id: &str,
        bills: Vec<pb::BillRecord>,
    ) -> ContractId {
        let bills = pb::BillsRecord {
            bills,
            as_of: Some(self.timestamp()),
        };
        self.imported(pb::ContractRecord {
            bills: Some(bills),
            ..record(external_id)
        })
        .await
    }

    /// Imports one contract.
    pub(crate) async fn imported(&self, record: pb::ContractRecord) -> ContractId {
        let external_id = record.external_id.clone();
        self.import(vec![record]).await;
        self.contract_id(&external_id).await
    }

    pub(crate) async fn contract_id(&self, external_id: &str) -> ContractId {
        let id = sqlx::query_scalar(
            "SELECT contract_id
             FROM subscriptions.contract
             WHERE external_id = $1",
        )
        .bind(external_id)
        .fetch_one(&self.pool)
        .await
        .unwrap();
        ContractId::from_uuid(id)
    }

    pub(crate) async fn service_id(&self, contract_id: ContractId) -> String {
        let id: uuid::Uuid = sqlx::query_scalar(
            "SELECT service_id
             FROM subscriptions.service
             WHERE contract_id = $1
             LIMIT 1",
        )
        .bind(contract_id.uuid())
        .fetch_one(&self.pool)
        .await
        .unwrap();
        kabinet_env::id::ServiceId::from_uuid(id).to_string()
    }

    /// Links a contract of the first holder to an account.
    pub(crate) async fn linked(&self, account_id: AccountId, contract_id: ContractId) -> LinkId {
        self.link(LinkRow {
            account_id,
            contract: Some((contract_id, 1)),
            state: ACTIVE,
            time: self.now(),
        })
        .await
    }

    /// Writes a link as it stands after whatever led to it.
    pub(crate) async fn link(&self, row: LinkRow) -> LinkId {
        let id = LinkId::new(&self.env);
        let State(state, end_reason) = row.state;
        let was_active = matches!(state, "ACTIVE" | "REVOKED");
        sqlx::query(
            "INSERT INTO subscriptions.link (
                account_id, link_id, contract_id, holder_generation, kind, region_code,
                identifier_type, identifier, locator, state, end_reason, assurance, version,
                create_time, activate_time, end_time, expire_time, update_time
            )
            VALUES (
                $1, $2, $3, $4, 'MOBILE', 'RU-MOW',
                'PHONE_NUMBER', '', decode(repeat('00', 32), 'hex'), $5, $6, $7, 2,
                $8, $9, $10, $11, $8
            )",
        )
        .bind(row.account_id.uuid())
        .bind(id.uuid())
        .bind(row.contract.map(|(contract_id, _)| contract_id.uuid()))
        .bind(row.contract.map(|(_, generation)| generation))
        .bind(state)
        .bind(end_reason)
        .bind(was_active.then_some("NUMBER"))
        .bind(row.time)
        .bind(was_active.then_some(row.time))
        .bind(end_reason.map(|_| row.time))
        .bind(row.time + Duration::HOUR)
        .execute(&self.pool)
        .await
        .unwrap();
        id
    }

    /// Shows the whole dashboard of an account.
    pub(crate) async fn dashboard(&self, account_id: AccountId) -> pb::ListServicesResponse {
        let request = pb::ListServicesRequest::default();
        let answer = self.views(account_id).list_services(request).await;
        answer.unwrap().into_inner()
    }
}
