//! Who the server is and what time it is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use serde::Serialize;

use crate::service::Service;

/// The languages of the portal.
const LOCALES: [&str; 2] = ["ja", "en"];

/// Who the server is.
#[derive(Serialize)]
pub(super) struct WellKnown {
    issuer: String,
    api: String,
    server_time_ms: u64,
    locales: [&'static str; 2],
}

/// What time it is.
#[derive(Serialize)]
pub(super) struct Time {
    server_time_ms: u64,
}

pub(super) async fn well_known(State(service): State<Arc<Service>>) -> Json<WellKnown> {
    let api = format!("{}/api/v1", service.origin.as_str());
    let server_time_ms = service.clock.now().as_ms();
    Json(WellKnown { issuer: service.policy.issuer.clone(), api, server_time_ms, locales: LOCALES })
}

pub(super) async fn time(State(service): State<Arc<Service>>) -> Json<Time> {
    Json(Time { server_time_ms: service.clock.now().as_ms() })
}

/// This API in OpenAPI 3.1; a test holds every answer against it.
pub(super) async fn openapi() -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("../../../openapi.json"))
}
