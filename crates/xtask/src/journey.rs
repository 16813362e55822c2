//! Walks the journey as a newcomer does: `kabinet dev`, the tour, the README's steps, and the
//! clients in other languages.

mod readme;
mod suite;

use suite::Suite;

use crate::step;

/// Base of the ports, away from a suite that runs already.
const PORT_BASE: u16 = 17_100;
/// Languages of the example clients that run here.
const CLIENTS: [&str; 2] = ["python", "typescript"];

pub(crate) fn walk() -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let suite = Suite::start(directory.path(), PORT_BASE)?;
    let base = PORT_BASE.to_string();
    let tour = [
        "run",
        "--quiet",
        "--bin",
        "kabinet",
        "--",
        "tour",
        "--port-base",
        &base,
    ];
    step::run("tour", step::cargo(&tour))?;

    let steps = readme::steps(&std::fs::read_to_string(crate::root().join("README.md"))?)?;
    let elsewhere = format!(
        "-- bss --port-base {base} --directory {}",
        directory.path().display()
    );
    let steps = steps
        .replace("call 71", "call 171")
        .replace("-- bss", &elsewhere);
    step::run(
        "the README's journey",
        step::command("bash", &["-euo", "pipefail", "-c", &steps]),
    )?;
    for language in CLIENTS {
        let client = format!("tests/clients/{language}/run");
        step::run(
            &format!("the client in {language}"),
            step::command(&client, &["--port-base", &base]),
        )?;
    }
    suite.stop()
}
