//! What billing systems send.

mod batches;
mod changes;
mod feed;
mod holders;
mod merging;
mod missing;
mod money;
mod records;
mod resuming;
mod secrecy;
mod snapshots;
mod sources;
mod upkeep;
mod whole;
