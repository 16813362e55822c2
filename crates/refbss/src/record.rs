//! What is told to subscriptions.

use kabinet_domain::Money;
use kabinet_proto::{
    google::r#type,
    subscriptions::v1::{
        BalanceRecord, BillRecord, BillState, BillsRecord, ContactOfRecord, ContractRecord,
        ContractState, HolderKind, RatingType, ServiceRecord, ServiceState as State, SuspendReason,
    },
    timestamp,
    types::v1::ServiceKind,
};
use time::Date;

use crate::{
    bill::{self, Bill},
    contract::{Contract, Holder, Kind, Rating, Service, ServiceState},
};

/// Most bills that are told, the newest ones.
const MAX_BILLS: usize = 24;

impl Contract {
    /// Makes the record of the contract as it stands.
    pub fn record(&self) -> ContractRecord {
        let closed = self.is_closed(self.changed.date());
        let as_of = Some(timestamp::write(self.changed));
        ContractRecord {
            external_id: self.external_id.clone(),
            version: self.version,
            region_code: self.region_code.clone(),
            account_number: self.account_number.clone(),
            contract_number: self.paper_number.clone(),
            rating_type: match self.rating {
                Rating::Prepaid => RatingType::Prepaid,
                Rating::Postpaid => RatingType::Postpaid,
            }
            .into(),
            holder_kind: match self.holder {
                Holder::Person => HolderKind::Person,
                Holder::Organisation => HolderKind::Organisation,
            }
            .into(),
            holder_generation: 1,
            state: if closed {
                ContractState::Closed.into()
            } else {
                ContractState::Open.into()
            },
            contact: self.contact.as_ref().map(|contact| ContactOfRecord {
                mobile: contact.mobile.clone(),
                email: contact.email.clone(),
                since: Some(timestamp::write(contact.since)),
            }),
            services: self.service_records(),
            balance: Some(BalanceRecord {
                amount: Some(money(self.balance())),
                as_of,
            }),
            bills: Some(BillsRecord {
                bills: self.bill_records(),
                as_of,
            }),
        }
    }

    fn service_records(&self) -> Vec<ServiceRecord> {
        let numbered = (1..).zip(&self.services);
        let record = |(number, service): (u32, &Service)| {
            let (state, reason) = self.state_of(service);
            let tariff = service.tariff();
            ServiceRecord {
                external_id: format!("S-{number}"),
                kind: kind(service.kind).into(),
                phone_number: service.phone_number.clone().unwrap_or_default(),
                tariff_code: service.tariff.clone(),
                tariff_name: tariff.map_or_else(String::new, |tariff| tariff.name.to_owned()),
                state: state.into(),
                suspend_reason: reason.into(),
            }
        };
        numbered.map(record).collect()
    }

    fn state_of(&self, service: &Service) -> (State, SuspendReason) {
        if self.is_closed(self.changed.date()) {
            return (State::Terminated, SuspendReason::Unspecified);
        }
        match service.state {
            ServiceState::Active if self.is_suspended_for_debt() => {
                (State::Suspended, SuspendReason::Debt)
            }
            ServiceState::Active => (State::Active, SuspendReason::Unspecified),
            ServiceState::Pending => (State::Pending, SuspendReason::Unspecified),
            ServiceState::SuspendedByHolder => (State::Suspended, SuspendReason::Holder),
            ServiceState::Terminated => (State::Terminated, SuspendReason::Unspecified),
        }
    }

    fn bill_records(&self) -> Vec<BillRecord> {
        let paid = bill::paid(&self.bills, &self.ledger);
        let told = self.bills.iter().zip(paid).rev().take(MAX_BILLS);
        let record = |(bill, paid): (&Bill, bool)| BillRecord {
            external_id: bill.period(),
            bill_number: format!("{}/{}", self.paper_number, bill.period()),
            period_start: Some(date(bill.period_start)),
            period_end: Some(date(bill.period_end)),
            amount: Some(money(bill.amount)),
            issue_date: Some(date(bill.issue_date)),
            due_date: Some(date(bill.due_date)),
            state: if paid {
                BillState::Paid.into()
            } else {
                BillState::Open.into()
            },
        };
        told.map(record).collect()
    }
}

fn kind(kind: Kind) -> ServiceKind {
    match kind {
        Kind::Mobile => ServiceKind::Mobile,
        Kind::Landline => ServiceKind::Landline,
        Kind::Broadband => ServiceKind::Broadband,
        Kind::Tv => ServiceKind::Tv,
    }
}

fn money(money: Money) -> r#type::Money {
    r#type::Money {
        currency_code: money.currency().as_str().to_owned(),
        units: money.units(),
        nanos: money.nanos_part(),
    }
}

fn date(date: Date) -> r#type::Date {
    r#type::Date {
        year: date.year(),
        month: u8::from(date.month()).into(),
        day: date.day().into(),
    }
}
