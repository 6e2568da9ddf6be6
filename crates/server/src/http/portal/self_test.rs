//! The page on which anybody tries a code (E8), from any network.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::Language;
use super::said::Said;
use super::words::Words;
use super::{Failure, pages};
use crate::domain::{MemberName, TypedCode};
use crate::http::client::ClientAddress;
use crate::service::{Reason, Service};

#[derive(Deserialize)]
pub(super) struct Fields {
    id: String,
    code: Zeroizing<String>,
}

#[derive(Template)]
#[template(path = "self_test.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    place: String,
    id: &'a str,
    error: Option<Said>,
    is_right: bool,
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    client: ClientAddress,
) -> Response {
    let place = place(&service, words, &client);
    let issuer = &*service.policy.issuer;
    pages::show(StatusCode::OK, &Page { words, issuer, place, id: "", error: None, is_right: false })
}

pub(super) async fn judge(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    client: ClientAddress,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let judged = match MemberName::parse(&fields.id) {
        Ok(name) => service.self_test(&name, TypedCode::read(&fields.code).as_ref()).await?,
        Err(_) => Err(Reason::Wrong),
    };
    let (status, error) = match judged {
        Ok(()) => (StatusCode::OK, None),
        Err(Reason::Wrong) => (StatusCode::FORBIDDEN, Some(words.self_test.wrong.into())),
        Err(Reason::Stopped) => (StatusCode::FORBIDDEN, Some(words.self_test.stopped.into())),
        Err(reason) => (StatusCode::FORBIDDEN, Some(words.refused(reason))),
    };
    let (issuer, place) = (&*service.policy.issuer, place(&service, words, &client));
    let is_right = judged.is_ok();
    Ok(pages::show(status, &Page { words, issuer, place, id: &fields.id, error, is_right }))
}

fn place(service: &Service, words: &Words, client: &ClientAddress) -> String {
    match (client.is_on_campus(service), service.policy.asks_some_on_campus()) {
        (true, true) => format!("{}{}", words.self_test.on_campus, words.self_test.unless_group),
        (true, false) => words.self_test.on_campus.into(),
        (false, _) => words.self_test.off_campus.into(),
    }
}
