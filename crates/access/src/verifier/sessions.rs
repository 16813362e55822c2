//! State of sessions, asked for at most once per second and session.

use std::convert::Infallible;
use std::sync::Arc;

use kabinet_env::Env;
use kabinet_env::id::SessionId;
use kabinet_status::log_degraded;
use quick_cache::sync::Cache;
use time::OffsetDateTime;
use tokio::sync::Mutex;

use super::ANSWER_LIFETIME;
use crate::{EndUser, SessionStatus, Unavailable};

/// Sessions whose state is remembered.
const CAPACITY: usize = 65_536;

pub(super) struct Sessions {
    status: Arc<dyn SessionStatus>,
    env: Env,
    answers: Cache<SessionId, Arc<Mutex<Option<Answer>>>>,
}

#[derive(Clone, Copy)]
struct Answer {
    state: State,
    /// A changed password leaves the session and voids its earlier tokens.
    epoch: i64,
    time: OffsetDateTime,
}

#[derive(Clone, Copy)]
enum State {
    Active,
    Ended,
    Unknown,
}

impl Sessions {
    pub(super) fn new(status: Arc<dyn SessionStatus>, env: Env) -> Self {
        Self {
            status,
            env,
            answers: Cache::new(CAPACITY),
        }
    }

    pub(super) async fn is_active(&self, token: &str, user: &EndUser) -> Result<bool, Unavailable> {
        let Ok(answer) = self
            .answers
            .get_or_insert_with(&user.session_id, || Ok::<_, Infallible>(Arc::default()));
        // Simultaneous requests of one session wait here for one answer.
        let mut answer = answer.lock().await;
        let asked = self.env.now();
        if let Some(known) = *answer
            && known.epoch == user.epoch
            && asked - known.time < ANSWER_LIFETIME
        {
            return known.state.told();
        }
        match self.status.is_active(token, user).await {
            Ok(is_active) => {
                let state = if is_active {
                    State::Active
                } else {
                    State::Ended
                };
                // Counted from the question: the state may have changed since.
                *answer = Some(Answer {
                    state,
                    epoch: user.epoch,
                    time: asked,
                });
                Ok(is_active)
            }
            Err(error) => {
                log_degraded(&error);
                // Counted from the failure: those who waited must not wait for another one.
                *answer = Some(Answer {
                    state: State::Unknown,
                    epoch: user.epoch,
                    time: self.env.now(),
                });
                Err(error)
            }
        }
    }

    pub(super) fn forget(&self, session_id: SessionId) {
        self.answers.remove(&session_id);
    }
}

impl State {
    fn told(self) -> Result<bool, Unavailable> {
        match self {
            Self::Active => Ok(true),
            Self::Ended => Ok(false),
            Self::Unknown => Err(Unavailable::new("nobody answered a moment ago")),
        }
    }
}
