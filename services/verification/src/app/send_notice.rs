use std::time::Duration;

use kabinet_domain::Language;
use kabinet_env::crash;
use kabinet_env::id::DeliveryId;
use kabinet_proof::action::Action;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{App, Failure, Request};
use crate::domain::{
    Destination, Filling, Lane, Queue, Template, Variables, WrongAction, WrongVariable,
    check_action,
};
use crate::store::{Kept, NewNotice};

/// Namespace of the ids of messages: a repeat derives the same id, whatever keys are in use then.
const MESSAGES: Uuid = Uuid::from_u128(0x2f0c_7a7e_4b5d_4c9f_9f0e_61d3_08b4_52aa);
/// Longest life of a notice, whatever its sender says.
const MAX_LIFE: Duration = Duration::from_hours(72);
/// When a sender is told to come again while the queue is full.
const QUEUE_WAIT: Duration = Duration::from_secs(10);

/// A notice that is wanted.
pub(crate) struct Input {
    /// Who asks, and under which id.
    pub request: Request,
    /// How urgent it is.
    pub lane: Lane,
    /// Where it goes.
    pub destination: Destination,
    /// What it says.
    pub template: Template,
    /// What the template leaves open, as it was given.
    pub variables: Vec<(String, String)>,
    /// What its reader may do.
    pub action: Option<Action>,
    /// Language of the text.
    pub language: Language,
    /// After this nobody needs it.
    pub expire_time: OffsetDateTime,
}

/// Why it was not queued.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The request id was used with another body.
    #[error("the request id was used with another body")]
    Conflict,
    /// Nothing is sent to this destination.
    #[error("nothing is sent to this destination")]
    Destination,
    /// The variables, or the action, are not those of the template.
    #[error("the variables or the action are not those of the template")]
    Filling(Vec<WrongVariable>, Option<WrongAction>),
    /// As many notices wait as may.
    #[error("the queue is full")]
    QueueFull(Duration),
    /// Something failed.
    #[error("a notice was not queued")]
    Failure(#[from] Failure),
}

/// Queues a notice: one statement, unless it is a repeat.
pub(crate) async fn run(app: &App, input: Input) -> Result<DeliveryId, Error> {
    let destination = match &input.destination {
        Destination::Contact(contact) if app.policies.reach(contact) => contact,
        Destination::Contact(_) | Destination::Malformed(_) => return Err(Error::Destination),
    };
    let filling = filling(app, &input)?;
    let id = delivery_id(&input.request);
    let full = app.backlog.is_full(&app.env, &app.ledger, input.lane).await;
    if full.map_err(Failure::from)? {
        return repeat(app, &input.request, id).await;
    }
    let now = app.env.now();
    let traceparent = kabinet_telemetry::current_traceparent();
    let notice = NewNotice {
        id,
        caller: &input.request.caller,
        fingerprint: &app.vault.lasting_fingerprint(&input.request.body),
        lane: input.lane,
        channel: destination.channel(),
        language: input.language,
        template: input.template,
        destination: &app.vault.seal_receiver(&app.env, id, destination),
        variables: &app.vault.seal_filling(&app.env, id, &filling),
        traceparent: traceparent.as_deref(),
        expire_time: input.expire_time.min(now + MAX_LIFE),
    };
    let kept = app.ledger.queue_notice(&notice, now).await;
    match kept.map_err(Failure::from)? {
        Kept::Before => repeat(app, &input.request, id).await,
        Kept::Now => {
            crash::point("verification.send.after_queue");
            app.backlog.add();
            app.wake
                .of(Queue::Notices, destination.channel())
                .notify_one();
            Ok(id)
        }
    }
}

fn filling(app: &App, input: &Input) -> Result<Filling, Error> {
    let wrong_action = check_action(input.template, input.action.as_ref(), app.env.now());
    let variables = match (
        Variables::read(input.template, &input.variables),
        wrong_action,
    ) {
        (Ok(variables), None) => variables,
        (read, wrong_action) => {
            let wrong_variables = read.err().unwrap_or_default();
            return Err(Error::Filling(wrong_variables, wrong_action));
        }
    };
    let channel = input.destination.channel();
    let templates = &app.templates;
    if templates.has_room(channel, input.language, input.template, &variables) {
        let action = input.action;
        Ok(Filling { variables, action })
    } else {
        let too_long = Variables::too_long(input.template);
        Err(Error::Filling(vec![too_long], None))
    }
}

fn delivery_id(request: &Request) -> DeliveryId {
    let name = format!("{}/{}", request.caller, request.id);
    DeliveryId::from_uuid(Uuid::new_v5(&MESSAGES, name.as_bytes()))
}

/// What was queued before is not queued again, and needs no room.
async fn repeat(app: &App, request: &Request, id: DeliveryId) -> Result<DeliveryId, Error> {
    let stored = app.ledger.notice_fingerprint(id).await;
    match stored.map_err(Failure::from)? {
        Some(stored) if app.vault.is_fingerprint(&stored, &request.body) => Ok(id),
        Some(_) => Err(Error::Conflict),
        None => Err(Error::QueueFull(QUEUE_WAIT)),
    }
}
