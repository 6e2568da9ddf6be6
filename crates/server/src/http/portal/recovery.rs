//! Recovery codes, shown once.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies::{Language, with_session};
use super::words::Words;
use super::{Failure, pages};
use crate::domain::SessionToken;
use crate::service::Service;

#[derive(Template)]
#[template(path = "recovery.html")]
struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    codes: Vec<Zeroizing<String>>,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    /// Whether the codes that are there may end.
    #[serde(default)]
    sure: bool,
}

/// The answer itself shows them: there is no address where they could be asked for again.
pub(super) async fn make(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    if !fields.sure && service.devices(&token).await?.has_codes_to_lose() {
        return Ok(ask(&service, words));
    }
    let (token, codes) = service.make_recovery_codes(&token).await?;
    let codes = codes.iter().map(crate::domain::recovery::RecoveryCode::grouped).collect();
    let page = pages::show(StatusCode::OK, &Page { words, issuer: &service.policy.issuer, codes });
    Ok(with_session(&token, page))
}

/// Asks whoever has codes that would end.
fn ask(service: &Service, words: &'static Words) -> Response {
    let said = [words.recovery.make_again, words.recovery.old_end, words.recovery.make_again];
    let form = ("/recovery", vec![("sure", "true")]);
    let issuer = &*service.policy.issuer;
    let page = pages::Act { words, issuer, said, concerned: Vec::new(), form, question: None, error: None };
    pages::show(StatusCode::OK, &page)
}
