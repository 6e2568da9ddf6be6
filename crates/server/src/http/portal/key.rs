//! From the last check to a confirmed key.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use serde::{Deserialize, Serialize};
use warifu::account::Account;
use warifu::otpauth;
use zeroize::Zeroizing;

use super::cookies::{Language, with_session};
use super::device::{DeviceKind, Question};
use super::qr::Picture;
use super::said::Said;
use super::words::Words;
use super::{Failure, devices, pages};
use crate::domain::{Intent, KeyId, SessionToken};
use crate::http::ApiError;
use crate::http::client::ClientAddress;
use crate::service::{DeviceLabel, Devices, KeyWish, Progress, Service, ServiceError, ShownKey};

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Set by the link that the page shows without JavaScript.
    #[serde(default)]
    waited: bool,
    /// The kind of device that the key is for.
    #[serde(default)]
    device: String,
}

#[derive(Deserialize)]
pub(super) struct Wish {
    /// The key whose place the new one takes.
    replace: Option<String>,
    /// Whether a key that waits for its first code is given up.
    #[serde(default)]
    anew: bool,
    /// The kind of device that the key is for.
    #[serde(default)]
    device: String,
    /// What it is called.
    #[serde(default)]
    name: String,
}

#[derive(Serialize)]
pub(super) struct StateAnswer {
    state: &'static str,
}

/// The page whose URL carries the offer.
#[derive(Template)]
#[template(path = "key.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    user: &'a str,
    shown: Option<Shown>,
    /// Whether there are devices to go back to.
    has_devices: bool,
    /// Whether a release code may be chosen, since there is none yet.
    asks_release: bool,
    refused: Refused<'a>,
}

/// What was typed as a first code, if something is wrong with it.
#[derive(Default)]
pub(super) struct Refused<'a> {
    pub(super) error: Option<Said>,
    /// What is wrong with the release code; then it stands there again with the first code, which was not judged.
    pub(super) release: Option<&'static str>,
    pub(super) typed: [&'a str; 2],
    /// The kind of device that was chosen.
    pub(super) device: Option<DeviceKind>,
}

/// A key to be scanned or typed.
struct Shown {
    enrolment: String,
    /// The key whose place it takes.
    replaces: Option<String>,
    name: String,
    drawn: Drawn,
}

/// The key as a picture and as text.
pub(super) struct Drawn {
    pub(super) qr: Picture,
    pub(super) groups: Vec<Zeroizing<String>>,
}

impl Drawn {
    pub(super) fn of(account: &Account) -> Result<Self, Failure> {
        let too_long = |_| Failure::Other(ApiError::invalid("issuer"));
        let qr = Picture::draw(&otpauth::print(account)).map_err(too_long)?;
        let text = account.otp.secret().to_base32();
        let letters: Zeroizing<Vec<char>> = Zeroizing::new(text.chars().collect());
        let groups = letters.chunks(4).map(|group| Zeroizing::new(group.iter().collect())).collect();
        Ok(Self { qr, groups })
    }
}

impl Shown {
    fn of(key: &ShownKey) -> Result<Self, Failure> {
        let (enrolment, replaces) = (key.enrolment.to_string(), key.intent.key().map(|key| key.to_string()));
        Ok(Self { enrolment, replaces, name: key.device.clone(), drawn: Drawn::of(&key.account)? })
    }
}

pub(super) async fn start(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    let question = Question::ask(words, DeviceKind::default(), "");
    start_with(&service, words, &token, question, None).await
}

/// The page before, maybe with what went wrong.
async fn start_with(
    service: &Service,
    words: &'static Words,
    token: &SessionToken,
    question: Question,
    error: Option<&'static str>,
) -> Result<Response, Failure> {
    let found = service.devices(token).await?;
    if found.active().next().is_some() {
        return Ok(Redirect::to("/devices").into_response());
    }
    let member = &found.member;
    let (issuer, user) = (&*service.policy.issuer, member.name.as_str());
    let is_waiting = service.waiting_key(member).await?.is_some();
    let status = if error.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let until = devices::register_until(service, words, &found);
    Ok(pages::show(status, &pages::Start { words, issuer, user, is_waiting, question, until, error }))
}

/// Goes to the key page with the offer in its fragment, which no server and no log ever sees again.
pub(super) async fn make(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    client: ClientAddress,
    Form(wish): Form<Wish>,
) -> Result<Response, Failure> {
    let kind = DeviceKind::read(&wish.device);
    let question = Question::ask(words, kind.unwrap_or_default(), &wish.name);
    let Ok(name) = DeviceLabel::new(&wish.name) else {
        return misnamed(&service, words, &token, question).await;
    };
    let wish = wish.read(words, name, client.is_on_campus(&service))?;
    let (token, offer) = match service.wish_key(&token, &wish).await {
        Ok(made) => made,
        Err(ServiceError::OnCampusOnly) => {
            return start_with(&service, words, &token, question, Some(words.start_over)).await;
        }
        Err(error) => return devices::refused(error),
    };
    let query = kind.map(|kind| format!("?device={}", kind.as_str())).unwrap_or_default();
    let location = format!("/key{query}#{}", offer.to_fragment().as_str());
    let mut location =
        HeaderValue::from_str(&location).map_err(|_| Failure::Other(ApiError::invalid("offer")))?;
    location.set_sensitive(true);
    Ok(with_session(&token, (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()))
}

/// The page before, with a name on it that is too long.
async fn misnamed(
    service: &Service,
    words: &'static Words,
    token: &SessionToken,
    question: Question,
) -> Result<Response, Failure> {
    let devices = service.devices(token).await?;
    let error = words.devices.said_name;
    match devices.active().next() {
        Some(_) => devices::ask_again(service, words, &devices, question, error),
        None => start_with(service, words, token, question, Some(error)).await,
    }
}

impl Wish {
    /// What is wished, for a device called `name`; without one, its kind is its name, unless it takes another's place.
    fn read(&self, words: &Words, name: DeviceLabel, is_on_campus: bool) -> Result<KeyWish, Failure> {
        let unknown = || Failure::Other(ApiError::invalid("replace"));
        let replace =
            self.replace.as_deref().map(|text| KeyId::parse(text).ok_or_else(unknown)).transpose()?;
        let kind = DeviceKind::read(&self.device).map_or(words.key.device, |kind| kind.name(words));
        let device = match (name.as_str().is_empty(), replace) {
            (true, None) => DeviceLabel::new(kind).unwrap_or_default(),
            _ => name,
        };
        let intent = replace.map_or(Intent::Add, Intent::Replace);
        Ok(KeyWish { intent, device, is_on_campus, anew: self.anew })
    }
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(asked): Query<Asked>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let error = asked.waited.then(|| words.key.not_yet.into());
    show(
        &service,
        words,
        &token,
        StatusCode::OK,
        Refused { error, device: DeviceKind::read(&asked.device), ..Refused::default() },
    )
    .await
}

/// The key page, maybe with what went wrong.
pub(super) async fn show(
    service: &Service,
    words: &'static Words,
    token: &SessionToken,
    status: StatusCode,
    refused: Refused<'_>,
) -> Result<Response, Failure> {
    let devices = service.devices(token).await?;
    let has_devices = devices.active().next().is_some();
    let Devices { member, release, .. } = devices;
    let asks_release = service.may_release() && release.is_none();
    let shown = service.shown_key(token).await?;
    let shown = shown.as_ref().map(Shown::of).transpose()?;
    let (issuer, user) = (&*service.policy.issuer, member.name.as_str());
    Ok(pages::show(status, &Page { words, issuer, user, shown, has_devices, asks_release, refused }))
}

pub(super) async fn state(
    State(service): State<Arc<Service>>,
    token: SessionToken,
) -> Result<Json<StateAnswer>, Failure> {
    let state = match service.progress(&token).await? {
        Progress::Waiting => "waiting",
        Progress::Done => "done",
    };
    Ok(Json(StateAnswer { state }))
}
