//! How soon a session that has ended is refused.

use std::time::{Duration, Instant};

use kabinet_proto::{
    errors::v1::Reason, identity::v1::ListSessionsRequest, profile::v1::GetProfileRequest,
    subscriptions::v1::ListServicesRequest,
};
use kabinet_status::read;
use tonic::Status;

use super::{Gateway, Suite};

/// Long enough for a machine that is busy; the second that is promised is held by the beat, whose
/// tests have a clock of their own.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is asked.
const LOOK: Duration = Duration::from_millis(20);

impl Suite {
    /// Waits until every service that knows sessions refuses this one, and prints when they did.
    #[expect(
        clippy::print_stdout,
        reason = "the figure is for whoever runs the test"
    )]
    pub(crate) async fn refuses_soon(&self, session: &Gateway) {
        let started = Instant::now();
        let mut looks = tokio::time::interval(LOOK);
        loop {
            looks.tick().await;
            let profile = session.profile().get_profile(GetProfileRequest {}).await;
            let request = ListServicesRequest::default();
            let services = session.views().list_services(request).await;
            let sessions = session.sessions();
            let listed = { sessions }
                .list_sessions(ListSessionsRequest::default())
                .await;
            if is_refused(profile) && is_refused(services) && is_refused(listed) {
                break;
            }
            if started.elapsed() > PATIENCE {
                self.explain("a session that has ended is still let in");
            }
        }
        println!("refused after {:?}", started.elapsed());
    }
}

fn is_refused<T>(answer: Result<T, Status>) -> bool {
    answer
        .err()
        .is_some_and(|status| read::reason(&status) == Some(Reason::TokenInvalid))
}
