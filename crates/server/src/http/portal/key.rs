//! From the last check to a confirmed key.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use super::cookies::Language;
use super::{Failure, pages};
use crate::domain::SessionToken;
use crate::domain::session::Level;
use crate::http::ApiError;
use crate::service::{Progress, Service, ServiceError};
use crate::store::Member;

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Set by the link that the page shows without JavaScript.
    #[serde(default)]
    waited: bool,
}

#[derive(Serialize)]
pub(super) struct StateAnswer {
    state: &'static str,
}

pub(super) async fn start(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    let member = proven(&service, &token).await?;
    let (issuer, user) = (&*service.policy.issuer, member.name.as_str());
    Ok(pages::show(StatusCode::OK, &pages::Start { words, issuer, user }))
}

/// Goes to the key page with the offer in its fragment, which no server and no log ever sees again.
pub(super) async fn make(
    State(service): State<Arc<Service>>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let offer = service.portal_offer(&token).await?;
    let location = format!("/key#{}", offer.to_fragment().as_str());
    let mut location =
        HeaderValue::from_str(&location).map_err(|_| Failure::Other(ApiError::invalid("offer")))?;
    location.set_sensitive(true);
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}

pub(super) async fn page(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    Query(asked): Query<Asked>,
    token: SessionToken,
) -> Result<Response, Failure> {
    let member = proven(&service, &token).await?;
    let (issuer, user) = (&*service.policy.issuer, member.name.as_str());
    let page = pages::Key { words, issuer, user, is_late: asked.waited };
    Ok(pages::show(StatusCode::OK, &page))
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

pub(super) async fn done(
    State(service): State<Arc<Service>>,
    Language(words): Language,
    token: SessionToken,
) -> Result<Response, Failure> {
    let member = proven(&service, &token).await?;
    if service.progress(&token).await? == Progress::Waiting {
        return Ok(Redirect::to("/key?waited=true").into_response());
    }
    let (issuer, user) = (&*service.policy.issuer, member.name.as_str());
    Ok(pages::show(StatusCode::OK, &pages::Done { words, issuer, user }))
}

/// The member, if password and mailed code were shown.
async fn proven(service: &Service, token: &SessionToken) -> Result<Member, ServiceError> {
    match service.session(token).await? {
        (session, member) if session.level == Level::Mail => Ok(member),
        _ => Err(ServiceError::NoSession),
    }
}
