//! One journey with one fault.

use std::time::Duration;

use kabinet_env::Env;
use kabinet_status::read;
use tonic::{Code, Status};

use super::{
    fault::Fault,
    flow::Flow,
    flows::Registering,
    table::{First, Row, Then},
};
use crate::suite::{Layout, Mishap, Suite};

/// Times that a call is repeated before the journey has failed.
const REPEATS: usize = 60;
/// What a caller waits who is not told.
const PAUSE: Duration = Duration::from_millis(200);
/// Times that a person goes back before the journey has failed.
const MAX_SETBACKS: usize = 3;

/// What stands between two journeys must not stand in the way of a third.
const GENEROUS: [(&str, &str); 4] = [
    ("VERIFICATION_REGISTRATION_COOLDOWN_SECONDS", "0"),
    ("VERIFICATION_OWNERSHIP_COOLDOWN_SECONDS", "0"),
    ("IDENTITY_LIMIT_LOGIN_NETWORK", "100000"),
    ("IDENTITY_LIMIT_REGISTRATION_NETWORK", "100000"),
];

/// Makes the journey once with every fault at every call.
pub(super) async fn try_every_fault<F: Flow>() -> Vec<Row> {
    let mut suite = Suite::start_on_own_servers(Layout::Apart, &GENEROUS).await;
    let mut rows = Vec::new();
    let mut others = 0;
    for call in 0..F::CALLS.len() {
        for fault in Fault::ALL {
            rows.push(run::<F>(call, fault, &mut suite).await);
            others += usize::from(fault.leaves_broken_connections());
        }
    }
    suite.wait_until_quiet().await;
    F::stands_after(rows.len(), others, &suite).await;
    rows
}

/// Lets somebody else find the connections that are broken: what follows is not about them.
async fn settle(fault: Fault, suite: &Suite) {
    let mut other = Registering::begins(suite).await;
    goes_on(&mut other, 0, None, fault, suite).await;
}

async fn run<F: Flow>(at: usize, fault: Fault, suite: &mut Suite) -> Row {
    let mut flow = F::begins(suite).await;
    for call in 0..at {
        let answer = patiently(&mut flow, call, suite).await;
        answer.unwrap_or_else(|status| fail::<F>(call, fault, &status, suite));
        flow.prepares_after(call, suite).await;
    }
    let first = fault.befall(&mut flow, at, suite).await;
    expect_no_defect::<F, _>(at, fault, &first, suite);
    let then = goes_on(&mut flow, at, first.as_ref().ok(), fault, suite).await;
    if fault == Fault::OnTheLine(Mishap::Late) {
        let late = suite.mishaps.deliver_late().await;
        expect_no_defect::<F, _>(at, fault, &late, suite);
    }
    if fault.leaves_broken_connections() {
        settle(fault, suite).await;
    }
    flow.ends(suite).await;
    Row {
        journey: F::NAME,
        call: F::CALLS[at],
        fault,
        first: First::of(&first),
        then,
    }
}

/// Repeats the call that was met by the fault, and makes those that follow.
async fn goes_on<F: Flow>(
    flow: &mut F,
    at: usize,
    first: Option<&Vec<u8>>,
    fault: Fault,
    suite: &Suite,
) -> Then {
    let mut then = Then::Same;
    let mut setbacks = 0;
    let mut call = at;
    while call < F::CALLS.len() {
        match patiently(flow, call, suite).await {
            Ok(answer) => {
                if call == at && setbacks == 0 && first.is_some_and(|first| *first != answer) {
                    suite.explain(&format!(
                        "{} {} {fault}: another answer",
                        F::NAME,
                        F::CALLS[call]
                    ));
                }
                flow.prepares_after(call, suite).await;
                call += 1;
            }
            Err(refusal) => {
                setbacks += 1;
                let reason = read::reason(&refusal).filter(|reason| F::SETBACKS.contains(reason));
                let Some(reason) = reason.filter(|_| setbacks <= MAX_SETBACKS) else {
                    fail::<F>(call, fault, &refusal, suite)
                };
                then = Then::WentBack(reason);
                call = flow.goes_back(call, suite).await;
            }
        }
    }
    then
}

/// Repeats a call for as long as the answer says that a repeat may help.
async fn patiently<F: Flow>(flow: &mut F, call: usize, suite: &Suite) -> Result<Vec<u8>, Status> {
    let mut answer = flow.calls(call, suite).await;
    for _ in 0..REPEATS {
        let Err(status) = &answer else { break };
        if !may_be_repeated(status) {
            break;
        }
        let pause = read::retry_after(status).unwrap_or(PAUSE);
        Env::system().sleep(pause.min(PAUSE)).await;
        answer = flow.calls(call, suite).await;
    }
    answer
}

/// A call that meets a fault may get no answer or be refused, but nothing that happens is a defect.
fn expect_no_defect<F: Flow, T>(
    call: usize,
    fault: Fault,
    answer: &Result<T, Status>,
    suite: &Suite,
) {
    if let Err(status) = answer
        && matches!(status.code(), Code::Internal | Code::Unimplemented)
    {
        fail::<F>(call, fault, status, suite);
    }
}

fn may_be_repeated(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::Unavailable | Code::Unknown | Code::Cancelled | Code::DeadlineExceeded
    )
}

fn fail<F: Flow>(call: usize, fault: Fault, status: &Status, suite: &Suite) -> ! {
    suite.explain(&format!(
        "{} {} {fault}: {status:?}",
        F::NAME,
        F::CALLS[call]
    ))
}
