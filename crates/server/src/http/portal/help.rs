//! What to do when a device is lost or new, or its app was deleted (E11): for everybody, signed in or not.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::cookies::Language;
use super::pages;
use super::words::Words;
use crate::domain::enrolment::Allowed;
use crate::service::Service;

#[derive(Template)]
#[template(path = "help.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    /// What happened, and the steps.
    cases: [(&'static str, [&'static str; 4]); 3],
}

pub(super) async fn page(State(service): State<Arc<Service>>, Language(words): Language) -> Response {
    let help = words.help;
    let mut cases = [&help.lost, &help.changed, &help.deleted].map(|case| (case.title, case.steps));
    if service.policy.allowed() != Allowed::One {
        cases[1].1[1] = help.changed_beside;
    }
    pages::show(StatusCode::OK, &Page { words, issuer: &service.policy.issuer, cases })
}
