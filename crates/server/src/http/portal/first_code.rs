//! The first code of a key that the page shows, typed by its member.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::{Language, signed_in};
use super::device::DeviceKind;
use super::key::{self, Refused};
use super::said::Said;
use super::words::Words;
use super::{Failure, release};
use crate::domain::enrolment::EnrolmentError;
use crate::domain::release::ReleaseCode;
use crate::domain::{EnrolmentId, SessionToken, TypedCode};
use crate::http::ApiError;
use crate::service::{Service, ServiceError};

#[derive(Deserialize)]
pub(super) struct Fields {
    enrolment: String,
    code: Zeroizing<String>,
    /// A release code, where the page asks for one.
    #[serde(default)]
    release: Zeroizing<String>,
    /// The kind of device that the key is for.
    #[serde(default)]
    device: String,
}

pub(super) async fn confirm(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let enrolment = EnrolmentId::parse(&fields.enrolment);
    let enrolment = enrolment.ok_or(Failure::Other(ApiError::invalid("enrolment")))?;
    let [code, release] = [&**fields.code, &**fields.release].map(str::trim);
    let device = DeviceKind::read(&fields.device);
    let chosen = match release::read_if_any(release) {
        Ok(chosen) => chosen,
        Err(error) => {
            let wrong = Some(words.refused_release(error));
            let refused = Refused { error: None, release: wrong, typed: [code, release], device };
            return key::show(&service, words, &token, StatusCode::FORBIDDEN, refused).await;
        }
    };
    let error = match service.confirm_shown(&token, enrolment, TypedCode::read(code)).await {
        Ok(_) => return finish(&service, &token, chosen).await,
        // A key that is over or counts already: the next page tells which.
        Err(ServiceError::Gone) => return Ok(Redirect::to("/done").into_response()),
        Err(error) => said(words, error)?,
    };
    let refused = Refused { error: Some(error), release: None, typed: ["", release], device };
    key::show(&service, words, &token, StatusCode::FORBIDDEN, refused).await
}

/// The key counts; now the release code, if one was chosen with it.
async fn finish(
    service: &Service,
    token: &SessionToken,
    chosen: Option<ReleaseCode>,
) -> Result<Response, Failure> {
    match chosen {
        Some(code) => signed_in(&service.set_release(token, &code).await?, "/done"),
        None => Ok(Redirect::to("/done").into_response()),
    }
}

/// What went wrong, and what to do.
fn said(words: &Words, error: ServiceError) -> Result<Said, Failure> {
    Ok(match error {
        ServiceError::Wrong => words.key.wrong.into(),
        ServiceError::ClockOff { seconds } => words.clock_off(seconds).into(),
        ServiceError::Locked { wait } => words.rest(wait).into(),
        ServiceError::Stopped => words.key.stopped.into(),
        ServiceError::Expired => words.key.expired.into(),
        ServiceError::Enrolment(EnrolmentError::TooMany { .. }) => words.devices.said_too_many.into(),
        error => return Err(error.into()),
    })
}
