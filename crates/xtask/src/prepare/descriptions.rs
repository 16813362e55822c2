//! The files that describe statements.

use std::{collections::BTreeMap, fs, io, path::Path};

use anyhow::Context as _;

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

    /// Gives every file to the service whose schema its statement names.
    pub(super) fn by_service<'a>(
        self,
        services: &[&'a str],
    ) -> anyhow::Result<BTreeMap<&'a str, Self>> {
        let mut sorted: BTreeMap<&str, Self> = services
            .iter()
            .map(|service| (*service, Self::default()))
            .collect();
        for (name, text) in self.0 {
            let service = services
                .iter()
                .find(|service| text.contains(&format!(" {service}.")))
                .with_context(|| format!("a statement names no schema: {text}"))?;
            sorted.entry(service).or_default().0.insert(name, text);
        }
        Ok(sorted)
    }
}
