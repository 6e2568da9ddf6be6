//! Whom the server lets in at all.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::ApiError;

/// What a proxy adds. On this machine alone there is none, so nobody may pretend to be one.
const FORWARDING: [&str; 12] = [
    "forwarded",
    "via",
    "x-forwarded",
    "x-forwarded-by",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-original-host",
    "x-real-ip",
    "x-client-ip",
];

/// Whom the server lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// This machine only: no proxy before it, and by a loopback name, so that no page elsewhere can reach it by a name
    /// of its own that points here.
    Loopback,
    /// Whoever the network lets through.
    Network,
}

pub(super) async fn guard(State(access): State<Access>, request: Request, next: Next) -> Response {
    if access == Access::Loopback && !is_local(request.headers()) {
        return ApiError::MISDIRECTED.into_response();
    }
    next.run(request).await
}

fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_forwarded = FORWARDING.iter().any(|name| headers.contains_key(*name));
    host.is_some_and(is_loopback) && !is_forwarded
}

/// Whether `host`, with or without a port, is a loopback name.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn loopback_names_are_three() {
        for host in ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "localhost", "[::1]", "[::1]:8080"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "127.0.0.2",
            "localhost.evil.jp",
            "evil.jp:80",
            "[::2]",
            "::1",
            "127.0.0.1:80:80",
            "localhost:x",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
