//! What every answer carries, whoever gives it.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use warifu::enrol::Origin;
use warifu::vault::Random;

use crate::ports::OsRandom;

/// On every answer. Pages set a content security policy of their own.
const ALWAYS: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Under "no-referrer" browsers send `Origin: null` with our own forms (Fetch Standard, "append a request Origin header").
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
];
const HSTS: &str = "max-age=31536000";
const ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request is called in answers and in the log: 16 random hexadecimal digits.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

pub(super) async fn add(State(origin): State<Origin>, mut request: Request, next: Next) -> Response {
    let id = make_id();
    let value = HeaderValue::from_str(&id).expect("hexadecimal digits");
    request.extensions_mut().insert(RequestId(id));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if origin.as_str().starts_with("https:") {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    headers.insert(ID, value);
    response
}

fn make_id() -> String {
    let mut bytes = [0; 8];
    OsRandom.fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}
