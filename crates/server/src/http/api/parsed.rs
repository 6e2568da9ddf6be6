//! JSON bodies, and the texts in them that are values.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use warifu::otp::UnixTime;

use crate::http::ApiError;

/// The largest number up to which every integer is a number of JSON everywhere.
const LATEST: f64 = 9_007_199_254_740_991.0;

/// A request's body. What is wrong with it is said without repeating it.
pub(super) struct Parsed<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Parsed<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(ApiError::invalid("content type")),
            Err(JsonRejection::BytesRejection(error)) if error.status().as_u16() == 413 => {
                Err(ApiError::TOO_LARGE)
            }
            Err(_) => Err(ApiError::invalid("body")),
        }
    }
}

/// A moment in milliseconds since 1970, up to 2^53 - 1. JSON knows one kind of number (RFC 8259 §6): `1.0` is 1.
pub(super) fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<UnixTime, D::Error> {
    let number = f64::deserialize(from)?;
    let is_moment = number.fract() == 0.0 && (0.0..=LATEST).contains(&number);
    is_moment.then_some(UnixTime::from_ms(number as u64)).ok_or_else(|| D::Error::custom("no moment"))
}

/// 32 bytes in base64url.
pub(super) fn bytes32(text: &str, part: &'static str) -> Result<[u8; 32], ApiError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| ApiError::invalid(part))
}

/// The value that `read` finds in a text.
pub(super) fn value<T>(found: Option<T>, part: &'static str) -> Result<T, ApiError> {
    found.ok_or_else(|| ApiError::invalid(part))
}
