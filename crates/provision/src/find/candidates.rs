use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Directories that may hold `postgres` and `initdb`, each at most once.
pub(super) fn postgres_directories() -> Vec<PathBuf> {
    // Debian keeps the servers off PATH so that several majors can stand side by side.
    let mut directories = matching("/usr/lib/postgresql", "", "bin");
    directories.extend(matching("/usr", "pgsql-", "bin"));
    for prefix in ["/opt/homebrew", "/usr/local"] {
        directories.extend(matching(&format!("{prefix}/opt"), "postgresql", "bin"));
        directories.push(Path::new(prefix).join("bin"));
    }
    directories.push("/usr/local/pgsql/bin".into());
    directories.push("/usr/bin".into());
    directories.extend(on_path("postgres").and_then(|program| Some(program.parent()?.to_owned())));
    distinct(directories)
}

/// Paths that may be `redis-server`, each at most once.
pub(super) fn redis_programs() -> Vec<PathBuf> {
    let mut programs: Vec<PathBuf> = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
        .map(|it| Path::new(it).join("redis-server"))
        .into();
    programs.extend(on_path("redis-server"));
    // Not canonical: Debian's redis-server is a link to a program that behaves by its name.
    programs.sort();
    programs.dedup();
    programs
}

fn matching(parent: &str, prefix: &str, child: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path().join(child))
        .collect()
}

/// Lets the shell search PATH.
fn on_path(program: &str) -> Option<PathBuf> {
    let output = Command::new("/bin/sh")
        .args(["-c", "command -v \"$1\"", "sh", program])
        .output()
        .ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    path.is_absolute().then_some(path)
}

/// Follows links of single programs, so that what stands beside the real one is found.
fn distinct(directories: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut known: Vec<PathBuf> = directories
        .into_iter()
        .filter_map(|directory| fs::canonicalize(directory.join("postgres")).ok())
        .filter_map(|program| Some(program.parent()?.to_owned()))
        .collect();
    known.sort();
    known.dedup();
    known
}
