//! One line for each request: what was asked, how it ended, how long it took. Never what stood in it.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::headers::RequestId;
use super::{ApiError, PATIENCE};
use crate::metrics::Metrics;

pub(super) async fn write(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    // The pattern, not the path: a path may hold an id.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let answer = tokio::time::timeout(PATIENCE, next.run(request)).await;
    let response = answer.unwrap_or_else(|_| ApiError::TIMEOUT.into_response());
    let (status, route) = (response.status().as_u16(), route.as_deref().unwrap_or("-"));
    let took = began.elapsed();
    metrics.answered(route, status, took);
    let duration_ms = took.as_millis();
    tracing::info!(request_id = id, %method, route, status, duration_ms, "answered");
    response
}
