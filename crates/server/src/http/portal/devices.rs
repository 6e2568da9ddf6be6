//! My devices.

mod act;
mod view;

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

pub(super) use act::{add, ask_again, lost, replace};
pub(super) use view::{named, register_until};

use super::cookies::{Language, signed_in};
use super::{Failure, pages};
use crate::domain::{BrowserId, KeyId, SessionToken};
use crate::service::{DeviceLabel, Service, ServiceError};

#[derive(Deserialize)]
pub(super) struct Asked {
    /// What was done, or why it was not.
    said: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Which {
    key: String,
    /// Whether a key that waits for its first code is given up.
    #[serde(default)]
    anew: bool,
}

#[derive(Deserialize)]
pub(super) struct Adding {
    /// Whether a key that waits for its first code is given up.
    #[serde(default)]
    anew: bool,
}

#[derive(Deserialize)]
pub(super) struct WhichBrowser {
    browser: String,
}

#[derive(Deserialize)]
pub(super) struct Name {
    key: String,
    name: String,
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(asked): Query<Asked>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let devices = service.devices(&token).await?;
    let waiting = service.waiting_key(&devices.member).await?;
    let page = view::Page::of(&service, words, &devices, waiting).saying(asked.said.as_deref());
    Ok(pages::show(StatusCode::OK, &page))
}

pub(super) async fn rename(
    State(service): State<Arc<Service>>,
    token: SessionToken,
    Form(fields): Form<Name>,
) -> Result<Response, Failure> {
    let (Some(key), Ok(name)) = (KeyId::parse(&fields.key), DeviceLabel::new(&fields.name)) else {
        return Ok(Redirect::to("/devices?said=name").into_response());
    };
    match service.rename_device(&token, key, &name).await {
        Ok(()) => Ok(Redirect::to("/devices").into_response()),
        Err(error) => refused(error),
    }
}

pub(super) async fn lose(
    State(service): State<Arc<Service>>,
    token: SessionToken,
    Form(fields): Form<Which>,
) -> Result<Response, Failure> {
    let Some(key) = KeyId::parse(&fields.key) else { return refused(ServiceError::Gone) };
    match service.lose_device(&token, key).await {
        Ok(token) => signed_in(&token, "/devices?said=lost"),
        Err(error) => refused(error),
    }
}

pub(super) async fn forget_browser(
    State(service): State<Arc<Service>>,
    token: SessionToken,
    Form(fields): Form<WhichBrowser>,
) -> Result<Response, Failure> {
    let Some(browser) = BrowserId::parse(&fields.browser) else { return refused(ServiceError::Gone) };
    match service.forget_browser(&token, browser).await {
        Ok(()) => Ok(Redirect::to("/devices").into_response()),
        Err(error) => refused(error),
    }
}

/// Back to the devices with the reason, if it is one that they explain.
pub(super) fn refused(error: ServiceError) -> Result<Response, Failure> {
    use crate::domain::enrolment::EnrolmentError;
    match error {
        ServiceError::Enrolment(EnrolmentError::TooMany { .. }) => {
            Ok(Redirect::to("/devices?said=too_many").into_response())
        }
        ServiceError::Gone | ServiceError::Enrolment(EnrolmentError::NotActive) => {
            Ok(Redirect::to("/devices?said=gone").into_response())
        }
        error => Err(error.into()),
    }
}
