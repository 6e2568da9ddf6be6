//! The key of a device, shown once more (E5).

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::Language;
use super::key::Drawn;
use super::said::Said;
use super::words::Words;
use super::{Failure, devices, pages};
use crate::domain::session::Power;
use crate::domain::{KeyId, SessionToken, TypedCode};
use crate::service::{Service, ServiceError};

#[derive(Deserialize)]
pub(super) struct Which {
    key: String,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    key: String,
    code: Zeroizing<String>,
}

/// Where a one-time password is asked.
#[derive(Template)]
#[template(path = "again.html")]
struct Ask<'a> {
    words: &'static Words,
    issuer: &'a str,
    key: String,
    name: String,
    error: Option<Said>,
}

/// The key.
#[derive(Template)]
#[template(path = "shown_again.html")]
struct Again<'a> {
    words: &'static Words,
    issuer: &'a str,
    user: &'a str,
    drawn: Drawn,
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(which): Query<Which>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let Some(key) = KeyId::parse(&which.key) else { return devices::refused(ServiceError::Gone) };
    ask(&service, words, &token, key, None).await
}

/// The answer itself shows the key: there is no address where it could be asked for again.
pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let Some(key) = KeyId::parse(&fields.key) else { return devices::refused(ServiceError::Gone) };
    let account = match service.show_again(&token, key, TypedCode::read(&fields.code).as_ref()).await {
        Ok(Ok(account)) => account,
        Ok(Err(reason)) => return ask(&service, words, &token, key, Some(words.refused(reason))).await,
        Err(error) => return devices::refused(error),
    };
    let (issuer, user, drawn) = (&*service.policy.issuer, account.user.as_str(), Drawn::of(&account)?);
    Ok(pages::show(StatusCode::OK, &Again { words, issuer, user, drawn }))
}

async fn ask(
    service: &Service,
    words: &'static Words,
    token: &SessionToken,
    key: KeyId,
    error: Option<Said>,
) -> Result<Response, Failure> {
    let devices = service.devices(token).await?;
    if !service.may_show_again() {
        return Err(ServiceError::NotOffered.into());
    }
    if devices.power != Power::Everything {
        return Err(Failure::CodeNeeded);
    }
    let Some(device) = devices.active().find(|device| device.key == key) else {
        return devices::refused(ServiceError::Gone);
    };
    let status = if error.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let (issuer, key, name) = (&*service.policy.issuer, key.to_string(), devices::named(words, device));
    Ok(pages::show(status, &Ask { words, issuer, key, name, error }))
}
