//! The key page: a key that waits for its first code, for the extension, to be scanned and to be typed.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use warifu::account::Account;
use warifu::otpauth;
use zeroize::Zeroizing;

use super::cookies::Language;
use super::device::DeviceKind;
use super::qr::Picture;
use super::said::Said;
use super::words::Words;
use super::{Failure, pages};
use crate::domain::SessionToken;
use crate::http::ApiError;
use crate::service::{Devices, Progress, Service, ShownKey};

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Set by the link that the page shows without JavaScript.
    #[serde(default)]
    waited: bool,
    /// The kind of device that the key is for.
    #[serde(default)]
    device: String,
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

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(asked): Query<Asked>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let error = asked.waited.then(|| words.key.not_yet.into());
    let refused = Refused { error, device: DeviceKind::read(&asked.device), ..Refused::default() };
    show(&service, words, &token, StatusCode::OK, refused).await
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
    // Whoever comes back later did not say it again, but the name may.
    let told = shown.as_ref().and_then(|shown| DeviceKind::called(&shown.name));
    let refused = Refused { device: refused.device.or(told), ..refused };
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
