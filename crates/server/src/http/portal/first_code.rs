//! The first code of a key that the page shows, typed by its member.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::Language;
use super::words::Words;
use super::{Failure, key};
use crate::domain::enrolment::EnrolmentError;
use crate::domain::{EnrolmentId, SessionToken, TypedCode};
use crate::http::ApiError;
use crate::service::{Service, ServiceError};

#[derive(Deserialize)]
pub(super) struct Fields {
    enrolment: String,
    code: Zeroizing<String>,
}

pub(super) async fn confirm(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let enrolment = EnrolmentId::parse(&fields.enrolment);
    let enrolment = enrolment.ok_or(Failure::Other(ApiError::invalid("enrolment")))?;
    let error = match service.confirm_shown(&token, enrolment, TypedCode::read(&fields.code)).await {
        // A key that is over or counts already: the next page tells which.
        Ok(_) | Err(ServiceError::Gone) => return Ok(Redirect::to("/done").into_response()),
        Err(error) => said(words, error)?,
    };
    key::show(&service, words, &token, StatusCode::FORBIDDEN, Some(error)).await
}

/// What went wrong, and what to do.
fn said(words: &Words, error: ServiceError) -> Result<String, Failure> {
    Ok(match error {
        ServiceError::Wrong => words.key.wrong.into(),
        ServiceError::ClockOff { seconds } => words.clock_off(seconds),
        ServiceError::Locked { wait } => Words::fill_wait(words.wait, wait),
        ServiceError::Stopped => words.key.stopped.into(),
        ServiceError::Expired => words.key.expired.into(),
        ServiceError::Enrolment(EnrolmentError::TooMany { .. }) => words.devices.said_too_many.into(),
        error => return Err(error.into()),
    })
}
