//! Before a device is added, replaced or ended: which ones it concerns, and whether that is meant.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::view::named;
use super::{Which, refused};
use crate::domain::enrolment::finish;
use crate::domain::{Intent, KeyId, SessionToken};
use crate::http::portal::cookies::Language;
use crate::http::portal::words::Words;
use crate::http::portal::{Failure, pages};
use crate::service::{Device, Devices, Service, ServiceError};

#[derive(Template)]
#[template(path = "act.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    /// Title, text and what stands on the button.
    said: [&'static str; 3],
    concerned: Vec<String>,
    /// Where the form goes, and its one field.
    form: [&'a str; 3],
}

pub(in super::super) async fn add(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    let devices = service.devices(&token).await?;
    let said = [words.devices.add, words.devices.add_text, words.devices.go_on];
    let ended = ended(&service, &devices, Intent::Add);
    show(&service, words, said, ["/key", "anew", "true"], ended)
}

pub(in super::super) async fn replace(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(which): Query<Which>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let devices = service.devices(&token).await?;
    let said = [words.devices.replace, words.devices.replace_text, words.devices.go_on];
    let ended =
        find(&devices, &which).and_then(|device| ended(&service, &devices, Intent::Replace(device.key)));
    show(&service, words, said, ["/key", "replace", &which.key], ended)
}

pub(in super::super) async fn lost(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(which): Query<Which>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let devices = service.devices(&token).await?;
    let said = [words.devices.lost, words.devices.lost_text, words.devices.lost_do];
    let ended = find(&devices, &which).map(|device| vec![device]);
    show(&service, words, said, ["/devices/lost", "key", &which.key], ended)
}

fn show(
    service: &Service,
    words: &'static Words,
    said: [&'static str; 3],
    form: [&str; 3],
    ended: Result<Vec<&Device>, ServiceError>,
) -> Result<Response, Failure> {
    let concerned = match ended {
        Ok(ended) => ended.into_iter().map(|device| named(words, device)).collect(),
        Err(error) => return refused(error),
    };
    let issuer = &*service.policy.issuer;
    Ok(pages::show(StatusCode::OK, &Page { words, issuer, said, concerned, form }))
}

/// The active device that is meant.
fn find<'a>(devices: &'a Devices, which: &Which) -> Result<&'a Device, ServiceError> {
    let key = KeyId::parse(&which.key).ok_or(ServiceError::Gone)?;
    devices.active().find(|device| device.key == key).ok_or(ServiceError::Gone)
}

/// Those that end once the new key is confirmed.
fn ended<'a>(
    service: &Service,
    devices: &'a Devices,
    intent: Intent,
) -> Result<Vec<&'a Device>, ServiceError> {
    let active: Vec<KeyId> = devices.active().map(|device| device.key).collect();
    let ended = finish(intent, &active, service.policy.allowed())?;
    Ok(devices.active().filter(|device| ended.contains(&device.key)).collect())
}
