use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kabinet_domain::MobileNumber;
use rusmpp::pdus::SubmitSm;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::window::{Place, Window};
use super::{SmppConfig, link, message};
use crate::delivery::provider::SubmitError;
use crate::delivery::receipts::ReceiptBook;
use crate::delivery::templates::Size;

/// How long a message waits for a bound session with room in its window.
const ROOM_TIMEOUT: Duration = Duration::from_secs(2);
/// How much longer notices rest than codes once the centre said that it is too much.
const NOTICE_REST: Duration = Duration::from_secs(5);
/// What is granted beyond the response timeout for the way to the link and back.
const GRACE: Duration = Duration::from_millis(500);

/// The centre's id of a message, where it gave one, or why it did not take it.
pub(super) type Answer = Result<Option<String>, SubmitError>;

/// A message on its way to the link.
pub(super) struct Submission {
    pub(super) message: SubmitSm,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// What the link needs to tell the senders.
pub(super) struct Signals {
    pub(super) submissions: mpsc::Receiver<Submission>,
    pub(super) bound: watch::Sender<bool>,
    pub(super) pause: Pause,
}

/// When submitting may go on after the centre throttled.
#[derive(Clone, Default)]
pub(super) struct Pause {
    until: Arc<Mutex<Option<Instant>>>,
}

impl Pause {
    pub(super) fn start(&self, length: Duration) {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + length);
    }

    async fn over(&self, further: Duration) {
        let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = until {
            sleep_until(until + further).await;
        }
    }
}

/// The senders' side of the session; a clone shares the bind and the window.
#[derive(Clone)]
pub(crate) struct Session {
    config: Arc<SmppConfig>,
    submissions: mpsc::Sender<Submission>,
    bound: watch::Receiver<bool>,
    window: Window,
    pause: Pause,
}

/// A place in the window of a bound session.
pub(crate) struct Slot {
    session: Session,
    _place: Place,
}

impl Session {
    /// Makes the session, and the task that keeps it connected until the token is cancelled.
    pub(crate) fn new(
        config: SmppConfig,
        receipts: ReceiptBook,
        token: CancellationToken,
    ) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let config = Arc::new(config);
        let (sender, submissions) = mpsc::channel(config.window);
        let (bound_sender, bound) = watch::channel(false);
        let pause = Pause::default();
        let signals = Signals {
            submissions,
            bound: bound_sender,
            pause: pause.clone(),
        };
        let session = Self {
            window: Window::new(config.window),
            submissions: sender,
            bound,
            pause,
            config: Arc::clone(&config),
        };
        (session, link::keep(config, signals, receipts, token))
    }

    pub(in crate::delivery) async fn slot(&self) -> Result<Slot, SubmitError> {
        self.within_bound(self.room(self.window.place())).await
    }

    /// Takes a place that codes do not need: half of the window stays free, and what the centre has
    /// room for after it throttled is for codes first.
    pub(in crate::delivery) async fn spare_slot(&self) -> Result<Slot, SubmitError> {
        let rested = async {
            self.pause.over(NOTICE_REST).await;
            self.room(self.window.spare_place()).await
        };
        self.within_bound(rested).await
    }

    async fn within_bound(
        &self,
        slot: impl Future<Output = Result<Slot, SubmitError>>,
    ) -> Result<Slot, SubmitError> {
        timeout(ROOM_TIMEOUT, slot).await.unwrap_or_else(|_| {
            let failure = if *self.bound.borrow() {
                "sms_centre_busy"
            } else {
                "sms_centre_unreachable"
            };
            Err(SubmitError::Temporary(failure))
        })
    }

    async fn room(&self, place: impl Future<Output = Place>) -> Result<Slot, SubmitError> {
        let gone = SubmitError::Temporary("sms_session_ended");
        // A place is not held while nobody is there to submit to.
        let mut bound = self.bound.clone();
        bound.wait_for(|bound| *bound).await.map_err(|_| gone)?;
        let place = place.await;
        self.pause.over(Duration::ZERO).await;
        bound.wait_for(|bound| *bound).await.map_err(|_| gone)?;
        Ok(Slot {
            session: self.clone(),
            _place: place,
        })
    }
}

impl Slot {
    pub(in crate::delivery) fn bound(&self) -> Duration {
        self.session.config.response_timeout + GRACE
    }

    pub(in crate::delivery) async fn submit(
        self,
        to: &MobileNumber,
        text: &str,
        size: Size,
        validity: Duration,
    ) -> Answer {
        let config = &self.session.config;
        let message = message::submit_sm(&config.source, to, text, size, validity)
            .ok_or(SubmitError::Permanent("message_unacceptable"))?;
        let (answer, answered) = oneshot::channel();
        let submission = Submission { message, answer };
        // The window is as long as the queue, so there is always room.
        self.session
            .submissions
            .try_send(submission)
            .map_err(|_| SubmitError::Temporary("sms_session_ended"))?;
        match timeout(self.bound(), answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(SubmitError::Unclear("sms_connection_lost")),
            Err(_) => Err(SubmitError::Unclear("sms_centre_silent")),
        }
    }
}
