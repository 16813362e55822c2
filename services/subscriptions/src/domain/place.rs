//! Places in lists that are read page by page.

use kabinet_env::id::{BillId, LinkId};
use time::{Date, OffsetDateTime};

/// A contract's place: contracts stand in the order in which they were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ContractPlace {
    /// When the link became active.
    pub(crate) activate_time: OffsetDateTime,
    /// Link.
    pub(crate) link_id: LinkId,
}

/// A bill's place: bills stand with the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BillPlace {
    /// Day of issue.
    pub(crate) issue_date: Date,
    /// Bill.
    pub(crate) bill_id: BillId,
}
