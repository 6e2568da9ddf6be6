//! `/metrics`, on an address of its own: the counters are the operator's.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::ApiError;
use crate::service::Service;

const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The one route, for a listener of its own.
pub fn metrics(service: Arc<Service>) -> Router {
    Router::new().route("/metrics", get(show)).with_state(service)
}

async fn show(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    let text = service.metrics.text(service.mails_waiting().await?);
    Ok(([(header::CONTENT_TYPE, TEXT)], text).into_response())
}
