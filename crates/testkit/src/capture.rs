use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::prelude::*;

/// Everything of ours, and what others log short of their own wires.
const FILTER: &str = "debug,h2=info,hyper=info,hyper_util=info,tower=info";

/// Everything that the process logs, with the fields of every span.
///
/// There is one per process, because there is one subscriber: a test looks for what is its own.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    lines: Arc<Mutex<Vec<u8>>>,
}

impl Capture {
    /// Makes this process's subscriber the capture, or returns the one that already is.
    pub fn install() -> Capture {
        static CAPTURE: OnceLock<Capture> = OnceLock::new();
        CAPTURE
            .get_or_init(|| {
                let capture = Capture::default();
                let layer = tracing_subscriber::fmt::layer()
                    .json()
                    .with_span_list(true)
                    .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
                    .with_writer(capture.clone());
                tracing_subscriber::registry()
                    .with(EnvFilter::new(FILTER))
                    .with(layer)
                    .try_init()
                    .expect("nothing else in a test process takes the log");
                capture
            })
            .clone()
    }

    /// Returns all that was logged so far, as lines of JSON.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lines()).into_owned()
    }

    /// Returns the lines that contain `part`.
    pub fn lines_with(&self, part: &str) -> Vec<String> {
        self.text()
            .lines()
            .filter(|line| line.contains(part))
            .map(str::to_owned)
            .collect()
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Capture {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Capture {
    type Writer = Capture;

    fn make_writer(&'a self) -> Capture {
        self.clone()
    }
}
