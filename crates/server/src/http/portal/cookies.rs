//! What a browser shows: its session and its language.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use warifu::enrol::Origin;

use super::Failure;
use super::words::{EN, JA, Words};
use crate::domain::SessionToken;
use crate::service::Service;

const SESSION: &str = "__Host-warifu";
const LANGUAGE: &str = "__Host-lang";
const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";

/// The words of the language that a browser asked for, or prefers.
pub(super) struct Language(pub(super) &'static Words);

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let preferred = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let language = cookie(&parts.headers, LANGUAGE).or(preferred).unwrap_or("ja");
        Ok(Self(if language.starts_with("en") { &EN } else { &JA }))
    }
}

impl FromRequestParts<Arc<Service>> for SessionToken {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Service>) -> Result<Self, Redirect> {
        cookie(&parts.headers, SESSION).and_then(Self::parse).ok_or(Redirect::to("/"))
    }
}

/// Keeps a language and goes back to the page on which it was chosen, else to the first.
pub(super) async fn choose_language(
    State(service): State<Arc<Service>>,
    Path(language): Path<String>,
    headers: HeaderMap,
) -> Response {
    let language = if language == "en" { "en" } else { "ja" };
    let cookie = format!("{LANGUAGE}={language}; {ATTRIBUTES}; Max-Age=31536000");
    let cookie = HeaderValue::from_str(&cookie).expect("letters and signs of ASCII");
    let page = our_page(&service.origin, &headers).unwrap_or("/");
    ([(header::SET_COOKIE, cookie)], Redirect::to(page)).into_response()
}

/// The whole address of the page of ours that a link was followed on: of its path alone, a second slash would lead
/// elsewhere.
fn our_page<'a>(origin: &Origin, headers: &'a HeaderMap) -> Option<&'a str> {
    let page = headers.get(header::REFERER)?.to_str().ok()?;
    page.strip_prefix(origin.as_str())?.starts_with('/').then_some(page)
}

/// Goes to `path` as a new session.
pub(super) fn signed_in(token: &SessionToken, path: &str) -> Result<Response, Failure> {
    Ok(with_session(token, Redirect::to(path).into_response()))
}

/// `response` for a browser that keeps the session.
pub(super) fn with_session(token: &SessionToken, mut response: Response) -> Response {
    let cookie = format!("{SESSION}={}; {ATTRIBUTES}", token.to_text().as_str());
    let mut cookie = HeaderValue::from_str(&cookie).expect("letters and signs of ASCII");
    cookie.set_sensitive(true);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// Goes to the first page without a session.
pub(super) fn signed_out() -> Response {
    let cookie = format!("{SESSION}=; {ATTRIBUTES}; Max-Age=0");
    let cookie = HeaderValue::from_str(&cookie).expect("letters and signs of ASCII");
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = lines.flat_map(|line| line.split(';')).map(str::trim);
    cookies.find_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('='))
}
