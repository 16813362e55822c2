use std::io;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware;
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::get;
use axum::{Router, extract::Request, middleware::Next};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::message::Message;
use crate::messages::Messages;

mod host;
mod html;
mod json;

/// Messages on the page and in its JSON form.
const MAX_SHOWN: usize = 200;
/// Nothing but the page's own style: mail is shown as text and cannot load or run anything.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                              form-action 'self'; frame-ancestors 'none'";

/// Serves the page until told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    messages: Messages,
    stop: CancellationToken,
) -> io::Result<()> {
    axum::serve(listener, router(messages))
        .with_graceful_shutdown(stop.cancelled_owned())
        .await
}

pub(crate) fn router(messages: Messages) -> Router {
    Router::new()
        .route("/", get(show))
        .route("/messages.json", get(list))
        .with_state(messages)
        .layer(middleware::from_fn(protect))
}

#[derive(Deserialize)]
struct Filter {
    to: Option<String>,
}

impl Filter {
    fn apply(&self, messages: &Messages) -> Vec<Arc<Message>> {
        let to = self.to.as_deref().filter(|to| !to.trim().is_empty());
        messages.list(to, None, MAX_SHOWN)
    }
}

async fn show(State(messages): State<Messages>, Query(filter): Query<Filter>) -> Html<String> {
    let shown = filter.apply(&messages);
    Html(html::page(filter.to.as_deref().unwrap_or_default(), &shown))
}

async fn list(State(messages): State<Messages>, Query(filter): Query<Filter>) -> Response {
    Json(json::Page::from(filter.apply(&messages))).into_response()
}

async fn protect(request: Request, next: Next) -> Response {
    if !host::is_loopback(request.headers()) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
