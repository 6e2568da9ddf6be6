//! A key is wished for, and the offer for it made.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::cookies::{Language, with_session};
use super::device::{DeviceKind, Question};
use super::start::{self, Asking};
use super::words::Words;
use super::{Failure, devices};
use crate::domain::{Intent, KeyId, SessionToken};
use crate::http::ApiError;
use crate::http::client::ClientAddress;
use crate::service::{DeviceLabel, KeyWish, Service, ServiceError};

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
            return start::ask(&service, words, &token, Asking::refused(question, words.start_over)).await;
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
        None => start::ask(service, words, token, Asking::refused(question, error)).await,
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
