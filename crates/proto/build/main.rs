//! Compiles the contracts: descriptor set, messages, clients, servers, validators, `Debug`.

mod generator;
mod services;
mod sources;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use prost_build::Config;

use generator::generate;
use sources::Contracts;

fn main() -> Result<(), Box<dyn Error>> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = output_directory()?;

    let proto = package.join("../../proto");
    let third_party = proto.join("third_party");
    println!("cargo::rerun-if-changed={}", third_party.display());

    let contracts = Contracts::compile(&proto.join("kabinet"), &[&proto, &third_party])?;
    fs::write(output.join("kabinet.binpb"), &contracts.descriptor_set)?;
    build(contracts, "crate::generated", &output)?;

    let examples = output.join("examples");
    fs::create_dir_all(&examples)?;
    let proto = package.join("tests/proto");
    let contracts = Contracts::compile(&proto.join("examples"), &[&proto, &third_party])?;
    build(contracts, "crate::examples::generated", &examples)
}

fn build(contracts: Contracts, root: &str, output: &Path) -> Result<(), Box<dyn Error>> {
    let validators = generate(&contracts.pool, root).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        format!("rules that cannot be compiled:\n  {}", faults.join("\n  "))
    })?;
    fs::write(output.join("implementations.rs"), validators)?;
    Config::new()
        .out_dir(output)
        .include_file("packages.rs")
        .skip_debug(["."])
        .disable_comments([".google"])
        .service_generator(Box::new(services::ClientsAndServers::new()))
        .compile_fds(contracts.files)?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a build script learns its output directory in no other way"
)]
fn output_directory() -> Result<PathBuf, env::VarError> {
    env::var("OUT_DIR").map(PathBuf::from)
}
