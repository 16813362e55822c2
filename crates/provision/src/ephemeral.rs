use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::directory::DirectoryError;
use crate::server_user::ServerUser;
use crate::socket_path;
use crate::start_error::StartError;

/// The longest path that a script gives its socket, below the parent of its directory.
const LONGEST_SOCKET: &str = "kabinet-XXXXXXXXXX/socket/.s.PGSQL.5432";

/// What a server's shell does: both may use `$directory` and the variables given with them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script {
    /// Prepares the directory.
    pub(crate) prepare: &'static str,
    /// Becomes the server, with the arguments `"$@"`.
    pub(crate) serve: &'static str,
}

/// The supervisor is the only one who waits for the server and who signals it, so that its process id
/// cannot have become another's. TERM first: a shell's background process ignores QUIT until the server
/// has handlers of its own. HUP with the file `restart` starts the server anew; an end outdoes that.
const BEFORE: &str = r#"
trap '' PIPE
umask 077
directory=$(mktemp -d "$1/kabinet-XXXXXXXXXX") || exit 1
shift
echo "$directory"
exec 3<&0 </dev/null
"#;
const BETWEEN: &str = r#"
stop() { kill -s TERM $server; kill -s QUIT $server; } 2>/dev/null
run() { serve "$@"; server=$!; [ -z "$ended" ] || stop; wait $server || wait $server; }
"#;
const AFTER: &str = r#"
ended=
trap stop HUP
trap 'ended=1; stop' INT TERM
(read -r _ <&3; kill -s TERM $$) >/dev/null 2>&1 & watcher=$!
run "$@"
while [ -z "$ended" ] && [ -e "$directory/restart" ]; do
    rm "$directory/restart"
    run "$@"
done
kill -s KILL $watcher
tail -c 2000 "$directory/log"
rm -rf "$directory"
"#;

/// A server whose life hangs on this process by a pipe.
#[derive(Debug)]
pub(crate) struct Ephemeral {
    supervisor: Child,
    output: BufReader<ChildStdout>,
    pub(crate) directory: PathBuf,
}

impl Ephemeral {
    pub(crate) fn spawn(
        user: ServerUser,
        script: Script,
        variables: &[(&str, &Path)],
        arguments: &[String],
    ) -> Result<Ephemeral, StartError> {
        let Script { prepare, serve } = script;
        let whole = format!(
            "{BEFORE}({prepare}) >\"$directory/log\" 2>&1 3<&-{BETWEEN}serve() {{ {serve} >>\"$directory/log\" 2>&1 3<&- & }}{AFTER}"
        );
        let failed = |source| StartError::Run {
            program: "/bin/sh".into(),
            source,
        };
        let mut supervisor = user
            .command("/bin/sh")
            .args(["-c", &whole, "sh"])
            .arg(parent(user)?)
            .args(arguments)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let mut output = BufReader::new(supervisor.stdout.take().expect("it was piped"));
        let mut line = String::new();
        output.read_line(&mut line).map_err(failed)?;
        Ok(Ephemeral {
            supervisor,
            output,
            directory: line.trim_end().into(),
        })
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.supervisor.try_wait(), Ok(None))
    }

    /// Returns what the supervisor printed last: the end of the server's log.
    pub(crate) fn log_end(&mut self) -> String {
        let mut bytes = Vec::new();
        // What could be read is still worth showing.
        let _ = self.output.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Has the server stopped and started again with what is in its directory.
    pub(crate) fn ask_to_restart(&self) -> io::Result<()> {
        fs::write(self.restart_file(), "")?;
        let supervisor = Pid::from_child(&self.supervisor);
        Ok(kill_process(supervisor, Signal::HUP)?)
    }

    /// Tells whether the server that was to be stopped has not ended yet.
    pub(crate) fn is_stopping(&self) -> bool {
        self.restart_file().exists()
    }

    fn restart_file(&self) -> PathBuf {
        self.directory.join("restart")
    }

    /// Closes the pipe and waits until the server and its directory are gone.
    pub(crate) fn stop(&mut self) {
        drop(self.supervisor.stdin.take());
        self.log_end();
        // It ends by itself, and there is nobody to tell that it cannot be waited for.
        let _ = self.supervisor.wait();
    }
}

fn parent(user: ServerUser) -> Result<PathBuf, DirectoryError> {
    let candidates = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
    let found = candidates
        .iter()
        .find(|path| socket_path::fits(path, LONGEST_SOCKET) && user.can_create_in(path));
    found.cloned().ok_or_else(|| DirectoryError::NoPlace {
        path: candidates[0].clone(),
        elsewhere: candidates[1..].to_vec(),
    })
}
