//! The only place where errors become refusals: one file per gRPC service.

mod account_view;
mod bss_ingest;
mod catalog;
mod link;
mod peer;
mod shared;

pub(super) use account_view::{batch_get_balances, get_service, list_bills, list_services};
pub(super) use bss_ingest::{
    abort_snapshot, another_snapshot, as_of, batch_too_large, begin_snapshot, commit_snapshot,
    get_snapshot, idle, import_snapshot, request_id, scope, snapshot_not_found, source_unknown,
    too_many_streams,
};
pub(super) use catalog::list_service_kinds;
pub(super) use link::{
    cancel_link, get_link, list_links, rename_link, resend_challenge, start_link, submit_proof,
    switch_challenge, unlink,
};
