//! The mailed code: sent, sent again, typed.

use std::sync::Arc;
use std::time::Duration;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::code::pause;
use super::cookies::{Language, signed_in};
use super::said::Said;
use super::sign_in::path;
use super::words::Words;
use super::{Failure, pages};
use crate::domain::mail_code::{MailCode, Refusal};
use crate::domain::session::{Level, masked};
use crate::domain::{SessionToken, TypedCode};
use crate::service::{Mailed, Service, ServiceError, WrittenMail};

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
    let error = asked.wait.map(|seconds| words.resend(Duration::from_secs(seconds.into())).into());
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
pub(super) fn refused(words: &Words, error: ServiceError) -> Result<Said, Failure> {
    Ok(match error {
        ServiceError::Wrong => words.mail_wrong.into(),
        ServiceError::MailCode(Refusal::Expired) => words.mail_expired.into(),
        ServiceError::MailCode(Refusal::TooManyTries) => words.mail_tries.into(),
        ServiceError::MailCode(Refusal::Over) => words.mail_over.into(),
        ServiceError::TooSoon { wait } => words.resend(wait).into(),
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
    error: Option<Said>,
) -> Result<Response, Failure> {
    let (session, member) = service.session(token).await?;
    if session.level != Level::Password {
        return Ok(Redirect::to("/").into_response());
    }
    let status = if error.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let mailed = service.mailed(token).await?;
    let sent = told(service, words, &masked(&member.mail), &mailed);
    // What went wrong may be just that; it is not said twice.
    let is_said = error.as_ref().is_some_and(|error| error.pause.is_some());
    let resend = mailed.resend_in.filter(|_| !is_said).map(|wait| words.resend(wait));
    let left_s = mailed.left.map(|left| left.as_secs());
    let (issuer, spelling) = (&*service.policy.issuer, service.policy.mail_code.spelling());
    Ok(pages::show(status, &pages::Mail { words, issuer, sent, spelling, left_s, resend, error }))
}

/// What became of the code for this session, and what to do if there is none.
fn told(service: &Service, words: &Words, address: &str, mailed: &Mailed) -> Vec<String> {
    let minutes = service.policy.mail_code.enrolment().as_secs() / 60;
    let lifetime = Words::fill(words.mail_lifetime, &minutes);
    match mailed {
        Mailed { is_there: true, .. } if !service.sends_mail => vec![words.mail_not_sent.into(), lifetime],
        _ if !service.sends_mail => vec![words.mail_not_sent.into()],
        Mailed { is_there: true, .. } => vec![Words::fill(words.mail_sent, &address), lifetime],
        Mailed { is_elsewhere: true, .. } => {
            vec![Words::fill(words.mail_other, &address), words.mail_other_do.into()]
        }
        _ => vec![words.mail_other_do.into()],
    }
}
