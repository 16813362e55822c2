//! What the person sees of their services: state, balance, bills.

use anyhow::{Context as _, ensure};
use kabinet_domain::money::Money;
use kabinet_proto::{
    errors::v1::Reason,
    subscriptions::v1::{
        BatchGetBalancesRequest, Contract, GetServiceRequest, Link, ListBillsRequest,
        ListServicesRequest, ListServicesResponse, NextStep, RenameLinkRequest, UnlinkRequest,
    },
};

use super::{
    Journal, Person,
    contracts::{Contracts, payment},
    person::client,
    services::Links,
};
use crate::client::Suite;

const VIEWS: &str = "kabinet.subscriptions.v1.AccountViewService";
const LINKS: &str = "kabinet.subscriptions.v1.LinkService";

/// Shows that an account without services is told what to do.
pub(super) async fn look_while_empty(suite: &Suite, journal: &mut Journal) -> anyhow::Result<()> {
    let listed = list(suite, "No services yet: the next step is named", journal).await?;
    ensure!(
        listed.next_step() == NextStep::AddService,
        "the next step is another one"
    );
    Ok(())
}

/// Looks at everything, pays, and removes a service again.
pub(super) async fn walk(
    suite: &Suite,
    person: &Person,
    contracts: &mut Contracts,
    links: &Links,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let before = list(suite, "The dashboard: both services with balances", journal).await?;
    ensure!(before.contracts.len() == 2, "not two contracts");
    let mobile = contract_of(&before, &links.mobile)?;
    look_closer(suite, mobile, journal).await?;

    contracts.pay_mobile(journal).await?;
    let after = list(suite, "The balance has moved", journal).await?;
    let moved = balance(contract_of(&after, &links.mobile)?)?.nanos() - balance(mobile)?.nanos();
    ensure!(
        moved == payment()?.nanos(),
        "the balance moved by something else"
    );
    rename(suite, person, &links.broadband, journal).await?;
    unlink(suite, person, &links.broadband, journal).await
}

async fn list(
    suite: &Suite,
    what: &str,
    journal: &mut Journal,
) -> anyhow::Result<ListServicesResponse> {
    journal.call(
        what,
        &format!("{VIEWS}/ListServices"),
        suite
            .views()
            .list_services(ListServicesRequest::default())
            .await,
    )
}

async fn look_closer(
    suite: &Suite,
    contract: &Contract,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let service = contract.services.first().context("no service")?;
    let request = GetServiceRequest {
        service_id: service.service_id.clone(),
        contract_id: contract.contract_id.clone(),
    };
    journal.call(
        "One service",
        &format!("{VIEWS}/GetService"),
        suite.views().get_service(request).await,
    )?;
    let request = ListBillsRequest {
        contract_id: contract.contract_id.clone(),
        page_size: 2,
        page_token: String::new(),
    };
    let listed = journal.call(
        "Its bills (the newest two)",
        &format!("{VIEWS}/ListBills"),
        suite.views().list_bills(request).await,
    )?;
    ensure!(listed.bills.len() == 2, "not two bills");
    let request = BatchGetBalancesRequest {
        contract_ids: vec![contract.contract_id.clone()],
        max_staleness: None,
    };
    journal.call(
        "Its balance alone",
        &format!("{VIEWS}/BatchGetBalances"),
        suite.views().batch_get_balances(request).await,
    )?;
    Ok(())
}

async fn rename(
    suite: &Suite,
    person: &Person,
    link: &Link,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let request = RenameLinkRequest {
        request_id: person.request_id(),
        link_id: link.link_id.clone(),
        label: "Summer house".to_owned(),
        etag: link.etag.clone(),
    };
    journal.call(
        "Give it a name of one's own",
        &format!("{LINKS}/RenameLink"),
        suite.links().rename_link(request).await,
    )?;
    Ok(())
}

async fn unlink(
    suite: &Suite,
    person: &Person,
    link: &Link,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let request = UnlinkRequest {
        request_id: person.request_id(),
        link_id: link.link_id.clone(),
        client: Some(client()),
    };
    journal.call(
        "Remove it; the contract itself is not touched",
        &format!("{LINKS}/Unlink"),
        suite.links().unlink(request).await,
    )?;
    let request = BatchGetBalancesRequest {
        contract_ids: vec![link.contract_id.clone()],
        max_staleness: None,
    };
    journal.refusal(
        "Nothing of it can be read any more",
        &format!("{VIEWS}/BatchGetBalances"),
        Reason::ContractNotFound,
        suite.views().batch_get_balances(request).await,
    )
}

fn contract_of<'a>(
    dashboard: &'a ListServicesResponse,
    link: &Link,
) -> anyhow::Result<&'a Contract> {
    let found = dashboard
        .contracts
        .iter()
        .find(|contract| contract.link_id == link.link_id);
    found.context("the contract is not on the dashboard")
}

fn balance(contract: &Contract) -> anyhow::Result<Money> {
    let balance = contract.balance.as_ref().context("no balance")?;
    let amount = balance.amount.as_ref().context("no amount")?;
    Ok(Money::from_parts(
        &amount.currency_code,
        amount.units,
        amount.nanos,
    )?)
}
