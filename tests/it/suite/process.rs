//! One process of the suite.

use std::{
    net::SocketAddr,
    os::unix::process::ExitStatusExt as _,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    process::{Child, Command},
    task::JoinHandle,
};

use super::{log::Log, service::Service};

/// How long a process may take to do what its end is.
const PATIENCE: Duration = Duration::from_mins(1);
const SIGABRT: i32 = 6;

/// A process that was started, with what it has said.
pub(super) struct Process {
    child: Child,
    pub(super) log: Log,
    /// Read its outputs to their ends.
    followers: Vec<JoinHandle<()>>,
}

impl Process {
    pub(super) fn spawn(arguments: &[&str], settings: &[(String, String)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kabinet-under-test"))
            .args(arguments)
            .env_clear()
            .envs(settings.iter().map(|(name, value)| (name, value)))
            // Held open as long as this process lives: its end is the child's end.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let log = Log::new();
        let followers = vec![
            log.follow(child.stdout.take().unwrap()),
            log.follow(child.stderr.take().unwrap()),
        ];
        Self {
            child,
            log,
            followers,
        }
    }

    /// Runs a command that ends by itself.
    pub(super) async fn run(arguments: &[&str], settings: &[(String, String)]) -> Log {
        let mut process = Self::spawn(arguments, settings);
        let status = process.wait().await;
        assert!(
            status.success(),
            "{arguments:?}: {status}\n{}",
            process.said()
        );
        process.log
    }

    /// Waits until the service says where it listens.
    pub(super) async fn address(&self, service: Service) -> SocketAddr {
        self.log
            .wait_for(|line| {
                let line: Value = serde_json::from_str(line).ok()?;
                let listening =
                    line["message"] == "listening" && line["server.name"] == service.name();
                listening.then(|| line["server.address"].as_str().unwrap().parse().unwrap())
            })
            .await
    }

    /// Kills the process as a power cut would.
    pub(super) async fn kill(&mut self) {
        self.child.start_kill().unwrap();
        self.wait().await;
    }

    /// Waits until the process has killed itself at a crash point.
    pub(super) async fn wait_for_abort(&mut self) {
        let status = self.wait().await;
        assert_eq!(status.signal(), Some(SIGABRT), "{status}\n{}", self.said());
    }

    /// Waits until the process has ended and all that it has said is read. It starts no process
    /// that would hold its outputs open.
    async fn wait(&mut self) -> ExitStatus {
        // tokio's own wait closes standard input first, which the child takes for the test's end.
        let input = self.child.stdin.take();
        let followers = std::mem::take(&mut self.followers);
        let end = async {
            let status = self.child.wait().await.unwrap();
            for follower in followers {
                follower.await.unwrap();
            }
            status
        };
        let ended = tokio::time::timeout(PATIENCE, end).await;
        drop(input);
        let Ok(status) = ended else {
            panic!("the process does not end:\n{}", self.said());
        };
        status
    }

    fn said(&self) -> String {
        self.log.lines().join("\n")
    }
}
