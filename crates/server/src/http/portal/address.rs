//! Another recovery address: typed, then proven by a code that is mailed to it.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::Language;
use super::said::Said;
use super::words::Words;
use super::{Failure, mail, pages};
use crate::domain::address::RecoveryAddress;
use crate::domain::mail_code::Spelling;
use crate::domain::session::masked;
use crate::domain::{SessionToken, TypedCode};
use crate::service::{Service, ServiceError};

#[derive(Deserialize)]
pub(super) struct Chosen {
    address: String,
}

#[derive(Deserialize)]
pub(super) struct Proof {
    code: Zeroizing<String>,
}

#[derive(Template)]
#[template(path = "address.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    current: &'a str,
    minutes: u64,
    spelling: Spelling,
    /// The address that waits for its code, and how many seconds the code is still good for.
    waiting: Option<(&'a str, Option<u64>)>,
    is_sent: bool,
    refused: Refused,
}

/// What was typed and why it was refused.
#[derive(Default)]
struct Refused {
    typed: String,
    address: Option<Said>,
    code: Option<Said>,
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    show(&service, words, &token, Refused::default()).await
}

pub(super) async fn choose(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Chosen>,
) -> Result<Response, Failure> {
    let error = match RecoveryAddress::read(&fields.address, &service.policy.member) {
        Ok(address) => {
            match service.mail_address_code(&token, &address, mail::writer(&service, words)).await {
                Ok(()) => return Ok(Redirect::to("/devices/address").into_response()),
                Err(error) => mail::refused(words, error)?,
            }
        }
        Err(error) => words.refused_address(error).into(),
    };
    show(&service, words, &token, Refused { typed: fields.address, address: Some(error), code: None }).await
}

pub(super) async fn prove(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Proof>,
) -> Result<Response, Failure> {
    match service.prove_address(&token, TypedCode::read(&fields.code).as_ref()).await {
        Ok(()) => Ok(Redirect::to("/devices?said=address").into_response()),
        Err(error) => {
            let code = Some(mail::refused(words, error)?);
            show(&service, words, &token, Refused { code, ..Refused::default() }).await
        }
    }
}

async fn show(
    service: &Service,
    words: &'static Words,
    token: &SessionToken,
    refused: Refused,
) -> Result<Response, Failure> {
    if !service.keeps_addresses() {
        return Err(ServiceError::NotOffered.into());
    }
    let current = masked(&service.devices(token).await?.member.mail);
    let new = service.new_address(token).await?;
    let seconds = |new: &crate::service::NewAddress| new.left.map(|left| left.as_secs());
    let waiting = new.as_ref().map(|new| (new.address.as_str(), seconds(new)));
    let is_refused = refused.address.is_some() || refused.code.is_some();
    let status = if is_refused { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let minutes = service.policy.mail_code.enrolment().as_secs() / 60;
    let (issuer, current, is_sent) = (&*service.policy.issuer, &*current, service.sends_mail);
    let spelling = service.policy.mail_code.spelling();
    Ok(pages::show(status, &Page { words, issuer, current, minutes, spelling, waiting, is_sent, refused }))
}
