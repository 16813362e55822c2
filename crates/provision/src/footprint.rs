use std::fs;
use std::path::{Path, PathBuf};

use rustix::process::Pid;

use crate::escalation::{Escalation, signal_until};
use crate::start_error::StopError;

/// What a running server leaves behind by which it is found again.
#[derive(Debug)]
pub(crate) struct Footprint {
    /// The name the process goes by.
    pub(crate) program: &'static str,
    /// The directory that the server makes its working directory.
    pub(crate) data: PathBuf,
    /// The file whose first line is its process id.
    pub(crate) pid_file: PathBuf,
}

impl Footprint {
    /// Finds the server that a killed process left running.
    ///
    /// A pid file outlives its process, and the number may be anybody's by now. The server's
    /// working directory is its data directory, which nobody else can enter.
    pub(crate) fn running(&self) -> Option<Pid> {
        let text = fs::read_to_string(&self.pid_file).ok()?;
        let number: i32 = text.lines().next()?.trim().parse().ok()?;
        let pid = (number > 1).then(|| Pid::from_raw(number))??;
        self.belongs_to(pid).then_some(pid)
    }

    /// Stops the server that a killed process left running.
    pub(crate) fn stop(&self, escalation: Escalation) -> Result<(), StopError> {
        let Some(pid) = self.running() else {
            return Ok(());
        };
        signal_until(pid, escalation, || !self.belongs_to(pid)).ok_or(StopError {
            program: self.program,
            pid: pid.as_raw_pid(),
        })
    }

    fn belongs_to(&self, pid: Pid) -> bool {
        name(pid).is_some_and(|name| name == self.program)
            && working_directory(pid).is_some_and(|directory| same(&directory, &self.data))
    }
}

fn same(left: &Path, right: &Path) -> bool {
    fs::canonicalize(right).is_ok_and(|right| left == right)
}

#[cfg(target_os = "linux")]
fn name(pid: Pid) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{}/comm", pid.as_raw_pid())).ok()?;
    Some(text.trim_end().to_owned())
}

#[cfg(target_os = "linux")]
fn working_directory(pid: Pid) -> Option<PathBuf> {
    fs::read_link(format!("/proc/{}/cwd", pid.as_raw_pid())).ok()
}

#[cfg(not(target_os = "linux"))]
fn name(pid: Pid) -> Option<String> {
    let pid = pid.as_raw_pid().to_string();
    let output = std::process::Command::new("ps")
        .args(["-o", "ucomm=", "-p", &pid])
        .output()
        .ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

#[cfg(not(target_os = "linux"))]
fn working_directory(pid: Pid) -> Option<PathBuf> {
    let pid = pid.as_raw_pid().to_string();
    let output = std::process::Command::new("lsof")
        .args(["-a", "-d", "cwd", "-F", "n", "-p", &pid])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix('n'))
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use std::process::{Child, Command};
    use std::time::Duration;

    use rustix::process::Signal;

    use super::Footprint;

    const KILL: &[(Signal, Duration)] = &[(Signal::KILL, Duration::from_secs(5))];

    fn sleeper(directory: &std::path::Path) -> Child {
        Command::new("sleep")
            .arg("60")
            .current_dir(directory)
            .spawn()
            .unwrap()
    }

    fn footprint(program: &'static str, data: &std::path::Path, pid: u32) -> Footprint {
        let pid_file = data.join("pid");
        std::fs::write(&pid_file, format!("{pid}\n")).unwrap();
        Footprint {
            program,
            data: data.to_owned(),
            pid_file,
        }
    }

    #[test]
    fn foreign_process_in_the_pid_file_is_not_killed() {
        let data = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let mut same_name = sleeper(elsewhere.path());
        let mut same_place = sleeper(data.path());
        footprint("sleep", data.path(), same_name.id())
            .stop(KILL)
            .unwrap();
        footprint("postgres", data.path(), same_place.id())
            .stop(KILL)
            .unwrap();
        for child in [&mut same_name, &mut same_place] {
            assert!(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    #[test]
    fn own_process_in_the_pid_file_is_stopped() {
        let data = tempfile::tempdir().unwrap();
        let mut child = sleeper(data.path());
        let footprint = footprint("sleep", data.path(), child.id());
        // The kernel renames a process a little after the parent's spawn has returned.
        while footprint.running().is_none() {
            assert!(child.try_wait().unwrap().is_none());
        }
        footprint.stop(KILL).unwrap();
        assert!(!child.wait().unwrap().success());
    }

    #[test]
    fn nonsense_in_the_pid_file_names_nobody() {
        let data = tempfile::tempdir().unwrap();
        for text in ["", "x\n", "0\n", "1\n", "-1\n", "99999999999\n"] {
            let mut footprint = footprint("sleep", data.path(), 0);
            std::fs::write(&footprint.pid_file, text).unwrap();
            assert!(footprint.running().is_none(), "{text}");
            footprint.pid_file = data.path().join("absent");
            assert!(footprint.running().is_none());
        }
    }
}
