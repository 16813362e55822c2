//! What a person sees of their contracts, in its wire form.

use kabinet_domain::{Money, Sum};
use kabinet_proto::google::r#type as google;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::timestamp;
use time::Date;

use crate::app::{list_bills, list_services};
use crate::domain::balance::{Balance, Total};
use crate::domain::bill::BillState;
use crate::domain::contract::{ContractState, RatingType};
use crate::domain::freshness::Freshness;
use crate::domain::service::{ServiceState, SuspendReason};
use crate::domain::view::{Bill, Contract, NextStep, Service};
use crate::wire;

pub(super) fn dashboard(output: list_services::Output) -> pb::ListServicesResponse {
    let next_step = match output.next_step {
        None => pb::NextStep::Unspecified,
        Some(NextStep::AddService) => pb::NextStep::AddService,
        Some(NextStep::SubmitProof) => pb::NextStep::SubmitProof,
    };
    pb::ListServicesResponse {
        contracts: output.contracts.into_iter().map(contract).collect(),
        totals: output.totals.known.iter().map(total).collect(),
        unknown_balance_count: output.totals.unknown_count.into(),
        next_step: next_step.into(),
        next_page_token: output.next_page_token,
    }
}

pub(super) fn contract(contract: Contract) -> pb::Contract {
    let rating_type = match contract.rating_type {
        RatingType::Prepaid => pb::RatingType::Prepaid,
        RatingType::Postpaid => pb::RatingType::Postpaid,
    };
    let state = match contract.state {
        ContractState::Open => pb::ContractState::Open,
        ContractState::Closed => pb::ContractState::Closed,
    };
    pb::Contract {
        contract_id: contract.id.to_string(),
        link_id: contract.link_id.to_string(),
        label: contract.label,
        account_number: contract.account_number,
        region_code: contract.region_code,
        rating_type: rating_type.into(),
        state: state.into(),
        balance: Some(balance(contract.balance)),
        services: contract.services.into_iter().map(service).collect(),
    }
}

fn service(service: Service) -> pb::Service {
    let state = match service.state {
        ServiceState::Pending => pb::ServiceState::Pending,
        ServiceState::Active => pb::ServiceState::Active,
        ServiceState::Suspended => pb::ServiceState::Suspended,
        ServiceState::Terminated => pb::ServiceState::Terminated,
    };
    let suspend_reason = match service.suspend_reason {
        None => pb::SuspendReason::Unspecified,
        Some(SuspendReason::Debt) => pb::SuspendReason::Debt,
        Some(SuspendReason::Holder) => pb::SuspendReason::Holder,
        Some(SuspendReason::Operator) => pb::SuspendReason::Operator,
    };
    pb::Service {
        service_id: service.id.to_string(),
        kind: wire::service_kind(service.kind).into(),
        phone_number: service.phone_number,
        tariff_code: service.tariff_code,
        tariff_name: service.tariff_name,
        state: state.into(),
        suspend_reason: suspend_reason.into(),
        as_of: Some(timestamp::write(service.as_of)),
    }
}

pub(super) fn balance(balance: Balance) -> pb::Balance {
    let (freshness, reason) = freshness(balance.freshness);
    let observation = balance.amount.map(|amount| amount.observation);
    pb::Balance {
        amount: balance.amount.map(|amount| money(amount.money)),
        as_of: observation.map(|observation| timestamp::write(observation.as_of)),
        observe_time: observation.map(|observation| timestamp::write(observation.observe_time)),
        freshness: freshness.into(),
        freshness_reason: reason.into(),
    }
}

pub(super) fn bills(output: list_bills::Output) -> pb::ListBillsResponse {
    let (freshness, reason) = freshness(output.freshness);
    let observation = output.observation;
    pb::ListBillsResponse {
        bills: output.bills.into_iter().map(bill).collect(),
        next_page_token: output.next_page_token,
        freshness: freshness.into(),
        freshness_reason: reason.into(),
        as_of: observation.map(|observation| timestamp::write(observation.as_of)),
        observe_time: observation.map(|observation| timestamp::write(observation.observe_time)),
    }
}

fn bill(bill: Bill) -> pb::Bill {
    let state = match bill.state {
        BillState::Open => pb::BillState::Open,
        BillState::Paid => pb::BillState::Paid,
        BillState::Void => pb::BillState::Void,
    };
    pb::Bill {
        bill_id: bill.id.to_string(),
        bill_number: bill.number,
        period_start: Some(date(bill.period_start)),
        period_end: Some(date(bill.period_end)),
        amount: Some(money(bill.amount)),
        issue_date: Some(date(bill.issue_date)),
        due_date: Some(date(bill.due_date)),
        state: state.into(),
    }
}

fn total(total: &Total) -> pb::BalanceTotal {
    pb::BalanceTotal {
        amount: Some(sum(total.sum)),
        contract_count: total.contract_count.into(),
        oldest_as_of: Some(timestamp::write(total.oldest_as_of)),
    }
}

fn freshness(freshness: Freshness) -> (pb::Freshness, pb::FreshnessReason) {
    match freshness {
        Freshness::Fresh => (pb::Freshness::Fresh, pb::FreshnessReason::Unspecified),
        Freshness::Stale => (pb::Freshness::Stale, pb::FreshnessReason::FeedLag),
        Freshness::Unknown => (pb::Freshness::Unknown, pb::FreshnessReason::NeverLoaded),
    }
}

fn money(money: Money) -> google::Money {
    google::Money {
        currency_code: money.currency().as_str().to_owned(),
        units: money.units(),
        nanos: money.nanos_part(),
    }
}

fn sum(sum: Sum) -> google::Money {
    google::Money {
        currency_code: sum.currency().as_str().to_owned(),
        units: sum.units(),
        nanos: sum.nanos_part(),
    }
}

fn date(date: Date) -> google::Date {
    google::Date {
        year: date.year(),
        month: i32::from(u8::from(date.month())),
        day: i32::from(date.day()),
    }
}
