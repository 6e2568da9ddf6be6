//! Version 1 of the API: docs/API.md.
//!
//! What an authenticator calls answers any origin, since it is called from extension pages; it takes no cookie. What a
//! relying party calls answers no page.

mod confirm;
mod discovery;
mod parsed;
mod redeem;
mod status;
mod verify;

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderName, Method, header};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::cors::{Any, CorsLayer};

use super::rate::{self, Limited};
use crate::service::Service;

/// How long a browser may remember what it may call.
const REMEMBER: Duration = Duration::from_secs(3600);

/// All calls.
pub(super) fn routes(limited: &Limited) -> Router<Arc<Service>> {
    let open = Router::new()
        .route("/.well-known/warifu", get(discovery::well_known))
        .route("/api/v1/time", get(discovery::time))
        .route("/api/v1/openapi.json", get(discovery::openapi))
        .route("/api/v1/enrolments/redeem", post(redeem::redeem))
        .route("/api/v1/enrolments/{id}/confirm", post(confirm::confirm))
        .route("/api/v1/keys/status", post(status::status))
        .route_layer(middleware::from_fn_with_state(limited.clone(), rate::limit))
        .layer(cors());
    open.route("/api/v1/verify", post(verify::verify))
}

/// Any origin, no credentials.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER, HeaderName::from_static("x-request-id")])
        .max_age(REMEMBER)
}
