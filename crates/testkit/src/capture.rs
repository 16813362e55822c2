use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::prelude::*;
use tracing_subscriber::{EnvFilter, Registry, reload};

/// Everything of ours, and what others log short of their own wires.
const FILTER: &str = "debug,h2=info,hyper=info,hyper_util=info,tower=info";
const NOTHING: &str = "off";

static LISTENERS: Mutex<usize> = Mutex::new(0);
static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Everything that the process logs while a test holds one of these, with the fields of every span.
///
/// There is one log per process, because there is one subscriber: a test looks for what is its own.
#[derive(Debug)]
pub struct Capture {
    _listening: (),
}

impl Capture {
    /// Makes the process log, if it does not already; it stops with the last capture.
    pub fn install() -> Capture {
        let mut listeners = lock(&LISTENERS);
        if *listeners == 0 {
            log_what(FILTER);
        }
        *listeners += 1;
        Capture { _listening: () }
    }

    /// Returns all that was logged so far, as lines of JSON.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&lock(&LINES)).into_owned()
    }

    /// Returns the lines that contain `part`.
    pub fn lines_with(&self, part: &str) -> Vec<String> {
        self.text()
            .lines()
            .filter(|line| line.contains(part))
            .map(str::to_owned)
            .collect()
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        let mut listeners = lock(&LISTENERS);
        *listeners -= 1;
        if *listeners == 0 {
            log_what(NOTHING);
            lock(&LINES).clear();
        }
    }
}

fn log_what(filter: &str) {
    static FILTER: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();
    FILTER
        .get_or_init(make_subscriber)
        .reload(EnvFilter::new(filter))
        .expect("the subscriber of a process stays");
}

fn make_subscriber() -> reload::Handle<EnvFilter, Registry> {
    let (filter, handle) = reload::Layer::new(EnvFilter::new(NOTHING));
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .with_span_list(true)
        .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
        .with_writer(Lines);
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init()
        .expect("nothing else in a test process takes the log");
    handle
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes to what is kept.
struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Spans that began while somebody listened tell of their end later.
        if *lock(&LISTENERS) > 0 {
            lock(&LINES).extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}
