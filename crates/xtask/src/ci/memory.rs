//! Where the databases of the tests lie.

use std::path::Path;

const MEMORY: &str = "/dev/shm";
/// More than the tests take at a time.
const MIN_FREE_BYTES: u64 = 4 << 30;

/// Returns a directory in memory with room for the tests' servers, if the machine has one.
///
/// Every test makes the files of a database, some hundred, and deletes them again. On a disk the file
/// system takes a good part of the time of such a test.
pub(super) fn directory() -> anyhow::Result<Option<&'static Path>> {
    let memory = Path::new(MEMORY);
    if !memory.is_dir() {
        return Ok(None);
    }
    let free = rustix::fs::statvfs(memory)?;
    Ok((free.f_bavail * free.f_frsize >= MIN_FREE_BYTES).then_some(memory))
}
