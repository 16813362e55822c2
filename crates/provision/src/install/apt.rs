use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Command, Stdio};

use super::InstallError;

/// What Debian asks before a package's scripts start a service.
pub(super) const POLICY: &str = "/usr/sbin/policy-rc.d";
const POLICY_TEXT: &str =
    "#!/bin/sh\n# Written by kabinet while it installs servers for private use.\nexit 101\n";

/// Installs a package without starting the machine-wide service that it brings.
pub(super) fn install(package: &str) -> Result<(), InstallError> {
    let _quiet = NoServices::begin().map_err(InstallError::Policy)?;
    apt_get(&["update"])?;
    apt_get(&["install", "--yes", "--no-install-recommends", package])
}

fn apt_get(arguments: &[&str]) -> Result<(), InstallError> {
    let output = Command::new("apt-get")
        .args(["--quiet", "--option", "DPkg::Lock::Timeout=300"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .output()
        .map_err(InstallError::Run)?;
    if output.status.success() {
        return Ok(());
    }
    let printed = [output.stdout, output.stderr].concat();
    let end = &printed[printed.len().saturating_sub(2_000)..];
    Err(InstallError::AptGet {
        arguments: arguments.join(" "),
        output: String::from_utf8_lossy(end).into_owned(),
    })
}

/// While this lives, installing a package starts no service. A policy of the machine's own stays.
struct NoServices {
    written: bool,
}

impl NoServices {
    fn begin() -> io::Result<NoServices> {
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o755)
            .open(POLICY)
        {
            Ok(mut file) => {
                file.write_all(POLICY_TEXT.as_bytes())?;
                Ok(NoServices { written: true })
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // An installation of ours that was killed left it.
                let written = fs::read(POLICY)? == POLICY_TEXT.as_bytes();
                Ok(NoServices { written })
            }
            Err(error) => Err(error),
        }
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.written {
            // Nothing better can be done here, and the next installation finds it again.
            let _ = fs::remove_file(POLICY);
        }
    }
}
