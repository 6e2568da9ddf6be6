//! The portal: server-rendered pages in Japanese and English that work without JavaScript.
//!
//! What changes something is a POST from one of our own pages: its `Origin` is compared. A stale session starts again at
//! the first page.

mod address;
mod again;
mod assets;
mod code;
mod cookies;
mod device;
mod devices;
mod done;
mod first_code;
mod help;
mod key;
mod mail;
mod not_me;
mod outbox;
mod pages;
mod qr;
mod recovery;
mod release;
mod said;
mod self_test;
mod sign_in;
mod start;
mod ticket;
mod wish;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use warifu::enrol::Origin;

use self::cookies::Language;
use self::words::Words;
use super::rate::{self, Limited};
use super::{ApiError, Outbox};
use crate::service::{Service, ServiceError};

/// The content type of pages.
pub(super) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All pages.
pub(super) fn routes(limited: &Limited, outbox: Outbox) -> Router<Arc<Service>> {
    let pages = Router::new()
        .route("/", get(sign_in::page))
        .route("/sign-in", get(restart).post(sign_in::sign_in))
        .route("/sign-out", get(restart).post(sign_in::sign_out))
        .route("/mail", get(mail::page).post(mail::prove))
        .route("/mail/resend", get(restart).post(mail::resend))
        .route("/start", get(start::page))
        .route("/key", get(key::page).post(wish::make))
        .route("/key/state", get(key::state))
        .route("/key/confirm", get(restart).post(first_code::confirm))
        .route("/done", get(done::page))
        .route("/finish", get(done::finish))
        .route("/code", get(code::page).post(code::prove))
        .route("/code/recovery", get(restart).post(code::recover))
        .route("/code/release", get(restart).post(release::open))
        .route("/recovery", get(restart).post(recovery::make))
        .route("/devices", get(devices::page))
        .route("/devices/add", get(devices::add))
        .route("/devices/replace", get(devices::replace))
        .route("/devices/lost", get(devices::lost).post(devices::lose))
        .route("/devices/show", get(again::page).post(again::show))
        .route("/devices/rename", get(restart).post(devices::rename))
        .route("/devices/release", get(release::page).post(release::set))
        .route("/devices/release/revoke", get(restart).post(release::revoke))
        .route("/devices/address", get(address::page).post(address::choose))
        .route("/devices/address/prove", get(restart).post(address::prove))
        .route("/devices/browser", get(restart).post(devices::forget_browser))
        .route("/test", get(self_test::page).post(self_test::judge))
        .route("/ticket", get(ticket::page))
        .route("/help", get(help::page))
        .route("/not-me", get(not_me::page).post(not_me::answer))
        .route("/lang/{lang}", get(cookies::choose_language))
        .route("/portal.css", get(assets::style))
        .route("/emblem", get(assets::emblem))
        .route("/key.js", get(assets::key_script))
        .route("/countdown.js", get(assets::countdown_script))
        .route("/language.js", get(assets::language_script))
        .route("/recovery.js", get(assets::recovery_script))
        .route("/not-me.js", get(assets::not_me_script));
    let pages = match outbox {
        Outbox::Shown => pages.route("/dev/outbox", get(outbox::page)),
        Outbox::Hidden => pages,
    };
    let service = &limited.service;
    let frame = Frame { origin: service.origin.clone(), issuer: service.policy.issuer.clone() };
    pages
        .route_layer(middleware::from_fn_with_state(limited.clone(), rate::limit))
        .route_layer(middleware::from_fn_with_state(frame, guard))
        .fallback(nowhere)
}

/// The first page, for whoever kept the address of a form.
async fn restart() -> Redirect {
    Redirect::to("/")
}

/// A page that is not there, in words, and a call that is not there, as calls are answered.
async fn nowhere(State(service): State<Arc<Service>>, Language(words): Language, path: Uri) -> Response {
    if ["/api/", "/.well-known/"].iter().any(|calls| path.path().starts_with(calls)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (issuer, text, code) = (&*service.policy.issuer, words.not_found, "not_found");
    framed(pages::show(StatusCode::NOT_FOUND, &pages::Problem { words, issuer, text, code }))
}

/// What every page has.
#[derive(Clone)]
struct Frame {
    origin: Origin,
    issuer: String,
}

/// Refuses forms of other pages, and says what our pages may load.
async fn guard(
    State(frame): State<Frame>,
    Language(words): Language,
    request: Request,
    next: Next,
) -> Response {
    if let Some(here) = by_its_name(&frame.origin, &request) {
        return Redirect::temporary(&here).into_response();
    }
    let from = request.headers().get(header::ORIGIN).and_then(|from| from.to_str().ok());
    let mut response = match request.method() == Method::POST && from != Some(frame.origin.as_str()) {
        true => ApiError::FOREIGN.into_response(),
        false => next.run(request).await,
    };
    let error = response.extensions_mut().remove::<ApiError>();
    if let Some(error) = error.or_else(|| ApiError::of_plain(&response)) {
        response = in_words(&frame, words, &error, &response);
    }
    framed(response)
}

/// Says what our pages may load.
fn framed(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// An error as a page, which a member sees where a program would read JSON.
fn in_words(frame: &Frame, words: &'static Words, error: &ApiError, plain: &Response) -> Response {
    let (code, text) = (error.code(), words.of_problem(error.code()));
    let page = pages::Problem { words, issuer: &frame.issuer, text, code };
    let mut response = pages::show(plain.status(), &page);
    if let Some(seconds) = plain.headers().get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.clone());
    }
    response
}

/// Where a page is that was asked for by another loopback name: its forms would come from there, and the offer would not
/// be of the server it names.
fn by_its_name(origin: &Origin, request: &Request) -> Option<String> {
    let name = origin.as_str().strip_prefix("http://")?;
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok())?;
    let is_other = request.method() == Method::GET && host != name;
    is_other.then(|| format!("{}{}", origin.as_str(), request.uri()))
}

/// Why a page is not shown.
enum Failure {
    /// Nobody is signed in, or not far enough: it starts again.
    SignedOut,
    /// Who is signed in must show a one-time password first.
    CodeNeeded,
    /// Anything else.
    Other(ApiError),
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::NoSession => Self::SignedOut,
            ServiceError::CodeNeeded => Self::CodeNeeded,
            error => Self::Other(error.into()),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::SignedOut => Redirect::to("/").into_response(),
            Self::CodeNeeded => Redirect::to("/code").into_response(),
            Self::Other(error) => error.into_response(),
        }
    }
}
