//! Where a help desk's link leads, whose fragment is an offer that the extension reads and no server ever sees.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::cookies::Language;
use super::pages;
use super::words::Words;
use crate::service::Service;

#[derive(Template)]
#[template(path = "ticket.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
}

pub(super) async fn page(State(service): State<Arc<Service>>, Language(words): Language) -> Response {
    pages::show(StatusCode::OK, &Page { words, issuer: &service.policy.issuer })
}
