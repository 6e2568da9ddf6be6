//! The key counts.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::cookies::Language;
use super::words::Words;
use super::{Failure, key, pages};
use crate::domain::SessionToken;
use crate::service::{Progress, Service};

/// The last page.
#[derive(Template)]
#[template(path = "done.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    user: &'a str,
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    let member = key::proven(&service, &token).await?;
    if service.progress(&token).await? == Progress::Waiting {
        return Ok(Redirect::to("/key?waited=true").into_response());
    }
    let (issuer, user) = (&*service.policy.issuer, member.name.as_str());
    Ok(pages::show(StatusCode::OK, &Page { words, issuer, user }))
}
