//! The pages as templates: www/portal.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::HTML;
use super::device::Question;
use super::words::Words;
use crate::service::WrittenMail;

/// The first page: ID and password.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct SignIn<'a> {
    pub(super) words: &'static Words,
    pub(super) issuer: &'a str,
    pub(super) id: &'a str,
    pub(super) error: Option<String>,
}

/// The page that asks for the mailed code.
#[derive(Template)]
#[template(path = "mail.html")]
pub(super) struct Mail<'a> {
    pub(super) words: &'static Words,
    pub(super) issuer: &'a str,
    pub(super) address: &'a str,
    pub(super) minutes: u64,
    /// How many seconds the newest code of this session is still good for.
    pub(super) left_s: Option<u64>,
    pub(super) is_sent: bool,
    pub(super) error: Option<String>,
}

/// The page before the key is made.
#[derive(Template)]
#[template(path = "start.html")]
pub(super) struct Start<'a> {
    pub(super) words: &'static Words,
    pub(super) issuer: &'a str,
    pub(super) user: &'a str,
    pub(super) is_waiting: bool,
    /// For which device it will be.
    pub(super) question: Question,
    /// Until when it must be done.
    pub(super) until: Option<String>,
    pub(super) error: Option<&'static str>,
}

/// Something did not work.
#[derive(Template)]
#[template(path = "problem.html")]
pub(super) struct Problem<'a> {
    pub(super) words: &'static Words,
    pub(super) issuer: &'a str,
    pub(super) text: &'static str,
    pub(super) code: &'static str,
}

/// The mails, for developing.
#[derive(Template)]
#[template(path = "outbox.html")]
pub(super) struct Outbox<'a> {
    pub(super) words: &'static Words,
    pub(super) issuer: &'a str,
    pub(super) mails: &'a [WrittenMail],
}

/// The page as an answer.
pub(super) fn show(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, [(header::CONTENT_TYPE, HTML)], html).into_response(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a page was not drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
