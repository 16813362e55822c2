//! The `kabinet` command as the journeys run it: `FAILPOINTS` may kill it at a crash point, and it
//! ends with the test that started it.

use std::{
    io,
    process::{self, ExitCode},
    thread,
};

fn main() -> ExitCode {
    thread::spawn(end_with_the_test);
    kabinet::run()
}

/// Ends this process when standard input does: the test holds the other end, so it closes however
/// the test ends, by SIGKILL too.
fn end_with_the_test() {
    // An input that cannot be read is an input that has ended.
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
    process::exit(1);
}
