//! The page before a first key.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::cookies::Language;
use super::device::{DeviceKind, Question};
use super::words::Words;
use super::{Failure, devices, pages};
use crate::domain::SessionToken;
use crate::service::Service;

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Whether a key that waits for its first code is given up.
    #[serde(default)]
    anew: bool,
}

/// The question for which device the key is, and whether it is asked even though a key waits.
pub(super) struct Asking {
    question: Question,
    anew: bool,
    error: Option<&'static str>,
}

impl Asking {
    /// Once more, with what was answered and why that will not do.
    pub(super) fn refused(question: Question, error: &'static str) -> Self {
        Self { question, anew: true, error: Some(error) }
    }
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(asked): Query<Asked>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let question = Question::ask(words, DeviceKind::default(), "");
    ask(&service, words, &token, Asking { question, anew: asked.anew, error: None }).await
}

/// The page, unless there are devices.
pub(super) async fn ask(
    service: &Service,
    words: &'static Words,
    token: &SessionToken,
    asking: Asking,
) -> Result<Response, Failure> {
    let devices = service.devices(token).await?;
    if devices.active().next().is_some() {
        return Ok(Redirect::to("/devices").into_response());
    }
    let Asking { question, anew, error } = asking;
    let (issuer, user) = (&*service.policy.issuer, devices.member.name.as_str());
    let is_waiting = !anew && service.waiting_key(&devices.member).await?.is_some();
    let status = if error.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let until = devices::register_until(service, words, &devices);
    Ok(pages::show(status, &pages::Start { words, issuer, user, is_waiting, anew, question, until, error }))
}
