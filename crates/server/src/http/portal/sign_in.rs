//! The first page.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::{Language, signed_in, signed_out};
use super::words::Words;
use super::{Failure, mail, pages};
use crate::domain::session::{Level, Session};
use crate::domain::{MemberName, SessionToken};
use crate::password::PlainPassword;
use crate::service::{Service, ServiceError};

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
    let session = match token {
        Ok(token) => service.session(&token).await,
        Err(_) => Err(ServiceError::NoSession),
    };
    match session {
        Ok((Session { asked: Some(_), .. }, _)) => Ok(Redirect::to("/key").into_response()),
        Ok((session, _)) if session.level == Level::Mail => Ok(Redirect::to("/start").into_response()),
        Ok(_) => Ok(Redirect::to("/mail").into_response()),
        Err(ServiceError::NoSession) => Ok(show(&service, words, StatusCode::OK, "", None)),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn sign_in(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let refused = |error| Ok(show(&service, words, StatusCode::FORBIDDEN, &fields.id, Some(error)));
    let (Ok(name), Some(password)) =
        (MemberName::parse(&fields.id), PlainPassword::new(fields.password.clone()))
    else {
        return refused(words.sign_in_wrong.into());
    };
    match service.sign_in(&name, password).await {
        Ok(token) => {
            let path = mail::send(&service, words, &token).await?;
            signed_in(&token, &path)
        }
        Err(ServiceError::SignIn) => refused(words.sign_in_wrong.into()),
        Err(ServiceError::Locked { wait }) => refused(Words::fill_wait(words.wait, wait)),
        Err(error) => Err(error.into()),
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
    error: Option<String>,
) -> Response {
    pages::show(status, &pages::SignIn { words, issuer: &service.policy.issuer, id, error })
}
