use std::error::Error;
use std::fmt;
use std::time::Duration;

use kabinet_env::Env;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{BoxError, ServeError};

/// A background job ended although nobody had told it to.
#[derive(Debug)]
struct JobEnded(Option<JoinError>);

impl fmt::Display for JobEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a background job ended by itself")
    }
}

impl Error for JobEnded {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.as_ref().map(|error| error as _)
    }
}

/// Serves with jobs beside the calls, and ends the jobs once the calls in work have ended.
///
/// A job that ends by itself ends the service: one that relays nothing must not look alive.
pub async fn serve_with_jobs(
    serving: impl Future<Output = Result<(), ServeError>>,
    mut jobs: JoinSet<()>,
    end_jobs: &CancellationToken,
) -> Result<(), BoxError> {
    let served = tokio::select! {
        served = serving => served.map_err(BoxError::from),
        Some(ended) = jobs.join_next() => Err(JobEnded(ended.err()).into()),
    };
    end_jobs.cancel();
    while jobs.join_next().await.is_some() {}
    served
}

/// Works at once and again after each pause, until the token is cancelled: then it stops where it is.
pub async fn every<F>(
    pause: Duration,
    env: Env,
    token: CancellationToken,
    work: impl Fn() -> F + Send,
) where
    F: Future<Output = ()> + Send,
{
    let working = async {
        loop {
            work().await;
            env.sleep(pause).await;
        }
    };
    token.run_until_cancelled(working).await;
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use kabinet_env::manual::ManualClock;
    use tokio::sync::watch;

    use super::*;

    #[tokio::test]
    async fn jobs_end_after_the_calls() {
        let token = CancellationToken::new();
        let mut jobs = JoinSet::new();
        jobs.spawn(token.clone().cancelled_owned());
        let served = serve_with_jobs(ready(Ok(())), jobs, &token).await;
        assert!(served.is_ok() && token.is_cancelled());
    }

    #[tokio::test]
    async fn a_job_that_ends_by_itself_ends_the_service() {
        let token = CancellationToken::new();
        let mut jobs = JoinSet::new();
        jobs.spawn(token.clone().cancelled_owned());
        jobs.spawn(async { panic!("a defect") });
        let served = serve_with_jobs(pending(), jobs, &token).await;
        assert!(served.unwrap_err().source().is_some());
        assert!(token.is_cancelled());
    }

    #[tokio::test]
    async fn work_is_done_at_once_after_each_pause_and_not_after_the_end() {
        const PAUSE: Duration = Duration::from_secs(30);
        let (env, clock) = ManualClock::new(1);
        let token = CancellationToken::new();
        let (done, mut times) = watch::channel(0);
        let working = every(PAUSE, env, token.clone(), move || {
            done.send_modify(|times| *times += 1);
            ready(())
        });
        let working = tokio::spawn(working);
        for time in 1..=3 {
            times.wait_for(|times| *times == time).await.unwrap();
            clock.sleepers(1).await;
            clock.advance(PAUSE);
        }
        times.wait_for(|times| *times == 4).await.unwrap();
        token.cancel();
        working.await.unwrap();
    }

    #[tokio::test]
    async fn work_under_way_is_dropped_at_the_end() {
        let token = CancellationToken::new();
        let (begun, mut begins) = watch::channel(false);
        let work = move || {
            begun.send_replace(true);
            pending::<()>()
        };
        let working = tokio::spawn(every(Duration::ZERO, Env::system(), token.clone(), work));
        begins.wait_for(|begun| *begun).await.unwrap();
        token.cancel();
        let ended = tokio::time::timeout(Duration::from_secs(10), working).await;
        ended.expect("the work goes on").unwrap();
    }
}
