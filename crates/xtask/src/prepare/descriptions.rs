//! The files that describe statements.

use std::{collections::BTreeMap, fs, io, path::Path};

use anyhow::{Context as _, ensure};

use crate::tidy::source;

/// Files by their names.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Descriptions(BTreeMap<String, String>);

impl Descriptions {
    /// Reads every file of a folder; one that is missing is empty.
    pub(super) fn read(folder: &Path) -> anyhow::Result<Self> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).context(folder.display().to_string()),
        };
        let files = entries.map(|entry| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, fs::read_to_string(entry.path())?))
        });
        Ok(Self(files.collect::<anyhow::Result<_>>()?))
    }

    /// Makes a folder hold these files and no others.
    pub(super) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir(folder)?;
        for (name, text) in &self.0 {
            fs::write(folder.join(name), text)?;
        }
        Ok(())
    }

    /// Gives every file to the service whose schema its statement names; one that names none, such
    /// as a lock, to the services in whose sources it stands.
    pub(super) fn by_service<'a>(
        self,
        services: &[&'a str],
    ) -> anyhow::Result<BTreeMap<&'a str, Self>> {
        let mut sorted: BTreeMap<&str, Self> = services
            .iter()
            .map(|service| (*service, Self::default()))
            .collect();
        for (name, text) in self.0 {
            let named = services
                .iter()
                .find(|service| text.contains(&format!(" {service}.")));
            let owners = match named {
                Some(service) => vec![*service],
                None => holders(&text, services)?,
            };
            for service in owners {
                let files = sorted.entry(service).or_default();
                files.0.insert(name.clone(), text.clone());
            }
        }
        Ok(sorted)
    }
}

/// Finds the services that hold a statement, by its text.
fn holders<'a>(description: &str, services: &[&'a str]) -> anyhow::Result<Vec<&'a str>> {
    let description: serde_json::Value = serde_json::from_str(description)?;
    let query = description["query"].as_str().context("no statement")?;
    let mut holders = Vec::new();
    for service in services {
        let sources = source::all_of(&crate::root().join("services").join(service).join("src"))?;
        if sources.iter().any(|text| text.contains(query)) {
            holders.push(*service);
        }
    }
    ensure!(!holders.is_empty(), "nobody holds the statement {query}");
    Ok(holders)
}
