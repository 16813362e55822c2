//! What the person sees of their services: state, balance, bills.

use anyhow::{Context as _, ensure};
use kabinet_domain::money::Money;
use kabinet_proto::{
    errors::v1::Reason,
    subscriptions::v1::{Contract, Link, ListServicesResponse, NextStep},
};

use super::{Contracts, Tour, contracts::payment, services::Links};

impl Tour {
    /// Shows that an account without services is told what to do.
    pub(super) async fn looks_at_empty_dashboard(&mut self) -> anyhow::Result<()> {
        let what = "No services yet: the next step is named";
        let listed = self.looks_at_dashboard(what).await?;
        ensure!(
            listed.next_step() == NextStep::AddService,
            "the next step is another one"
        );
        Ok(())
    }

    /// Looks at everything, pays, and removes a service again.
    pub(super) async fn looks_at_services(
        &mut self,
        contracts: &mut Contracts,
        links: &Links,
    ) -> anyhow::Result<()> {
        let what = "The dashboard: both services with balances";
        let before = self.looks_at_dashboard(what).await?;
        ensure!(before.contracts.len() == 2, "not two contracts");
        let mobile = contract_of(&before, &links.mobile)?;
        self.looks_closer(mobile).await?;

        contracts.pay_mobile(&mut self.journal).await?;
        let after = self.looks_at_dashboard("The balance has moved").await?;
        let after = contract_of(&after, &links.mobile)?;
        let moved = balance(after)?.nanos() - balance(mobile)?.nanos();
        ensure!(
            moved == payment()?.nanos(),
            "the balance moved by something else"
        );
        self.renames_and_removes(&links.broadband).await
    }

    async fn looks_at_dashboard(&mut self, what: &str) -> anyhow::Result<ListServicesResponse> {
        let dashboard = self.person.sees_dashboard(&self.suite);
        self.journal.step(what, dashboard).await
    }

    async fn looks_closer(&mut self, contract: &Contract) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        let service = contract.services.first().context("no service")?;
        let service = person.sees_service(suite, contract, &service.service_id);
        journal.step("One service", service).await?;
        let what = "Its bills (the newest two)";
        let bills = person.sees_bills(suite, &contract.contract_id, 2);
        let bills = journal.step(what, bills).await?.bills;
        ensure!(bills.len() == 2, "not two bills");
        let alone = [contract.contract_id.as_str()];
        let balance = person.sees_balances(suite, &alone);
        journal.step("Its balance alone", balance).await?;
        Ok(())
    }

    async fn renames_and_removes(&mut self, link: &Link) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        let what = "Give it a name of one's own";
        let renamed = person.renames(suite, link, "Summer house");
        journal.step(what, renamed).await?;
        let what = "Remove it; the contract itself is not touched";
        let removed = person.unlinks(suite, &link.link_id);
        journal.step(what, removed).await?;
        let what = "Nothing of it can be read any more";
        let removed = [link.contract_id.as_str()];
        let balance = person.sees_balances(suite, &removed);
        journal
            .refusal(what, Reason::ContractNotFound, balance)
            .await
    }
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
