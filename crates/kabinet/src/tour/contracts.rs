//! What the operator's billing system knows of the person: two contracts of their own.

use std::io;

use anyhow::{Context as _, ensure};
use kabinet_domain::money::{Currency, Money};
use kabinet_env::Env;
use kabinet_feed::{Feed, Observer, Plan, Progress, Reject, Summary, lines_of};
use kabinet_journey::{Person, Wanted};
use kabinet_proto::{
    google::r#type::{Date, Money as MoneyMessage},
    subscriptions::v1::{
        BalanceRecord, BillRecord, BillState, BillsRecord, ContactOfRecord, ContractRecord,
        ContractState, HolderKind, RatingType, ServiceRecord, ServiceState, SnapshotScope,
    },
    timestamp,
    types::v1::ServiceKind,
};
use time::{Duration, OffsetDateTime};

use super::{
    Journal, Tour,
    journal::{show_answer, show_call},
};
use crate::{dev::ports::Ports, terminal};

/// Region of both contracts.
pub(super) const REGION: &str = "RU-MOW";
/// Name under which the tour feeds contracts.
const SOURCE: &str = "tour";
/// What the feed calls by itself.
const CALLS: &str =
    "kabinet.subscriptions.v1.BssIngestService/BeginSnapshot, ImportSnapshot, CommitSnapshot";
/// What the person pays.
const PAYMENT: &str = "150.50";

/// The contracts, and the billing system that knows them.
pub(super) struct Contracts {
    feed: Feed,
    env: Env,
    pub(super) mobile: Sold,
    pub(super) broadband: Sold,
}

/// A contract as the tour needs it.
pub(super) struct Sold {
    record: ContractRecord,
}

impl Sold {
    /// Returns what the person types to add it.
    pub(super) fn wanted(&self) -> Wanted {
        Wanted::of(&self.record)
    }

    /// Returns the mobile number that the operator has on record.
    pub(super) fn mobile(&self) -> &str {
        &self.contact().mobile
    }

    /// Returns the e-mail address that the operator has on record.
    pub(super) fn email(&self) -> &str {
        &self.contact().email
    }

    fn contact(&self) -> &ContactOfRecord {
        self.record.contact.as_ref().expect("it is sold with one")
    }
}

impl Contracts {
    /// Sells the person a mobile number and broadband, and tells subscriptions.
    pub(super) async fn sell(ports: Ports, tour: &mut Tour) -> anyhow::Result<Self> {
        let env = tour.env.clone();
        let channel = ports.feed()?.connect_lazy();
        let (mobile, broadband) = contracts_of(&tour.person, &env);
        let contracts = Self {
            feed: Feed::new(channel, SOURCE, env.clone())?,
            env,
            mobile,
            broadband,
        };
        let records = vec![
            contracts.mobile.record.clone(),
            contracts.broadband.record.clone(),
        ];
        let what = "The billing system tells of two contracts";
        let told = contracts.tell(what, records, &mut tour.journal).await?;
        ensure!(told.result.created_count == 2, "not two new contracts");
        Ok(contracts)
    }

    /// Pays on the mobile contract.
    pub(super) async fn pay_mobile(&mut self, journal: &mut Journal) -> anyhow::Result<()> {
        let now = self.env.now();
        let record = &mut self.mobile.record;
        let balance = record.balance.as_mut().context("it has a balance")?;
        let before = balance.amount.as_ref().context("it has an amount")?;
        let before = Money::from_parts(&before.currency_code, before.units, before.nanos)?;
        balance.amount = Some(amount(before.nanos() + payment()?.nanos())?);
        balance.as_of = Some(timestamp::write(now));
        record.version += 1;
        let record = record.clone();
        let what = format!("Pay {PAYMENT}: the billing system tells the new balance");
        let told = self.tell(&what, vec![record], journal).await?;
        ensure!(
            told.result.updated_count == 1,
            "the contract did not change"
        );
        Ok(())
    }

    async fn tell(
        &self,
        what: &str,
        records: Vec<ContractRecord>,
        journal: &mut Journal,
    ) -> anyhow::Result<Summary> {
        journal.begin(what);
        show_call(CALLS);
        let plan = Plan {
            scope: SnapshotScope::Partial,
            as_of: self.env.now(),
        };
        let told = self
            .feed
            .send(plan, lines_of(records), &mut Rejects)
            .await?;
        show_answer(&told.result);
        ensure!(told.took_all(), "a contract was rejected");
        Ok(told)
    }
}

/// Returns what the person pays.
pub(super) fn payment() -> anyhow::Result<Money> {
    Ok(Money::parse_decimal(PAYMENT, roubles()?)?)
}

fn roubles() -> anyhow::Result<Currency> {
    Ok(Currency::parse("RUB")?)
}

fn amount(nanos: i64) -> anyhow::Result<MoneyMessage> {
    let money = Money::new(roubles()?, nanos);
    Ok(MoneyMessage {
        currency_code: money.currency().as_str().to_owned(),
        units: money.units(),
        nanos: money.nanos_part(),
    })
}

/// Shows what was rejected.
struct Rejects;

impl Observer for Rejects {
    fn rejected(&mut self, reject: Reject) -> io::Result<()> {
        terminal::line(&format!("   rejected {reject:?}"));
        Ok(())
    }

    fn progress(&mut self, _: Progress) {}
}

fn contracts_of(person: &Person, env: &Env) -> (Sold, Sold) {
    let number = u32::from_be_bytes(env.bytes()) % 10_000_000;
    let now = env.now();
    let mobile_number = format!("+7901{number:07}");
    let everything = service(ServiceKind::Mobile, &mobile_number, "Everything in one");
    let mobile = ContractRecord {
        services: vec![everything],
        ..contract(&format!("m-{}", env.uuid_v4()), now)
    };
    let broadband = ContractRecord {
        account_number: format!("{number:07}"),
        rating_type: RatingType::Postpaid.into(),
        contact: Some(ContactOfRecord {
            mobile: format!("+7902{number:07}"),
            email: format!("home.{}", person.email),
            since: Some(timestamp::write(now - Duration::days(400))),
        }),
        services: vec![service(ServiceKind::Broadband, "", "Fibre 300")],
        ..contract(&format!("b-{}", env.uuid_v4()), now)
    };
    (Sold { record: mobile }, Sold { record: broadband })
}

fn contract(external_id: &str, now: OffsetDateTime) -> ContractRecord {
    ContractRecord {
        external_id: external_id.to_owned(),
        version: 1,
        region_code: REGION.to_owned(),
        account_number: "5550001".to_owned(),
        contract_number: String::new(),
        rating_type: RatingType::Prepaid.into(),
        holder_kind: HolderKind::Person.into(),
        holder_generation: 1,
        state: ContractState::Open.into(),
        contact: None,
        services: Vec::new(),
        balance: Some(BalanceRecord {
            amount: Some(MoneyMessage {
                currency_code: "RUB".to_owned(),
                units: 310,
                nanos: 250_000_000,
            }),
            as_of: Some(timestamp::write(now)),
        }),
        bills: Some(BillsRecord {
            bills: (1..=3).map(bill).collect(),
            as_of: Some(timestamp::write(now)),
        }),
    }
}

fn service(kind: ServiceKind, phone_number: &str, tariff_name: &str) -> ServiceRecord {
    ServiceRecord {
        external_id: "1".to_owned(),
        kind: kind.into(),
        phone_number: phone_number.to_owned(),
        tariff_code: "TOUR".to_owned(),
        tariff_name: tariff_name.to_owned(),
        state: ServiceState::Active.into(),
        suspend_reason: 0,
    }
}

fn bill(month: i32) -> BillRecord {
    let day = |month, day| {
        Some(Date {
            year: 2026,
            month,
            day,
        })
    };
    BillRecord {
        external_id: format!("2026-{month:02}"),
        bill_number: format!("2026/{month:02}"),
        period_start: day(month, 1),
        period_end: day(month, 28),
        amount: Some(MoneyMessage {
            currency_code: "RUB".to_owned(),
            units: 450,
            nanos: 0,
        }),
        issue_date: day(month + 1, 5),
        due_date: day(month + 1, 25),
        state: BillState::Paid.into(),
    }
}
