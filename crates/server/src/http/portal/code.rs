//! The second step of signing in, for whoever has a key.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::{Language, signed_in};
use super::said::Said;
use super::words::Words;
use super::{Failure, pages};
use crate::domain::{SessionToken, TypedCode};
use crate::service::{Reason, Service, ServiceError};

#[derive(Deserialize)]
pub(super) struct Fields {
    code: Zeroizing<String>,
}

#[derive(Template)]
#[template(path = "code.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    /// Whether the title is in both languages.
    in_both: bool,
    may_release: bool,
    error: Option<Said>,
    /// Whether what to do without the device stands open.
    is_away: bool,
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    service.session(&token).await?;
    Ok(show(&service, words, StatusCode::OK, None, false))
}

pub(super) async fn prove(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    match service.prove_code(&token, TypedCode::read(&fields.code).as_ref()).await? {
        Ok(token) => signed_in(&token, "/devices"),
        Err(reason) => Ok(show(&service, words, StatusCode::FORBIDDEN, Some(words.refused(reason)), false)),
    }
}

pub(super) async fn recover(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let error = match service.prove_recovery(&token, TypedCode::read(&fields.code).as_ref()).await {
        Ok(token) => return signed_in(&token, "/devices"),
        Err(ServiceError::Wrong) => words.code.recovery_wrong.into(),
        Err(error) => pause(words, error)?,
    };
    Ok(refused_away(&service, words, error))
}

/// How long to wait with a way in without the device, if that is what went wrong.
pub(super) fn pause(words: &Words, error: ServiceError) -> Result<Said, Failure> {
    match error {
        ServiceError::Locked { wait } => Ok(words.rest(wait).into()),
        ServiceError::Stopped => Ok(words.refused(Reason::Stopped)),
        error => Err(error.into()),
    }
}

/// The page with what went wrong in a way in without the device.
pub(super) fn refused_away(service: &Service, words: &'static Words, error: Said) -> Response {
    show(service, words, StatusCode::FORBIDDEN, Some(error), true)
}

fn show(
    service: &Service,
    words: &'static Words,
    status: StatusCode,
    error: Option<Said>,
    is_away: bool,
) -> Response {
    let (issuer, may_release) = (&*service.policy.issuer, service.may_release());
    let in_both = service.policy.sign_in.both_languages;
    pages::show(status, &Page { words, issuer, in_both, may_release, error, is_away })
}
