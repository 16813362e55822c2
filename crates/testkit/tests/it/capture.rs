use kabinet_testkit::Capture;

// One test: what others of the process capture would be in the way.
#[test]
fn what_is_logged_is_kept_while_somebody_listens_and_not_before_or_after() {
    tracing::info!(seen.too_early = "stork", "bird");
    let capture = Capture::install();
    let again = Capture::install();
    tracing::info_span!("span", seen.in_span = "quail").in_scope(|| {
        tracing::info!(seen.in_event = "sparrow", "bird");
    });
    let lines = capture.lines_with("sparrow");
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("quail")));
    drop(capture);
    tracing::info_span!("silent", seen.without_event = "heron").in_scope(|| {});
    assert!(again.text().contains("sparrow") && again.text().contains("heron"));
    drop(again);

    tracing::info!(seen.too_late = "swift", "bird");
    assert!(!Capture::install().text().contains("swift"));
}
