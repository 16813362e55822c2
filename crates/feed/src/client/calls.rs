//! Calls that are repeated until they are answered: all of them may be.

use std::time::Duration;

use kabinet_peer::Failure;
use tonic::{IntoRequest as _, Request, Response, Status};

use super::{Client, Feed, FeedError, patience::Tries};

/// How long one try may take.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deadline {
    /// A look-up or one row.
    Short,
    /// A merge of millions of records.
    Long,
}

impl Deadline {
    fn duration(self) -> Duration {
        match self {
            Self::Short => Duration::from_secs(10),
            Self::Long => Duration::from_mins(15),
        }
    }
}

/// A call that can be made again.
pub(super) struct Call<T> {
    name: &'static str,
    deadline: Deadline,
    message: T,
}

impl<T: Clone> Call<T> {
    pub(super) fn new(name: &'static str, deadline: Deadline, message: T) -> Self {
        Self {
            name,
            deadline,
            message,
        }
    }

    pub(super) fn request(&self) -> Request<T> {
        let mut request = self.message.clone().into_request();
        request.set_timeout(self.deadline.duration());
        request
    }
}

impl Feed {
    /// Makes a call until it is answered or refused.
    pub(super) async fn answered<T, A>(
        &self,
        call: Call<T>,
        make: impl AsyncFn(Client, Request<T>) -> Result<Response<A>, Status>,
    ) -> Result<A, FeedError>
    where
        T: Clone,
    {
        let mut tries = Tries::new(self.patience);
        loop {
            let status = match make(self.client.clone(), call.request()).await {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) => status,
            };
            let status = unanswered(call.name, status)?;
            tries.pause(&self.env, call.name, status).await?;
        }
    }
}

/// Returns a status that stands for a missing answer; a refusal is final.
pub(super) fn unanswered(call: &'static str, status: Status) -> Result<Status, FeedError> {
    match Failure::from(status.clone()) {
        Failure::Unavailable => Ok(status),
        Failure::Refused(status) => Err(FeedError::Refused { call, status }),
    }
}
