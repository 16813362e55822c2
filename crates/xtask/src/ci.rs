//! Everything that decides about landing, cheapest first.

use crate::{
    prepare,
    step::{self, cargo, command},
    tidy,
};

pub(crate) fn run() -> anyhow::Result<()> {
    step::run("format", cargo(&["fmt", "--all", "--check"]))?;
    tidy::run()?;
    step::run("contract lint", command("buf", &["lint"]))?;
    step::run(
        "contract format",
        command("buf", &["format", "--diff", "--exit-code"]),
    )?;
    step::run(
        "contract compatibility",
        command("buf", &["breaking", "--against", "proto/released.binpb"]),
    )?;
    step::run(
        "clippy",
        cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]),
    )?;
    prepare::check()?;
    step::run("tests", cargo(&["test", "--workspace"]))?;
    step::run(
        "tour",
        cargo(&[
            "run", "--quiet", "--bin", "kabinet", "--", "tour", "--start",
        ]),
    )
}
