//! A contract whose rows are still coming.

use kabinet_proto::{
    google::r#type::Money,
    subscriptions::v1::{
        BalanceRecord, ContactOfRecord, ContractRecord, ContractState, HolderKind, RatingType,
        ServiceRecord, ServiceState, SuspendReason,
    },
    timestamp,
    types::v1::ServiceKind,
};
use prost_types::Timestamp;
use time::OffsetDateTime;

use super::{
    columns::{Column, Columns, Subject},
    rows::Row,
};
use crate::{
    Line, Reject,
    reader::{
        faults::{Fault, Faults},
        values::{self, Named},
        version_at,
    },
    reject::readable_id,
};

/// Most services of a contract that are kept; one more than `ContractRecord` may have.
const MAX_SERVICES: usize = 51;

const NUMBER: Fault = Fault {
    reason: "INTEGER_FORM",
    description: "must be a whole number",
};
const DIFFERS: Fault = Fault {
    reason: "LINES_DIFFER",
    description: "must be the same in every line of a contract",
};
const REQUIRED: Fault = Fault {
    reason: "REQUIRED",
    description: "must stand there",
};

#[derive(Debug)]
pub(super) struct Open {
    line: u64,
    external_id: String,
    /// The first row, which every later one has to agree with.
    first: Vec<String>,
    record: ContractRecord,
    faults: Faults,
    /// Line of the first fault.
    faulty: Option<u64>,
}

impl Open {
    /// Begins a contract; a row that does not even name one is rejected alone.
    pub(super) fn begin(
        row: Row,
        columns: &Columns,
        as_of: OffsetDateTime,
    ) -> Result<Self, Reject> {
        let Some(external_id) = row.external_id.clone() else {
            let fault = row.cells.err().unwrap_or(REQUIRED);
            return Err(Reject {
                line: row.line,
                external_id: None,
                violations: vec![fault.at("")],
            });
        };
        let mut open = Self {
            line: row.line,
            external_id,
            first: row.cells.as_ref().cloned().unwrap_or_default(),
            record: ContractRecord::default(),
            faults: Faults::default(),
            faulty: None,
        };
        if let Ok(cells) = &row.cells {
            let mut cells = Cells::of(cells, columns, &mut open.faults);
            open.record = contract(&mut cells, as_of);
        }
        open.add(row, columns);
        Ok(open)
    }

    pub(super) fn external_id(&self) -> &str {
        &self.external_id
    }

    /// Takes a row of the contract, the first one too.
    pub(super) fn add(&mut self, row: Row, columns: &Columns) {
        match row.cells {
            Ok(row) => {
                if self.first.is_empty() {
                    self.first.clone_from(&row);
                }
                let mut cells = Cells::of(&row, columns, &mut self.faults);
                cells.compare(&self.first);
                if self.record.services.len() < MAX_SERVICES {
                    self.record.services.extend(service(&mut cells));
                }
            }
            Err(fault) => self.faults.add(fault),
        }
        if !self.faults.is_empty() {
            self.faulty.get_or_insert(row.line);
        }
    }

    /// Returns what the rows make together.
    pub(super) fn finish(self) -> Line {
        match self.faulty {
            None => Line::Record {
                line: self.line,
                record: Box::new(self.record),
            },
            Some(line) => Line::Rejected(Reject {
                line,
                external_id: readable_id(&self.external_id),
                violations: self.faults.into_list(),
            }),
        }
    }
}

/// The cells of a row by their columns; an empty cell is absent.
struct Cells<'a> {
    row: &'a [String],
    columns: &'a Columns,
    faults: &'a mut Faults,
}

impl<'a> Cells<'a> {
    fn of(row: &'a [String], columns: &'a Columns, faults: &'a mut Faults) -> Self {
        Self {
            row,
            columns,
            faults,
        }
    }

    fn text(&self, column: Column) -> &'a str {
        let position = self.columns.position(column);
        position.map_or("", |position| &self.row[position])
    }

    fn owned(&self, column: Column) -> String {
        self.text(column).to_owned()
    }

    fn parsed<T>(
        &mut self,
        column: Column,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let refused = |fault| self.faults.add_below(column.name(), fault);
        parse(text).map_err(refused).ok()
    }

    fn number<T: std::str::FromStr>(&mut self, column: Column) -> Option<T> {
        self.parsed(column, |text| text.parse().map_err(|_| NUMBER))
    }

    fn named<E: Named>(&mut self, column: Column) -> i32 {
        self.parsed(column, E::number).unwrap_or_default()
    }

    fn time(&mut self, column: Column) -> Option<Timestamp> {
        self.parsed(column, values::time)
    }

    fn are_empty(&self, columns: &[Column]) -> bool {
        columns.iter().all(|column| self.text(*column).is_empty())
    }

    /// Notes every column of the contract that says something else than its first row.
    fn compare(&mut self, first: &[String]) {
        for column in Column::ALL {
            let position = self.columns.position(column);
            let (Subject::Contract, Some(position)) = (column.subject(), position) else {
                continue;
            };
            if self.row[position] != first[position] {
                self.faults.add_below(column.name(), DIFFERS);
            }
        }
    }
}

fn contract(cells: &mut Cells<'_>, as_of: OffsetDateTime) -> ContractRecord {
    ContractRecord {
        external_id: cells.owned(Column::ExternalId),
        version: cells
            .number(Column::Version)
            .unwrap_or_else(|| version_at(as_of)),
        region_code: cells.owned(Column::RegionCode),
        account_number: cells.owned(Column::AccountNumber),
        contract_number: cells.owned(Column::ContractNumber),
        rating_type: cells.named::<RatingType>(Column::RatingType),
        holder_kind: cells.named::<HolderKind>(Column::HolderKind),
        holder_generation: cells.number(Column::HolderGeneration).unwrap_or(1),
        state: cells.named::<ContractState>(Column::State),
        contact: contact(cells),
        services: Vec::new(),
        balance: balance(cells, as_of),
        bills: None,
    }
}

fn contact(cells: &mut Cells<'_>) -> Option<ContactOfRecord> {
    let columns = [
        Column::ContactMobile,
        Column::ContactEmail,
        Column::ContactSince,
    ];
    (!cells.are_empty(&columns)).then(|| ContactOfRecord {
        mobile: cells.owned(Column::ContactMobile),
        email: cells.owned(Column::ContactEmail),
        since: cells.time(Column::ContactSince),
    })
}

fn service(cells: &mut Cells<'_>) -> Option<ServiceRecord> {
    let columns: Vec<_> = Column::ALL
        .into_iter()
        .filter(|column| column.subject() == Subject::Service)
        .collect();
    (!cells.are_empty(&columns)).then(|| ServiceRecord {
        external_id: cells.owned(Column::ServiceExternalId),
        kind: cells.named::<ServiceKind>(Column::ServiceKind),
        phone_number: cells.owned(Column::PhoneNumber),
        tariff_code: cells.owned(Column::TariffCode),
        tariff_name: cells.owned(Column::TariffName),
        state: cells.named::<ServiceState>(Column::ServiceState),
        suspend_reason: cells.named::<SuspendReason>(Column::SuspendReason),
    })
}

fn balance(cells: &mut Cells<'_>, as_of: OffsetDateTime) -> Option<BalanceRecord> {
    let columns = [
        Column::BalanceAmount,
        Column::BalanceCurrency,
        Column::BalanceAsOf,
    ];
    if cells.are_empty(&columns) {
        return None;
    }
    let time = cells.time(Column::BalanceAsOf);
    Some(BalanceRecord {
        amount: amount(cells),
        as_of: Some(time.unwrap_or_else(|| timestamp::write(as_of))),
    })
}

fn amount(cells: &mut Cells<'_>) -> Option<Money> {
    for column in [Column::BalanceAmount, Column::BalanceCurrency] {
        if cells.are_empty(&[column]) {
            cells.faults.add_below(column.name(), REQUIRED);
        }
    }
    let currency = cells.parsed(Column::BalanceCurrency, values::currency)?;
    cells.parsed(Column::BalanceAmount, |text| values::amount(text, currency))
}
