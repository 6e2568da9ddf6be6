//! The first page.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::{Language, signed_in, signed_out};
use super::said::Said;
use super::words::Words;
use super::{Failure, mail, pages};
use crate::domain::{MemberName, SessionToken};
use crate::password::PlainPassword;
use crate::service::{Home, Service, ServiceError};

#[derive(Deserialize)]
pub(super) struct Fields {
    id: String,
    password: Zeroizing<String>,
}

/// Whoever is signed in goes on where they were.
pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: Result<SessionToken, Redirect>,
) -> Result<Response, Failure> {
    let home = match token {
        Ok(token) => service.home(&token).await,
        Err(_) => Err(ServiceError::NoSession),
    };
    match home {
        Ok(home) => Ok(Redirect::to(path(home)).into_response()),
        Err(ServiceError::NoSession) => Ok(show(&service, words, StatusCode::OK, "", None)),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn sign_in(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let refused = |error: Said| Ok(show(&service, words, StatusCode::FORBIDDEN, &fields.id, Some(error)));
    let (Ok(name), Some(password)) =
        (MemberName::parse(&fields.id), PlainPassword::new(fields.password.clone()))
    else {
        return refused(words.sign_in_wrong.into());
    };
    if !service.policy.member.fits(&name) {
        let examples = service.policy.member.examples().join(" / ");
        return refused(Words::fill(words.sign_in_shape, &examples).into());
    }
    match service.sign_in(&name, password).await {
        Ok(token) => match service.home(&token).await? {
            Home::Mail => signed_in(&token, &mail::send(&service, words, &token).await?),
            home => signed_in(&token, path(home)),
        },
        Err(ServiceError::SignIn) => refused(words.sign_in_wrong.into()),
        Err(ServiceError::TemporaryPassword) => refused(words.sign_in_temporary.into()),
        Err(ServiceError::Locked { wait }) => refused(words.rest(wait).into()),
        Err(error) => Err(error.into()),
    }
}

/// The address of a page.
pub(super) fn path(home: Home) -> &'static str {
    match home {
        Home::Code => "/code",
        Home::Mail => "/mail",
        Home::Start => "/start",
        Home::Key => "/key",
        Home::Devices => "/devices",
    }
}

pub(super) async fn sign_out(
    State(service): State<Arc<Service>>,
    token: SessionToken,
) -> Result<Response, Failure> {
    service.sign_out(&token).await?;
    Ok(signed_out())
}

fn show(
    service: &Service,
    words: &'static Words,
    status: StatusCode,
    id: &str,
    error: Option<Said>,
) -> Response {
    pages::show(status, &pages::SignIn { words, issuer: &service.policy.issuer, id, error })
}
