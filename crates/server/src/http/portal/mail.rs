//! The mailed code: sent, sent again, typed.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::code::pause;
use super::cookies::{Language, signed_in};
use super::sign_in::path;
use super::words::Words;
use super::{Failure, pages};
use crate::domain::mail_code::{MailCode, Refusal};
use crate::domain::session::{Level, masked};
use crate::domain::{SessionToken, TypedCode};
use crate::service::{Service, ServiceError, WrittenMail};

#[derive(Deserialize)]
pub(super) struct Fields {
    code: Zeroizing<String>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    /// In how many seconds a code may be sent.
    wait: Option<u32>,
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(asked): Query<Asked>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let error = asked.wait.map(|seconds| Words::fill(words.mail_wait, &seconds));
    show(&service, words, &token, error).await
}

pub(super) async fn prove(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    match service.prove_mail(&token, TypedCode::read(&fields.code).as_ref()).await {
        Ok(token) => signed_in(&token, path(service.home(&token).await?)),
        Err(error) => show(&service, words, &token, Some(refused(words, error)?)).await,
    }
}

/// Why a code was not taken, or none was sent.
pub(super) fn refused(words: &Words, error: ServiceError) -> Result<String, Failure> {
    Ok(match error {
        ServiceError::Wrong => words.mail_wrong.into(),
        ServiceError::MailCode(Refusal::Expired) => words.mail_expired.into(),
        ServiceError::MailCode(Refusal::TooManyTries) => words.mail_tries.into(),
        ServiceError::MailCode(Refusal::Over) => words.mail_over.into(),
        ServiceError::TooSoon { wait } => Words::fill_wait(words.mail_wait, wait),
        error => pause(words, error)?,
    })
}

pub(super) async fn resend(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    match service.mail_code(&token, writer(&service, words)).await {
        Ok(()) => Ok(Redirect::to("/mail").into_response()),
        Err(error) => show(&service, words, &token, Some(refused(words, error)?)).await,
    }
}

/// Sends the first code of a session, and says to which page to go: if one was sent to another session a moment ago, it
/// says when the next may be sent.
pub(super) async fn send(
    service: &Service,
    words: &'static Words,
    token: &SessionToken,
) -> Result<String, ServiceError> {
    match service.mail_code(token, writer(service, words)).await {
        Ok(()) => Ok("/mail".into()),
        Err(ServiceError::TooSoon { wait }) => Ok(format!("/mail?wait={}", wait.as_millis().div_ceil(1000))),
        Err(error) => Err(error),
    }
}

/// What writes the mail with a code.
pub(super) fn writer(
    service: &Service,
    words: &'static Words,
) -> impl FnOnce(&str, &MailCode) -> WrittenMail {
    let usual = format!("[{}] {}", service.policy.issuer, words.mail_subject);
    let subject = service.policy.mail_code.subject.clone().unwrap_or(usual);
    move |to, code| {
        let text = Words::fill(words.mail_text, &code.expose());
        WrittenMail { to: to.to_owned(), subject, text }
    }
}

async fn show(
    service: &Service,
    words: &'static Words,
    token: &SessionToken,
    error: Option<String>,
) -> Result<Response, Failure> {
    let (session, member) = service.session(token).await?;
    if session.level != Level::Password {
        return Ok(Redirect::to("/").into_response());
    }
    let status = if error.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let left_s = service.mail_code_left(token).await?.map(|left| left.as_secs());
    let minutes = service.policy.mail_code.enrolment().as_secs() / 60;
    let (issuer, address) = (&*service.policy.issuer, &*masked(&member.mail));
    Ok(pages::show(
        status,
        &pages::Mail { words, issuer, address, minutes, left_s, is_sent: service.sends_mail, error },
    ))
}
