//! Every journey of several calls, met by every fault at every call: the same call again, and it ends
//! well. The last table of the output says what was tried and what the first answer was.

mod case;
mod fault;
mod flow;
mod flows;
mod table;

use futures::StreamExt as _;
use futures::future::LocalBoxFuture;

use self::{
    case::try_every_fault,
    flow::Flow,
    flows::{
        ChangingContact, ChangingPassword, Linking, LoggingIn, Recovering, Refreshing, Registering,
        TakingBack,
    },
    table::{Row, show},
};

/// Suites that run at one time: each is four processes and two servers.
const SUITES_AT_ONCE: usize = 2;

#[tokio::test]
async fn every_journey_ends_well_whatever_befalls_it() {
    let journeys: [LocalBoxFuture<'_, Vec<Row>>; 8] = [
        rows::<Registering>(),
        rows::<LoggingIn>(),
        rows::<Refreshing>(),
        rows::<Recovering>(),
        rows::<Linking>(),
        rows::<ChangingContact>(),
        rows::<TakingBack>(),
        rows::<ChangingPassword>(),
    ];
    let tried: Vec<Vec<Row>> = futures::stream::iter(journeys)
        .buffered(SUITES_AT_ONCE)
        .collect()
        .await;
    show(&tried.concat());
}

fn rows<F: Flow + 'static>() -> LocalBoxFuture<'static, Vec<Row>> {
    Box::pin(try_every_fault::<F>())
}
