use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::{getegid, geteuid};

/// The user that a server and everything around it runs as.
///
/// This process's own, unless that is root: Postgres refuses root, and Redis does not need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServerUser {
    uid: u32,
    gid: u32,
}

impl ServerUser {
    /// Chooses the first of `names` that exists, when this process is root.
    pub(crate) fn choose(names: &[&str]) -> io::Result<ServerUser> {
        if !geteuid().is_root() {
            return Ok(ServerUser {
                uid: geteuid().as_raw(),
                gid: getegid().as_raw(),
            });
        }
        names
            .iter()
            .find_map(|name| {
                let uid = identity("-u", name)?;
                let gid = identity("-g", name)?;
                (uid != 0).then_some(ServerUser { uid, gid })
            })
            .ok_or_else(|| {
                let text =
                    format!("root needs an unprivileged user to run the server as: {names:?}");
                io::Error::new(io::ErrorKind::NotFound, text)
            })
    }

    pub(crate) fn uid(self) -> u32 {
        self.uid
    }

    /// Gives a path that this process made to the server's user.
    pub(crate) fn take_over(self, path: &Path) -> io::Result<()> {
        if geteuid().is_root() {
            std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid))?;
        }
        Ok(())
    }

    /// Builds a command that runs as this user.
    ///
    /// The environment starts empty: it would hand root's secrets to the server's user, and
    /// `PGDATA`, `PGPORT` and their like would change what the server does. A process group of its
    /// own keeps a terminal's Ctrl-C away, so that the servers outlive the services' draining.
    pub(crate) fn command(self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env(
                "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            )
            .env("LC_ALL", "C")
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::null());
        if geteuid().is_root() {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    pub(crate) fn can_enter(self, directory: &Path) -> bool {
        self.shell_agrees("cd -- \"$1\"", directory)
    }

    pub(crate) fn can_create_in(self, directory: &Path) -> bool {
        self.shell_agrees("cd -- \"$1\" && test -w .", directory)
    }

    /// Asks the kernel as the user itself, which also sees access lists and mount options.
    fn shell_agrees(self, script: &str, directory: &Path) -> bool {
        self.command("/bin/sh")
            .args(["-c", script, "sh"])
            .arg(directory)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

fn identity(option: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([option, name]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::ServerUser;

    #[test]
    fn server_never_runs_as_root() {
        assert_ne!(ServerUser::choose(&["root", "nobody"]).unwrap().uid(), 0);
    }

    #[test]
    fn closed_directory_cannot_be_entered() {
        let user = ServerUser::choose(&["nobody"]).unwrap();
        let closed = tempfile::tempdir().unwrap();
        std::fs::set_permissions(closed.path(), PermissionsExt::from_mode(0o000)).unwrap();
        assert!(!user.can_enter(closed.path()));
        assert!(user.can_enter("/".as_ref()));
        std::fs::set_permissions(closed.path(), PermissionsExt::from_mode(0o700)).unwrap();
    }

    #[test]
    fn commands_inherit_no_environment() {
        let user = ServerUser::choose(&["nobody"]).unwrap();
        let output = user.command("/usr/bin/env").output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(
            printed
                .lines()
                .all(|line| line.starts_with("PATH=") || line.starts_with("LC_ALL=")),
            "{printed}"
        );
    }
}
