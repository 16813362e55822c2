//! What a matrix is made of.

use tonic::Status;

use crate::suite::Suite;

/// Somebody who makes one call in a process that dies, and goes on in the next one.
pub(super) trait Scene {
    /// Settings of the suite, where they are not the usual ones.
    const SETTINGS: &'static [(&'static str, &'static str)] = &[];

    /// Does everything that comes before the call.
    async fn begins(&mut self, suite: &Suite);

    /// Makes the call, or repeats it; returns the encoded answer.
    async fn calls(&mut self, suite: &Suite) -> Result<Vec<u8>, Status>;

    /// Does everything that comes after the call, and checks what they see then.
    async fn ends(&mut self, suite: &Suite);

    /// Checks what stands after so many of them.
    async fn stands_after(count: usize, suite: &Suite);
}
