use std::panic::PanicHookInfo;

/// Makes a panic one log line like any other.
///
/// The line says where and not what: the text of a panic may quote the value it was about.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(report));
}

fn report(panic: &PanicHookInfo<'_>) {
    let (file, line) = panic.location().map_or(("unknown", 0), |location| {
        (location.file(), location.line())
    });
    let thread = std::thread::current();
    tracing::error!(
        code.file = file,
        code.line = line,
        thread.name = thread.name(),
        "panicked"
    );
}
