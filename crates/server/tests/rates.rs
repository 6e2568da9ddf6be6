//! One address asks too often: it waits, and nobody else does.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use common::browser::{LANGUAGES, ORIGIN, in_both, portal};
use tower::ServiceExt;
use warifu_server::http::{Access, Outbox, router};

const PAGE: (&str, &str, &str) = ("/test", "application/x-www-form-urlencoded", "id=ab12345&code=1");
const CALL: (&str, &str, &str) = ("/api/v1/keys/status", "application/json", "[]");

/// What a form or a call from an address is answered with.
async fn post(
    router: &Router,
    from: &str,
    asked: (&str, &str, &str),
    language: &str,
) -> (StatusCode, String) {
    let (path, kind, body) = asked;
    let peer = SocketAddr::new(from.parse::<IpAddr>().unwrap(), 4711);
    let request = Request::post(path).header("content-type", kind).header("accept-language", language);
    let request = request.header("origin", ORIGIN).extension(ConnectInfo(peer));
    let answer = router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let retry = answer.headers().get("retry-after").is_some();
    let any = answer.headers().get("access-control-allow-origin").is_some();
    let (parts, body) = answer.into_parts();
    assert_eq!(retry, parts.status == StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(any, path.starts_with("/api/"), "the extension must be able to read it");
    (parts.status, String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap())
}

/// How many of `tries` are refused as too many.
async fn refused(router: &Router, from: &str, asked: (&str, &str, &str), tries: u32) -> u32 {
    let mut count = 0;
    for _ in 0..tries {
        count += u32::from(post(router, from, asked, "en").await.0 == StatusCode::TOO_MANY_REQUESTS);
    }
    count
}

#[tokio::test]
async fn one_address_waits_and_nobody_else() {
    for asked in [PAGE, CALL] {
        let world = portal("nist").await;
        let router = router(world.service.clone(), Access::Network, Outbox::Hidden);
        assert_eq!(refused(&router, "198.51.100.1", asked, 70).await, 10);
        assert_eq!(refused(&router, "198.51.100.2", asked, 1).await, 0);
        assert_eq!(refused(&router, "2001:db9::1", asked, 60).await, 0);
        assert_eq!(refused(&router, "2001:db9::2", asked, 1).await, 1, "of the same /64");
        assert_eq!(refused(&router, "2001:db9:0:1::2", asked, 1).await, 0);
        assert_eq!(refused(&router, "192.0.2.7", asked, 100).await, 0, "hundreds share it on campus");
        world.clock.forward(1);
        assert_eq!(refused(&router, "198.51.100.1", asked, 3).await, 1, "two a second");
    }
}

#[tokio::test]
async fn it_is_said_in_words_and_to_programs() {
    let world = portal("nist").await;
    let router = router(world.service.clone(), Access::Network, Outbox::Hidden);
    refused(&router, "198.51.100.1", CALL, 60).await;
    let (_, said) = post(&router, "198.51.100.1", CALL, "en").await;
    assert!(said.contains("\"too_many_requests\"") && said.contains("\"retry_after\":1"), "{said}");
    for language in LANGUAGES {
        let (_, page) = post(&router, "198.51.100.1", PAGE, language).await;
        let words = in_both(language, "ネットワークからの操作が多すぎます", "asks for too much");
        assert!(page.contains(words), "{page}");
    }
}
