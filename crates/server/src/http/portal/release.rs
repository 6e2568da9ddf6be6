//! Temporary releases: choosing a code, using it, taking it away.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::{Language, signed_in};
use super::words::Words;
use super::{Failure, code, devices, pages};
use crate::domain::release::{Release, ReleaseCode, ReleaseCodeError};
use crate::domain::{SessionToken, TypedCode, in_japan, until};
use crate::service::{Service, ServiceError};

#[derive(Deserialize)]
pub(super) struct Fields {
    code: Zeroizing<String>,
}

/// Where a code is chosen.
#[derive(Template)]
#[template(path = "release.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    state: Vec<String>,
    /// For how many seconds it is still open, if it is.
    open_left_s: Option<u64>,
    is_set: bool,
    typed: &'a str,
    error: Option<&'static str>,
}

/// Where it was used.
#[derive(Template)]
#[template(path = "released.html")]
struct Opened<'a> {
    words: &'static Words,
    issuer: &'a str,
    said: [String; 2],
    open_left_s: Option<u64>,
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    show(&service, words, &token, "", None).await
}

pub(super) async fn set(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    match read(&fields.code) {
        Ok(code) => signed_in(&service.set_release(&token, &code).await?, "/devices?said=release_set"),
        Err(error) => show(&service, words, &token, &fields.code, Some(words.refused_release(error))).await,
    }
}

pub(super) async fn revoke(
    State(service): State<Arc<Service>>,
    token: SessionToken,
) -> Result<Response, Failure> {
    match service.revoke_release(&token).await {
        Ok(()) => Ok(Redirect::to("/devices?said=release_revoked").into_response()),
        Err(error) => devices::refused(error),
    }
}

/// Typing it on the page that asks for a one-time password. The answer itself says until when it is open.
pub(super) async fn open(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let error = match service.use_release(&token, TypedCode::read(&fields.code).as_ref()).await {
        Ok(release) => return Ok(opened(&service, words, &release)),
        Err(ServiceError::Wrong) => words.release.wrong.into(),
        Err(ServiceError::UsedUp) => words.release.used_up.into(),
        Err(error) => code::pause(words, error)?,
    };
    Ok(code::refused_away(&service, words, error))
}

/// The code that was typed to be chosen.
fn read(typed: &str) -> Result<ReleaseCode, ReleaseCodeError> {
    TypedCode::read(typed).ok_or(ReleaseCodeError::Shape).and_then(|typed| ReleaseCode::new(&typed))
}

/// The same where none needs to be chosen.
pub(super) fn read_if_any(typed: &str) -> Result<Option<ReleaseCode>, ReleaseCodeError> {
    if typed.is_empty() { Ok(None) } else { read(typed).map(Some) }
}

/// How often a release still opens and, while it is open, until when.
pub(super) fn told(words: &Words, release: &Release, service: &Service) -> Vec<String> {
    let left = Words::fill(words.release.left, &release.uses_left);
    let is_open = release.is_open(service.clock.now());
    let open = is_open.then(|| Words::fill(words.release.open, &in_japan(release.open_until)));
    [Some(left), open].into_iter().flatten().collect()
}

/// For how many seconds it is still open, if it is.
pub(super) fn open_left(release: &Release, service: &Service) -> Option<u64> {
    let now = service.clock.now();
    release.is_open(now).then(|| until(now, release.open_until).as_secs())
}

fn opened(service: &Service, words: &'static Words, release: &Release) -> Response {
    let opened = Words::fill(words.release.opened, &in_japan(release.open_until));
    let said = [opened, Words::fill(words.release.left, &release.uses_left)];
    let (issuer, open_left_s) = (&*service.policy.issuer, open_left(release, service));
    pages::show(StatusCode::OK, &Opened { words, issuer, said, open_left_s })
}

async fn show(
    service: &Service,
    words: &'static Words,
    token: &SessionToken,
    typed: &str,
    error: Option<&'static str>,
) -> Result<Response, Failure> {
    if !service.may_release() {
        return Err(ServiceError::NotOffered.into());
    }
    let release = service.devices(token).await?.release;
    let state = release.as_ref().map(|release| told(words, release, service)).unwrap_or_default();
    let open_left_s = release.as_ref().and_then(|release| open_left(release, service));
    let (issuer, is_set) = (&*service.policy.issuer, release.is_some());
    let status = if error.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    Ok(pages::show(status, &Page { words, issuer, state, open_left_s, is_set, typed, error }))
}
