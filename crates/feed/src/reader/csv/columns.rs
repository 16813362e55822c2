//! Which column stands where.

use std::fmt;

use super::super::faults::shown_name;

/// A column by its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    ExternalId,
    Version,
    RegionCode,
    AccountNumber,
    ContractNumber,
    RatingType,
    HolderKind,
    HolderGeneration,
    State,
    ContactMobile,
    ContactEmail,
    ContactSince,
    ServiceExternalId,
    ServiceKind,
    PhoneNumber,
    TariffCode,
    TariffName,
    ServiceState,
    SuspendReason,
    BalanceAmount,
    BalanceCurrency,
    BalanceAsOf,
}

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Contract,
    Service,
}

impl Column {
    pub(super) const COUNT: usize = 22;

    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::ExternalId,
        Self::Version,
        Self::RegionCode,
        Self::AccountNumber,
        Self::ContractNumber,
        Self::RatingType,
        Self::HolderKind,
        Self::HolderGeneration,
        Self::State,
        Self::ContactMobile,
        Self::ContactEmail,
        Self::ContactSince,
        Self::ServiceExternalId,
        Self::ServiceKind,
        Self::PhoneNumber,
        Self::TariffCode,
        Self::TariffName,
        Self::ServiceState,
        Self::SuspendReason,
        Self::BalanceAmount,
        Self::BalanceCurrency,
        Self::BalanceAsOf,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::ExternalId => "external_id",
            Self::Version => "version",
            Self::RegionCode => "region_code",
            Self::AccountNumber => "account_number",
            Self::ContractNumber => "contract_number",
            Self::RatingType => "rating_type",
            Self::HolderKind => "holder_kind",
            Self::HolderGeneration => "holder_generation",
            Self::State => "state",
            Self::ContactMobile => "contact_mobile",
            Self::ContactEmail => "contact_email",
            Self::ContactSince => "contact_since",
            Self::ServiceExternalId => "service_external_id",
            Self::ServiceKind => "service_kind",
            Self::PhoneNumber => "phone_number",
            Self::TariffCode => "tariff_code",
            Self::TariffName => "tariff_name",
            Self::ServiceState => "service_state",
            Self::SuspendReason => "suspend_reason",
            Self::BalanceAmount => "balance_amount",
            Self::BalanceCurrency => "balance_currency",
            Self::BalanceAsOf => "balance_as_of",
        }
    }

    pub(super) fn subject(self) -> Subject {
        match self {
            Self::ServiceExternalId
            | Self::ServiceKind
            | Self::PhoneNumber
            | Self::TariffCode
            | Self::TariffName
            | Self::ServiceState
            | Self::SuspendReason => Subject::Service,
            _ => Subject::Contract,
        }
    }

    fn is_required(self) -> bool {
        matches!(
            self,
            Self::ExternalId
                | Self::RegionCode
                | Self::AccountNumber
                | Self::RatingType
                | Self::HolderKind
                | Self::State
                | Self::ServiceExternalId
                | Self::ServiceKind
                | Self::ServiceState
        )
    }
}

/// What is wrong with a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderError {
    /// Columns that are required and lack.
    pub missing: Vec<&'static str>,
    /// Columns that mean nothing; `?` where the name has not the form of one.
    pub unknown: Vec<String>,
    /// Columns that stand there more than once.
    pub repeated: Vec<&'static str>,
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = [
            ("missing", self.missing.join(", ")),
            ("unknown", self.unknown.join(", ")),
            ("repeated", self.repeated.join(", ")),
        ];
        let said = lists.iter().filter(|(_, names)| !names.is_empty());
        for (position, (what, names)) in said.enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(f, "{separator}{what}: {names}")?;
        }
        Ok(())
    }
}

/// Where each column stands in a row.
#[derive(Debug)]
pub(super) struct Columns {
    positions: [Option<usize>; Column::COUNT],
    count: usize,
}

impl Columns {
    /// Reads a header; everything that is wrong with it is told at once.
    pub(super) fn of(names: &[String]) -> Result<Self, HeaderError> {
        let mut positions = [None; Column::COUNT];
        let mut error = HeaderError::default();
        for (position, name) in names.iter().enumerate() {
            match Column::ALL.iter().find(|column| column.name() == name) {
                None => error.unknown.push(shown_name(name).to_owned()),
                Some(column) if positions[*column as usize].is_some() => {
                    error.repeated.push(column.name());
                }
                Some(column) => positions[*column as usize] = Some(position),
            }
        }
        let lacking =
            |column: &Column| column.is_required() && positions[*column as usize].is_none();
        let missing = Column::ALL.into_iter().filter(lacking);
        error.missing = missing.map(Column::name).collect();
        if error == HeaderError::default() {
            let count = names.len();
            Ok(Self { positions, count })
        } else {
            Err(error)
        }
    }

    /// Returns how many columns a row has.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Returns where a column stands.
    pub(super) fn position(&self, column: Column) -> Option<usize> {
        self.positions[column as usize]
    }
}
