//! Everything that decides about landing, cheapest first.

mod memory;

use std::{io, thread};

use crate::{
    contract, journey, prepare,
    step::{self, cargo, command},
    tidy,
};

/// Image of the contract as it stands.
const CONTRACT: &str = "target/contract.binpb";
/// Image of the contract as it was last released; only a release renews it.
const RELEASED: &str = "proto/released.binpb";

/// Tests wait more than they compute: for times that must pass, and for PostgreSQL.
const TESTS_PER_PROCESSOR: usize = 2;

pub(crate) fn run() -> anyhow::Result<()> {
    step::run("format", cargo(&["fmt", "--all", "--check"]))?;
    tidy::run()?;
    contract::check()?;
    let deployment = step::beside("deployment", command("deploy/tests/run", &[]))?;
    step::run("contract lint", command("buf", &["lint"]))?;
    step::run(
        "contract format",
        command("buf", &["format", "--diff", "--exit-code"]),
    )?;
    // Two modules make one image only when they are built: images are compared.
    step::run("contract", command("buf", &["build", "--output", CONTRACT]))?;
    step::run(
        "contract compatibility",
        command("buf", &["breaking", CONTRACT, "--against", RELEASED]),
    )?;
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ];
    prepare::check_while("clippy and statements", cargo(&clippy))?;
    deployment.finish()?;
    let mut tests = cargo(&["test", "--workspace"]);
    tests.env("RUST_TEST_THREADS", test_threads()?);
    if let Some(directory) = memory::directory()? {
        tests.env("TMPDIR", directory);
    }
    step::run("tests", tests)?;
    journey::walk()
}

fn test_threads() -> io::Result<String> {
    let processors = thread::available_parallelism()?;
    Ok((processors.get() * TESTS_PER_PROCESSOR).to_string())
}
