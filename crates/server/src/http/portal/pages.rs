//! The pages as templates: www/portal.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::HTML;
use super::device::Question;
use super::said::{Pause, Said};
use super::words::Words;
use crate::domain::mail_code::Spelling;
use crate::service::WrittenMail;

/// The first page: ID and password.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct SignIn<'a> {
    pub(super) words: &'static Words,
    pub(super) issuer: &'a str,
    pub(super) id: &'a str,
    pub(super) error: Option<Said>,
}

/// The page that asks for the mailed code.
#[derive(Template)]
#[template(path = "mail.html")]
pub(super) struct Mail<'a> {
    pub(super) words: &'static Words,
    pub(super) issuer: &'a str,
    /// What became of the code for this session, in words.
    pub(super) sent: Vec<String>,
    pub(super) spelling: Spelling,
    /// How many seconds the newest code of this session is still good for.
    pub(super) left_s: Option<u64>,
    /// Until when no other is sent.
    pub(super) resend: Option<Pause>,
    pub(super) error: Option<Said>,
}

/// The page before the key is made.
#[derive(Template)]
#[template(path = "start.html")]
pub(super) struct Start<'a> {
    pub(super) words: &'static Words,
    pub(super) issuer: &'a str,
    pub(super) user: &'a str,
    pub(super) is_waiting: bool,
    /// Whether a key that waits for its first code is given up.
    pub(super) anew: bool,
    /// For which device it will be.
    pub(super) question: Question,
    /// Until when it must be done.
    pub(super) until: Option<String>,
    pub(super) error: Option<&'static str>,
}

/// What is to be done, and whether that is meant.
#[derive(Template)]
#[template(path = "act.html")]
pub(super) struct Act<'a> {
    pub(super) words: &'static Words,
    pub(super) issuer: &'a str,
    /// Title, text and what stands on the button.
    pub(super) said: [&'static str; 3],
    pub(super) concerned: Vec<String>,
    /// Where the form goes, and its hidden fields.
    pub(super) form: (&'a str, Vec<(&'a str, &'a str)>),
    /// For which device a key will be.
    pub(super) question: Option<Question>,
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
