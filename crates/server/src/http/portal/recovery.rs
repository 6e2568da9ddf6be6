//! Recovery codes, shown once.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use zeroize::Zeroizing;

use super::cookies::{Language, with_session};
use super::words::Words;
use super::{Failure, pages};
use crate::domain::SessionToken;
use crate::service::Service;

#[derive(Template)]
#[template(path = "recovery.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    codes: Vec<Zeroizing<String>>,
}

/// The answer itself shows them: there is no address where they could be asked for again.
pub(super) async fn make(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    let (token, codes) = service.make_recovery_codes(&token).await?;
    let codes = codes.iter().map(crate::domain::recovery::RecoveryCode::grouped).collect();
    let page = pages::show(StatusCode::OK, &Page { words, issuer: &service.policy.issuer, codes });
    Ok(with_session(&token, page))
}
