//! What a process of the suite says.

use std::time::Duration;

use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    sync::watch,
    task::JoinHandle,
};

/// How long an awaited line may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lines of one process, standard output and standard error alike.
#[derive(Clone)]
pub(crate) struct Log {
    lines: watch::Sender<Vec<String>>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self {
            lines: watch::Sender::new(Vec::new()),
        }
    }

    /// Keeps every line of a stream until it ends, as the task does then.
    pub(super) fn follow(&self, stream: impl AsyncRead + Send + Unpin + 'static) -> JoinHandle<()> {
        let lines = self.lines.clone();
        tokio::spawn(async move {
            let mut reader = BufReader::new(stream);
            let mut bytes = Vec::new();
            while reader
                .read_until(b'\n', &mut bytes)
                .await
                .is_ok_and(|read| read > 0)
            {
                let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
                lines.send_modify(|lines| lines.push(line));
                bytes.clear();
            }
        })
    }

    /// Returns the lines so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }

    /// Waits until enough is said, or as long as an awaited line may take: whoever waits looks at
    /// what was said.
    pub(crate) async fn wait_until(&self, is_enough: impl Fn(&[String]) -> bool) {
        let mut lines = self.lines.subscribe();
        let enough = lines.wait_for(|lines| is_enough(lines));
        drop(tokio::time::timeout(PATIENCE, enough).await);
    }

    /// Waits for the first line that `found` takes something from.
    pub(super) async fn wait_for<T>(&self, found: impl Fn(&str) -> Option<T>) -> T {
        let mut lines = self.lines.subscribe();
        let search = |lines: &Vec<String>| lines.iter().find_map(|line| found(line));
        let arrived = lines.wait_for(|lines| search(lines).is_some());
        let Ok(lines) = tokio::time::timeout(PATIENCE, arrived).await else {
            panic!(
                "the awaited line did not come:\n{}",
                self.lines().join("\n")
            );
        };
        search(&lines.unwrap()).expect("it has just been found")
    }
}
