use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Request};
use kabinet_status::Refusal;
use tonic::Status;
use tonic::body::Body;

use super::step::{Answer, Step, is_infrastructure};

/// tonic watches `grpc-timeout` too and would answer CANCELLED: ours has to be first.
const BEFORE_TONIC: Duration = Duration::from_millis(2);

/// Ends calls whose deadline has passed: the caller's, or the server's own if that is shorter.
///
/// An RPC with a longest time of its own may take as long if its caller asks for it; a caller who
/// does not say gets the default all the same.
#[derive(Clone, Debug)]
pub(crate) struct Deadline {
    default: Duration,
    longest: Arc<HashMap<&'static str, Duration>>,
}

impl Deadline {
    /// Takes the longest times by the paths of their RPCs.
    pub(crate) fn new(default: Duration, longest: HashMap<&'static str, Duration>) -> Self {
        Self {
            default,
            longest: Arc::new(longest),
        }
    }

    fn allowed(&self, request: &Request<Body>) -> Duration {
        let longest = self.longest.get(request.uri().path());
        timeout_of(request.headers())
            .map_or(self.default, |asked| asked.saturating_sub(BEFORE_TONIC))
            .min(*longest.unwrap_or(&self.default))
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
        let answer = tokio::time::timeout(self.allowed(&request), next(request));
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

    async fn answer_of_a_hung_call(path: &str, timeout: Option<&str>) -> (Status, Duration) {
        let started = Instant::now();
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = path.parse().unwrap();
        if let Some(timeout) = timeout {
            let headers = request.headers_mut();
            headers.insert("grpc-timeout", timeout.parse().unwrap());
        }
        let longest = HashMap::from([
            ("/s.S/Long", Duration::from_mins(5)),
            ("/s.S/Short", Duration::from_secs(3)),
        ]);
        let deadline = Deadline::new(Duration::from_secs(10), longest);
        let response = deadline
            .run(request, |_| Box::pin(std::future::pending()))
            .await;
        let status = Status::from_header_map(response.headers()).unwrap();
        (status, started.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn the_shorter_deadline_ends_a_call() {
        let (status, elapsed) = answer_of_a_hung_call("/s.S/Other", Some("500m")).await;
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(read::reason(&status), Some(Reason::DeadlineExceeded));
        assert!(elapsed < Duration::from_millis(500), "{elapsed:?}");
        for longer in [None, Some("1H")] {
            let (status, elapsed) = answer_of_a_hung_call("/s.S/Other", longer).await;
            assert_eq!(status.code(), Code::DeadlineExceeded);
            assert_eq!(elapsed.as_secs(), 10);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn call_with_a_longest_time_of_its_own_takes_no_longer() {
        for (path, asked, seconds) in [
            ("/s.S/Long", Some("2M"), 119),
            ("/s.S/Long", Some("1H"), 300),
            ("/s.S/Long", None, 10),
            ("/s.S/Short", Some("1H"), 3),
            ("/s.S/Short", None, 3),
        ] {
            let (status, elapsed) = answer_of_a_hung_call(path, asked).await;
            assert_eq!(status.code(), Code::DeadlineExceeded);
            assert_eq!(elapsed.as_secs(), seconds, "{path} {asked:?}");
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
