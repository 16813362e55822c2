//! A journey of several calls.

use kabinet_proto::errors::v1::Reason;
use tonic::Status;

use crate::suite::Suite;

/// Somebody on a journey, any of whose calls may be met by a fault.
pub(super) trait Flow: Sized {
    /// What the journey is called.
    const NAME: &'static str;
    /// Its calls, in their order.
    const CALLS: &'static [&'static str];

    /// Does everything that comes before the first call.
    async fn begins(suite: &Suite) -> Self;

    /// Makes a call, or repeats it with the same request; returns the encoded answer.
    async fn calls(&mut self, call: usize, suite: &Suite) -> Result<Vec<u8>, Status>;

    /// Does what lies between an answered call and the next one, such as reading a code.
    async fn prepares_after(&mut self, _call: usize, _suite: &Suite) {}

    /// Why a call may be refused for good, such as a code that is lost; any other reason is a defect.
    const SETBACKS: &'static [Reason] = &[];

    /// Does what a person does when a call is refused for one of these reasons, such as asking for
    /// another code. Returns the call to go on with.
    async fn goes_back(&mut self, call: usize, suite: &Suite) -> usize;

    /// Checks what the person has in the end.
    async fn ends(&mut self, suite: &Suite);

    /// Checks what stands after so many such journeys, and others that only registered.
    async fn stands_after(count: usize, others: usize, suite: &Suite);
}
