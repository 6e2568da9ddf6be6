//! Whether a member's code is right, for relying parties.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::parsed::{Parsed, value};
use crate::domain::{BrowserToken, MemberName, PartyToken, TypedCode};
use crate::http::ApiError;
use crate::service::{Reason, Service, Verdict, VerifyRequest};
use crate::store::Party;

#[derive(Deserialize)]
pub(super) struct Request {
    user: String,
    code: Zeroizing<String>,
    client_ip: Option<String>,
    browser_token: Option<Zeroizing<String>>,
    #[serde(default)]
    trust_browser: bool,
}

#[derive(Default, Serialize)]
pub(super) struct Response {
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_off_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    browser_token: Option<String>,
}

pub(super) async fn verify(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Parsed(request): Parsed<Request>,
) -> Result<Json<Response>, ApiError> {
    let party = party(&service, &headers).await?;
    let client = request.client()?;
    let verdict = match MemberName::parse(&request.user) {
        Ok(member) => service.verify(&party, &request.of(member, client)).await?,
        Err(_) => Verdict::Reject(Reason::NoSuchMember),
    };
    let answer = Response::from(verdict);
    service.metrics.judged(answer.result, answer.reason);
    Ok(Json(answer))
}

/// Who asks, by its bearer token (RFC 6750 §2.1).
async fn party(service: &Service, headers: &HeaderMap) -> Result<Party, ApiError> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = shown.and_then(|text| text.strip_prefix("Bearer ")).and_then(PartyToken::parse);
    let party = service.party(&token.ok_or(ApiError::UNAUTHORIZED)?).await?;
    party.ok_or(ApiError::UNAUTHORIZED)
}

impl Request {
    fn client(&self) -> Result<Option<IpAddr>, ApiError> {
        let client = self.client_ip.as_ref().map(|text| text.parse().ok());
        client.map(|found| value(found, "client_ip")).transpose()
    }

    fn of(&self, member: MemberName, client: Option<IpAddr>) -> VerifyRequest {
        VerifyRequest {
            member,
            code: TypedCode::read(&self.code),
            client,
            // A browser's token that cannot be one is worth as little as an unknown one.
            browser: self.browser_token.as_ref().and_then(|text| BrowserToken::parse(text)),
            trust: self.trust_browser,
        }
    }
}

impl From<Verdict> for Response {
    fn from(verdict: Verdict) -> Self {
        let text = |token: Option<BrowserToken>| token.map(|token| token.to_text().to_string());
        match verdict {
            Verdict::Accept { key, browser } => {
                let key_id = Some(key.to_string());
                Self { result: "accept", key_id, browser_token: text(browser), ..Self::default() }
            }
            Verdict::Reject(reason) => Self::rejected(reason),
            Verdict::NotRequired { why, browser } => {
                let (reason, browser_token) = (Some(why.as_str()), text(browser));
                Self { result: "not_required", reason, browser_token, ..Self::default() }
            }
            Verdict::EnrolRequired => Self { result: "enrol_required", ..Self::default() },
        }
    }
}

impl Response {
    fn rejected(reason: Reason) -> Self {
        let (retry_after, clock_off_s) = match reason {
            Reason::Locked { retry_after_s } => (Some(retry_after_s), None),
            Reason::ClockOff { seconds } => (None, Some(seconds)),
            _ => (None, None),
        };
        Self { result: "reject", reason: Some(reason.as_str()), retry_after, clock_off_s, ..Self::default() }
    }
}
