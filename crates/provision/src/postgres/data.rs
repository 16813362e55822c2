use std::fs;

use super::settings;
use crate::directory::DirectoryError;
use crate::durable::Place;
use crate::find::{PostgresBinaries, find_postgres, installed_postgres};
use crate::install::InstallError;
use crate::start_error::StartError;

/// Makes sure of the data directory and returns the programs that fit it.
pub(super) fn ensure(place: &Place) -> Result<PostgresBinaries, StartError> {
    let data = place.home.join("data");
    let Ok(version) = fs::read_to_string(data.join("PG_VERSION")) else {
        let binaries = find_postgres().map_err(InstallError::from)?;
        create(place, &binaries)?;
        return Ok(binaries);
    };
    let version = version.trim().to_owned();
    installed_postgres()
        .into_iter()
        .filter(|it| it.version.major.to_string() == version)
        .max_by_key(|it| it.version)
        .ok_or(StartError::OtherVersion {
            directory: data,
            version,
        })
}

/// A half-made data directory never has the final name.
fn create(place: &Place, binaries: &PostgresBinaries) -> Result<(), StartError> {
    let unfinished = place.home.join("data.unfinished");
    let failed = |source| DirectoryError::Io {
        path: unfinished.clone(),
        source,
    };
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(failed)?;
    }
    let program = binaries.program("initdb");
    let output = place
        .user
        .command(&program)
        .args(settings::INITDB)
        .arg("-D")
        .arg(&unfinished)
        .output()
        .map_err(|source| StartError::Run { program, source })?;
    if !output.status.success() {
        return Err(StartError::Initdb(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    fs::rename(&unfinished, place.home.join("data")).map_err(failed)?;
    Ok(())
}
