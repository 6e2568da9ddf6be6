//! HTTP: what is asked becomes values, what is answered becomes bytes. Decides nothing.

mod access;
pub mod api;
mod client;
mod error;
mod headers;
mod log;
mod metrics;
pub mod portal;
mod rate;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Router, middleware};

pub use access::Access;
pub use error::ApiError;
pub use metrics::metrics;

use crate::service::Service;

/// The longest request body, in bytes.
const MOST_BYTES: usize = 16 * 1024;
/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// All routes over `service`, for whom `access` lets in. With `outbox`, a page that shows the mails.
pub fn router(service: Arc<Service>, access: Access, outbox: Outbox) -> Router {
    let origin = service.origin.clone();
    let limited = rate::Limited::new(service.clone());
    Router::new()
        .merge(api::routes(&limited))
        .merge(portal::routes(&limited, outbox))
        .route("/livez", get(StatusCode::NO_CONTENT))
        .route("/readyz", get(is_ready))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(middleware::from_fn_with_state(access, access::guard))
        .layer(middleware::from_fn_with_state(service.metrics.clone(), log::write))
        .layer(middleware::from_fn(error::write_out))
        .layer(middleware::from_fn_with_state(origin, headers::add))
        .with_state(service)
}

/// Whether mails are shown to whoever is on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outbox {
    /// They are not.
    Hidden,
    /// They are, for developing and trying out.
    Shown,
}

/// Whether the database answers and the clock is not behind it.
async fn is_ready(State(service): State<Arc<Service>>) -> Result<StatusCode, ApiError> {
    service.is_ready().await?;
    Ok(StatusCode::NO_CONTENT)
}
