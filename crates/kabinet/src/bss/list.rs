//! Shows the demo contracts.

use std::path::Path;

use anyhow::ensure;
use kabinet_refbss::{Contract, Directory, Kind, Rating};

use super::open;
use crate::terminal;

const WIDTHS: [usize; 7] = [15, 7, 20, 13, 13, 42, 0];

pub(crate) fn list(path: &Path) -> anyhow::Result<()> {
    ensure!(
        path.is_dir(),
        "{} does not exist: `kabinet dev` makes it",
        path.display()
    );
    let books = open(&Directory::lock(path)?, path)?;
    print([
        "id", "region", "kind", "account", "phone", "contact", "balance",
    ]);
    for contract in books.demo() {
        show(contract);
    }
    Ok(())
}

fn show(contract: &Contract) {
    let service = contract.services().first();
    let kind = service.map_or("", |service| kind(service.kind));
    let phone = service.and_then(|service| service.phone_number.as_deref());
    let reached = contract.contact();
    let reached = reached.map(|contact| format!("{} {}", contact.mobile, contact.email));
    print([
        contract.external_id(),
        contract.region_code(),
        &format!("{kind} {}", rating(contract.rating())),
        contract.account_number(),
        phone.unwrap_or("-"),
        reached.as_deref().unwrap_or("-"),
        &contract.balance().to_string(),
    ]);
}

fn print(cells: [&str; 7]) {
    let padded = cells.into_iter().zip(WIDTHS);
    let line: Vec<_> = padded
        .map(|(cell, width)| format!("{cell:<width$}"))
        .collect();
    terminal::line(&line.join(" "));
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Mobile => "MOBILE",
        Kind::Landline => "LANDLINE",
        Kind::Broadband => "BROADBAND",
        Kind::Tv => "TV",
    }
}

fn rating(rating: Rating) -> &'static str {
    match rating {
        Rating::Prepaid => "prepaid",
        Rating::Postpaid => "postpaid",
    }
}
