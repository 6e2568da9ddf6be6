//! The key counts; is there a second way?

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::cookies::Language;
use super::words::Words;
use super::{Failure, pages};
use crate::domain::SessionToken;
use crate::domain::enrolment::Allowed;
use crate::service::{Devices, Home, Progress, Service};

/// The last page.
#[derive(Template)]
#[template(path = "done.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    user: &'a str,
    has_second_way: bool,
    /// Whether a second device could be one.
    may_add: bool,
    /// Whether a release code may be chosen, since there is none yet.
    asks_release: bool,
}

/// Asks whoever has no second way.
#[derive(Template)]
#[template(path = "finish.html")]
struct Finish<'a> {
    words: &'static Words,
    issuer: &'a str,
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    let devices = service.devices(&token).await?;
    if service.progress(&token).await? == Progress::Waiting && service.home(&token).await? != Home::Devices {
        return Ok(Redirect::to("/key?waited=true").into_response());
    }
    let (issuer, user) = (&*service.policy.issuer, devices.member.name.as_str());
    let has_second_way = Devices::has_second_way(&devices);
    let asks_release = service.may_release() && devices.release.is_none();
    let may_add = service.policy.allowed() != Allowed::One;
    Ok(pages::show(StatusCode::OK, &Page { words, issuer, user, has_second_way, may_add, asks_release }))
}

pub(super) async fn finish(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    service.devices(&token).await?;
    Ok(pages::show(StatusCode::OK, &Finish { words, issuer: &service.policy.issuer }))
}
