use std::time::Duration;

use http::{HeaderMap, Request};
use kabinet_status::Refusal;
use tonic::Status;
use tonic::body::Body;

use super::step::{Answer, Step, is_infrastructure};

/// tonic watches `grpc-timeout` too and would answer CANCELLED: ours has to be first.
const BEFORE_TONIC: Duration = Duration::from_millis(2);

/// Ends calls whose deadline has passed: the caller's, or the server's own if that is shorter.
#[derive(Clone, Debug)]
pub(crate) struct Deadline {
    longest: Duration,
}

impl Deadline {
    pub(crate) fn new(longest: Duration) -> Self {
        Self { longest }
    }
}

impl Step for Deadline {
    fn run<N>(&self, request: Request<Body>, next: N) -> Answer
    where
        N: FnOnce(Request<Body>) -> Answer + Send + 'static,
    {
        if is_infrastructure(&request) {
            return next(request);
        }
        let allowed = timeout_of(request.headers())
            .map_or(self.longest, |asked| asked.saturating_sub(BEFORE_TONIC))
            .min(self.longest);
        let answer = tokio::time::timeout(allowed, next(request));
        Box::pin(async move {
            answer
                .await
                .unwrap_or_else(|_| Status::from(Refusal::deadline_exceeded()).into_http())
        })
    }
}

/// Reads `grpc-timeout`: up to eight digits and a unit; another form counts as absent.
fn timeout_of(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let plain = (1..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let amount: u64 = plain.then(|| digits.parse().ok()).flatten()?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 60 * 60)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use kabinet_proto::errors::v1::Reason;
    use kabinet_status::read;
    use tokio::time::Instant;
    use tonic::Code;

    use super::*;

    fn parsed(text: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert("grpc-timeout", text.parse().unwrap());
        timeout_of(&headers)
    }

    async fn answer_of_a_hung_call(timeout: Option<&str>) -> (Status, Duration) {
        let started = Instant::now();
        let mut request = Request::new(Body::empty());
        if let Some(timeout) = timeout {
            let headers = request.headers_mut();
            headers.insert("grpc-timeout", timeout.parse().unwrap());
        }
        let deadline = Deadline::new(Duration::from_secs(10));
        let response = deadline
            .run(request, |_| Box::pin(std::future::pending()))
            .await;
        let status = Status::from_header_map(response.headers()).unwrap();
        (status, started.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn the_shorter_deadline_ends_a_call() {
        let (status, elapsed) = answer_of_a_hung_call(Some("500m")).await;
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(read::reason(&status), Some(Reason::DeadlineExceeded));
        assert!(elapsed < Duration::from_millis(500), "{elapsed:?}");
        for longer in [None, Some("1H")] {
            let (status, elapsed) = answer_of_a_hung_call(longer).await;
            assert_eq!(status.code(), Code::DeadlineExceeded);
            assert_eq!(elapsed.as_secs(), 10);
        }
    }

    #[test]
    fn every_unit_is_understood() {
        assert_eq!(parsed("1H"), Some(Duration::from_hours(1)));
        assert_eq!(parsed("2M"), Some(Duration::from_mins(2)));
        assert_eq!(parsed("3S"), Some(Duration::from_secs(3)));
        assert_eq!(parsed("4m"), Some(Duration::from_millis(4)));
        assert_eq!(parsed("5u"), Some(Duration::from_micros(5)));
        assert_eq!(parsed("99999999n"), Some(Duration::from_nanos(99_999_999)));
    }

    #[test]
    fn another_form_counts_as_absent() {
        for text in [
            "",
            "S",
            "1",
            "-1S",
            "+1S",
            "1s",
            "999999999S",
            "1 S",
            "1.5S",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
