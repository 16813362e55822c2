use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Servers held by another process, which can be killed.
pub(crate) struct Held {
    holder: Child,
    pub(crate) postgres_socket: PathBuf,
    pub(crate) redis_socket: PathBuf,
}

impl Held {
    pub(crate) fn start(directory: &Path, arguments: &[&str]) -> Held {
        let mut holder = Command::new(env!("CARGO_BIN_EXE_kabinet-provision-holder"))
            .args(arguments)
            .current_dir(directory)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
        let mut next = || PathBuf::from(lines.next().unwrap().unwrap());
        let postgres_socket = next().join(".s.PGSQL.5432");
        let redis_socket = next();
        Held {
            holder,
            postgres_socket,
            redis_socket,
        }
    }

    /// Kills the holder with SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.holder.kill().unwrap();
        self.holder.wait().unwrap();
    }

    pub(crate) fn servers_answer(&self) -> bool {
        [&self.postgres_socket, &self.redis_socket]
            .iter()
            .all(|it| UnixStream::connect(it).is_ok())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Already dead where the test killed it.
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

/// Waits for what happens by itself.
pub(crate) fn eventually(fact: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < end, "not within 20 s: {fact}");
        thread::park_timeout(Duration::from_millis(10));
    }
}
