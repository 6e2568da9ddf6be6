//! Errors as every call answers them: `{"error":{"code","message","retry_after"?,"clock_off_s"?,"request_id"}}`.
//!
//! A handler returns an [`ApiError`]; its body is written on the way out, where the request's id is known. What axum
//! itself refuses gets the same shape there.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::headers::RequestId;
use crate::domain::enrolment::EnrolmentError;
use crate::keyring::KeyringError;
use crate::service::ServiceError;
use crate::store::StoreError;

/// A status, a word that will not change, and words that may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after: Option<u64>,
    clock_off_s: Option<i64>,
}

#[derive(Serialize)]
struct Body<'a> {
    error: Fields<'a>,
}

#[derive(Serialize)]
struct Fields<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_off_s: Option<i64>,
    request_id: &'a str,
}

impl ApiError {
    /// The relying party is not known.
    pub const UNAUTHORIZED: Self = Self::fixed(StatusCode::UNAUTHORIZED, "unauthorized");
    /// It did not come the way it should.
    pub const MISDIRECTED: Self = Self::fixed(StatusCode::MISDIRECTED_REQUEST, "misdirected");
    /// The body is longer than any request.
    pub const TOO_LARGE: Self = Self::fixed(StatusCode::PAYLOAD_TOO_LARGE, "too_large");
    /// A form came from another page.
    pub const FOREIGN: Self = Self::fixed(StatusCode::FORBIDDEN, "foreign_origin");
    /// It took too long.
    pub const TIMEOUT: Self = Self::fixed(StatusCode::SERVICE_UNAVAILABLE, "timeout");

    /// An error whose code says it all; the message is the status's own name.
    const fn fixed(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, message: String::new(), retry_after: None, clock_off_s: None }
    }

    /// The request cannot be read; `part` says where.
    pub fn invalid(part: &'static str) -> Self {
        let message = format!("the request cannot be read: {part}");
        Self { message, ..Self::fixed(StatusCode::BAD_REQUEST, "invalid") }
    }

    /// Too much was asked from one address.
    pub fn too_many(wait: Duration) -> Self {
        let retry_after = Some(wait.as_millis().div_ceil(1000) as u64);
        Self { retry_after, ..Self::fixed(StatusCode::TOO_MANY_REQUESTS, "too_many_requests") }
    }

    /// The word that will not change.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What axum refused by itself, such as a form without a field.
    pub(super) fn of_plain(response: &Response) -> Option<Self> {
        let status = response.status();
        let is_page = response.headers().get(header::CONTENT_TYPE) == Some(&super::portal::HTML);
        let is_error = status.is_client_error() || status.is_server_error();
        (is_error && !is_page).then(|| Self::of_status(status))
    }

    fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            status if status.is_client_error() => "invalid",
            _ => "internal",
        };
        Self::fixed(status, code)
    }

    fn message(&self) -> &str {
        match self.message.as_str() {
            "" => self.status.canonical_reason().unwrap_or("refused"),
            message => message,
        }
    }

    fn body(&self, request_id: &str) -> Vec<u8> {
        let (retry_after, clock_off_s) = (self.retry_after, self.clock_off_s);
        let error = Fields { code: self.code, message: self.message(), retry_after, clock_off_s, request_id };
        serde_json::to_vec(&Body { error }).expect("texts and numbers are JSON")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        let (status, code) = status_and_code(&error);
        if status.is_server_error() {
            tracing::error!(error = &error as &dyn std::error::Error, "a request was not answered");
        }
        let retry_after = match &error {
            ServiceError::Locked { wait } => Some(wait.as_millis().div_ceil(1000) as u64),
            ServiceError::Busy(_) | ServiceError::Store(StoreError::Unavailable(_)) => Some(1),
            ServiceError::Directory(_) => Some(5),
            _ => None,
        };
        let clock_off_s = match error {
            ServiceError::ClockOff { seconds } => Some(seconds),
            _ => None,
        };
        let message = if status.is_server_error() { String::new() } else { error.to_string() };
        Self { status, code, message, retry_after, clock_off_s }
    }
}

fn status_and_code(error: &ServiceError) -> (StatusCode, &'static str) {
    match error {
        ServiceError::Gone => (StatusCode::GONE, "gone"),
        ServiceError::Expired => (StatusCode::GONE, "expired"),
        ServiceError::Wrong => (StatusCode::FORBIDDEN, "wrong_code"),
        ServiceError::Replay => (StatusCode::FORBIDDEN, "already_used"),
        ServiceError::ClockOff { .. } => (StatusCode::FORBIDDEN, "clock_off"),
        ServiceError::Locked { .. } => (StatusCode::TOO_MANY_REQUESTS, "locked"),
        ServiceError::Stopped => (StatusCode::FORBIDDEN, "stopped"),
        ServiceError::Enrolment(EnrolmentError::TooMany { .. }) => (StatusCode::CONFLICT, "too_many_keys"),
        ServiceError::Enrolment(EnrolmentError::NotActive) => (StatusCode::CONFLICT, "not_active"),
        ServiceError::PublicKey => (StatusCode::BAD_REQUEST, "public_key"),
        ServiceError::SignIn | ServiceError::NoSession => (StatusCode::FORBIDDEN, "signed_out"),
        ServiceError::CodeNeeded => (StatusCode::FORBIDDEN, "code_needed"),
        ServiceError::NoAddress => (StatusCode::FORBIDDEN, "no_address"),
        ServiceError::TemporaryPassword => (StatusCode::FORBIDDEN, "temporary_password"),
        ServiceError::NoSuchGroup => (StatusCode::NOT_FOUND, "no_such_group"),
        ServiceError::NotOurs => (StatusCode::CONFLICT, "not_ours"),
        ServiceError::Directory(_) => (StatusCode::SERVICE_UNAVAILABLE, "directory"),
        ServiceError::Busy(_) => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
        ServiceError::UsedUp => (StatusCode::FORBIDDEN, "used_up"),
        ServiceError::OnCampusOnly => (StatusCode::FORBIDDEN, "on_campus_only"),
        ServiceError::NotOffered => (StatusCode::NOT_FOUND, "not_offered"),
        ServiceError::MailCode(_) => (StatusCode::GONE, "mail_code"),
        ServiceError::TooSoon { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_soon"),
        ServiceError::NoSuchMember => (StatusCode::NOT_FOUND, "no_such_member"),
        ServiceError::Taken => (StatusCode::CONFLICT, "taken"),
        ServiceError::StillUsed => (StatusCode::CONFLICT, "still_used"),
        ServiceError::ClockBack => (StatusCode::SERVICE_UNAVAILABLE, "clock"),
        ServiceError::Store(StoreError::Unavailable(_)) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        ServiceError::Keyring(KeyringError::NoSuchKey { .. } | KeyringError::File(_)) => {
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
        ServiceError::Store(_) | ServiceError::Keyring(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    }
}

/// Writes the body of every error, and takes care that none is without one.
pub(super) async fn write_out(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    let Some(plain) = ApiError::of_plain(&response) else { return response };
    let (mut parts, _) = response.into_parts();
    let error = parts.extensions.remove::<ApiError>().unwrap_or(plain);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    parts.headers.remove(header::CONTENT_LENGTH);
    let id = id.map(|id| id.0).unwrap_or_default();
    Response::from_parts(parts, error.body(&id).into())
}
