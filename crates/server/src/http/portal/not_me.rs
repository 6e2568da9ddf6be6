//! "This was not me": the answer to a notice, without signing in, since that may be just what is no longer possible.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::Language;
use super::words::Words;
use super::{Failure, pages};
use crate::domain::TypedCode;
use crate::service::{Address, Ended, Service};

#[derive(Deserialize)]
pub(super) struct Fields {
    code: Zeroizing<String>,
}

#[derive(Template)]
#[template(path = "not_me.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    error: Option<&'static str>,
    ended: Option<Ended>,
}

pub(super) async fn page(State(service): State<Arc<Service>>, Language(words): Language) -> Response {
    let page = Page { words, issuer: &service.policy.issuer, error: None, ended: None };
    pages::show(StatusCode::OK, &page)
}

pub(super) async fn answer(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let ended = match TypedCode::read(&fields.code) {
        Some(typed) => service.not_me(&typed).await?,
        None => None,
    };
    let (status, error) = match ended {
        Some(_) => (StatusCode::OK, None),
        None => (StatusCode::FORBIDDEN, Some(words.recovery.not_me_over)),
    };
    Ok(pages::show(status, &Page { words, issuer: &service.policy.issuer, error, ended }))
}
