//! Before a device is added, replaced or ended: which ones it concerns, and whether that is meant.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::view::{Waiting, named};
use super::{Adding, Which, refused};
use crate::domain::enrolment::finish;
use crate::domain::{Intent, KeyId, SessionToken};
use crate::http::portal::cookies::Language;
use crate::http::portal::device::{DeviceKind, Question};
use crate::http::portal::words::Words;
use crate::http::portal::{Failure, pages};
use crate::service::{Device, Devices, Service, ServiceError, WaitingKey};

/// A key waits for its first code: go on with it?
#[derive(Template)]
#[template(path = "resume.html")]
struct Resume<'a> {
    words: &'static Words,
    issuer: &'a str,
    title: &'static str,
    waiting: Option<Waiting>,
}

pub(in super::super) async fn add(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(adding): Query<Adding>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let devices = service.devices(&token).await?;
    if let Some(waiting) = waiting(&service, &devices, Intent::Add).await?.filter(|_| !adding.anew) {
        return Ok(resume(&service, words, words.devices.add, waiting));
    }
    let question = Question::ask(words, DeviceKind::default(), "");
    show_add(&service, words, &devices, question, None)
}

/// The same with a name on it that will not do.
pub(in super::super) fn ask_again(
    service: &Service,
    words: &'static Words,
    devices: &Devices,
    question: Question,
    error: &'static str,
) -> Result<Response, Failure> {
    show_add(service, words, devices, question, Some(error))
}

fn show_add(
    service: &Service,
    words: &'static Words,
    devices: &Devices,
    question: Question,
    error: Option<&'static str>,
) -> Result<Response, Failure> {
    let concerned = match ended(service, devices, Intent::Add) {
        Ok(ended) => ended.into_iter().map(|device| named(words, device)).collect(),
        Err(error) => return refused(error),
    };
    let said = [words.devices.add, words.devices.add_text, words.devices.go_on];
    let form = ("/key", vec![("anew", "true")]);
    let issuer = &*service.policy.issuer;
    let status = if error.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let question = Some(question);
    Ok(pages::show(status, &pages::Act { words, issuer, said, concerned, form, question, error }))
}

pub(in super::super) async fn replace(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(which): Query<Which>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let devices = service.devices(&token).await?;
    let device = match find(&devices, &which) {
        Ok(device) => device,
        Err(error) => return refused(error),
    };
    let intent = Intent::Replace(device.key);
    if let Some(waiting) = waiting(&service, &devices, intent).await?.filter(|_| !which.anew) {
        return Ok(resume(&service, words, words.devices.replace, waiting));
    }
    let said = [words.devices.replace, words.devices.replace_text, words.devices.go_on];
    let form = ("/key", vec![("replace", which.key.as_str()), ("anew", "true")]);
    show(&service, words, said, form, ended(&service, &devices, intent))
}

/// The key that waits for its first code, if it was asked for with this intent.
async fn waiting(
    service: &Service,
    devices: &Devices,
    intent: Intent,
) -> Result<Option<WaitingKey>, ServiceError> {
    let waiting = service.waiting_key(&devices.member).await?;
    Ok(waiting.filter(|waiting| waiting.intent == intent))
}

fn resume(service: &Service, words: &'static Words, title: &'static str, waiting: WaitingKey) -> Response {
    let (issuer, waiting) = (&*service.policy.issuer, Some(Waiting::of(waiting)));
    pages::show(StatusCode::OK, &Resume { words, issuer, title, waiting })
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
    show(&service, words, said, ("/devices/lost", vec![("key", which.key.as_str())]), ended)
}

fn show(
    service: &Service,
    words: &'static Words,
    said: [&'static str; 3],
    form: (&str, Vec<(&str, &str)>),
    ended: Result<Vec<&Device>, ServiceError>,
) -> Result<Response, Failure> {
    let concerned = match ended {
        Ok(ended) => ended.into_iter().map(|device| named(words, device)).collect(),
        Err(error) => return refused(error),
    };
    let issuer = &*service.policy.issuer;
    Ok(pages::show(
        StatusCode::OK,
        &pages::Act { words, issuer, said, concerned, form, question: None, error: None },
    ))
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
