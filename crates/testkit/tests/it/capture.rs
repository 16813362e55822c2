use kabinet_testkit::Capture;

#[test]
fn events_and_the_fields_of_spans_are_captured() {
    let capture = Capture::install();
    let again = Capture::install();
    tracing::info_span!("span", seen.in_span = "quail").in_scope(|| {
        tracing::info!(seen.in_event = "sparrow", "bird");
    });
    assert!(
        capture
            .lines_with("sparrow")
            .iter()
            .all(|line| line.contains("quail"))
    );
    assert!(!again.lines_with("sparrow").is_empty());
    tracing::info_span!("silent", seen.without_event = "heron").in_scope(|| {});
    assert!(capture.text().contains("heron"));
}
