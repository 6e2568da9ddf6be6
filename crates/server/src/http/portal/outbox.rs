//! The mails, for developing and trying out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::cookies::Language;
use super::{Failure, pages};
use crate::service::Service;

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
) -> Result<Response, Failure> {
    let mails = service.mails(20).await?;
    let page = pages::Outbox { words, issuer: &service.policy.issuer, mails: &mails };
    Ok(pages::show(StatusCode::OK, &page))
}
