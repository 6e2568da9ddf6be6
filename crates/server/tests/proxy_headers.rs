//! What proxies write, and what strangers write in their place: from where a request comes, and whether it is let in.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use common::World;
use tower::ServiceExt;
use warifu_server::http::{Access, Outbox, router};

/// The other end of the connection, what `X-Forwarded-For` says line by line, and whether that is on campus. Proxies have
/// 10.0.0.0/8, the campus 192.0.2.0/24 and 2001:db8::/32.
const FROM: [(&str, &[&str], bool); 62] = [
    // Nobody stands between: what is written is the client's own.
    ("192.0.2.1", &[], true),
    ("192.0.2.255", &[], true),
    ("192.0.3.0", &[], false),
    ("192.0.1.255", &[], false),
    ("2001:db8::1", &[], true),
    ("2001:db9::1", &[], false),
    ("::ffff:192.0.2.1", &[], true),
    ("::ffff:192.0.3.1", &[], false),
    ("127.0.0.1", &[], false),
    ("198.51.100.1", &["192.0.2.1"], false),
    ("198.51.100.1", &["192.0.2.1, 192.0.2.2"], false),
    ("198.51.100.1", &["192.0.2.1", "192.0.2.2"], false),
    ("198.51.100.1", &["10.0.0.1"], false),
    ("198.51.100.1", &["192.0.2.1, 10.0.0.1"], false),
    ("198.51.100.1", &["127.0.0.1"], false),
    ("198.51.100.1", &["2001:db8::1"], false),
    ("192.0.2.1", &["198.51.100.1"], true),
    ("192.0.2.1", &["unknown"], true),
    ("11.0.0.1", &["192.0.2.1"], false),
    ("9.255.255.255", &["192.0.2.1"], false),
    ("::1", &["192.0.2.1"], false),
    ("127.0.0.1", &["192.0.2.1"], false),
    // One proxy of ours: the last address is whom it spoke to.
    ("10.0.0.1", &["192.0.2.1"], true),
    ("10.255.255.255", &["192.0.2.1"], true),
    ("::ffff:10.0.0.1", &["192.0.2.1"], true),
    ("10.0.0.1", &["2001:db8::1"], true),
    ("10.0.0.1", &["2001:DB8::1"], true),
    ("10.0.0.1", &["::ffff:192.0.2.1"], true),
    ("10.0.0.1", &[" 192.0.2.1 "], true),
    ("10.0.0.1", &["\t192.0.2.1"], true),
    ("10.0.0.1", &["198.51.100.1"], false),
    ("10.0.0.1", &["2001:db9::1"], false),
    ("10.0.0.1", &["192.0.2.1, 198.51.100.1"], false),
    ("10.0.0.1", &["192.0.2.1,198.51.100.1"], false),
    ("10.0.0.1", &["192.0.2.1", "198.51.100.1"], false),
    ("10.0.0.1", &["192.0.2.1, 192.0.2.2, 198.51.100.1"], false),
    ("10.0.0.1", &["198.51.100.1, 192.0.2.1"], true),
    ("10.0.0.1", &["198.51.100.1", "192.0.2.1"], true),
    ("10.0.0.1", &["unknown, 192.0.2.1"], true),
    ("10.0.0.1", &["', 192.0.2.1"], true),
    ("10.0.0.1", &["", "192.0.2.1"], true),
    // Several of ours in a row.
    ("10.0.0.1", &["192.0.2.1, 10.0.0.2"], true),
    ("10.0.0.1", &["192.0.2.1, 10.0.0.3, 10.0.0.2"], true),
    ("10.0.0.1", &["192.0.2.1", "10.0.0.3", "10.0.0.2"], true),
    ("10.0.0.1", &["192.0.2.1, ::ffff:10.0.0.2"], true),
    ("10.0.0.1", &["198.51.100.1, 10.0.0.2"], false),
    ("10.0.0.1", &["192.0.2.1, 198.51.100.1, 10.0.0.2"], false),
    ("10.0.0.1", &["192.0.2.1, 10.0.0.3, 198.51.100.1, 10.0.0.2"], false),
    // A proxy of ours passed on what is no address, or nothing.
    ("10.0.0.1", &[], false),
    ("10.0.0.1", &[""], false),
    ("10.0.0.1", &["unknown"], false),
    ("10.0.0.1", &["_hidden"], false),
    ("10.0.0.1", &["192.0.2.1:80"], false),
    ("10.0.0.1", &["[2001:db8::1]"], false),
    ("10.0.0.1", &["\"192.0.2.1\""], false),
    ("10.0.0.1", &["192.0.2.1,"], false),
    ("10.0.0.1", &["192.0.2.1", ""], false),
    ("10.0.0.1", &["192.0.2"], false),
    ("10.0.0.1", &["0192.0.2.1"], false),
    ("10.0.0.1", &["192.0.2.1/24"], false),
    ("10.0.0.1", &["3221225985"], false),
    ("10.0.0.1", &["for=192.0.2.1"], false),
];

/// What else says from where something comes. None of it is believed, whoever sends it.
const OTHERS: [(&str, &str); 16] = [
    ("forwarded", "for=192.0.2.1"),
    ("forwarded", "for=\"[2001:db8::1]\";proto=https"),
    ("via", "1.1 192.0.2.1"),
    ("x-forwarded", "192.0.2.1"),
    ("x-forwarded-by", "192.0.2.1"),
    ("x-forwarded-host", "192.0.2.1"),
    ("x-forwarded-server", "192.0.2.1"),
    ("x-real-ip", "192.0.2.1"),
    ("x-client-ip", "192.0.2.1"),
    ("x-cluster-client-ip", "192.0.2.1"),
    ("x-originating-ip", "192.0.2.1"),
    ("x-remote-ip", "192.0.2.1"),
    ("x-remote-addr", "192.0.2.1"),
    ("client-ip", "192.0.2.1"),
    ("true-client-ip", "192.0.2.1"),
    ("cf-connecting-ip", "192.0.2.1"),
];

/// What a server on this machine alone lets nobody send.
const REFUSED: [&str; 12] = [
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

async fn ask(router: &Router, peer: &str, headers: &[(&str, &str)]) -> (StatusCode, String) {
    let mut request = Request::get("/test").header("accept-language", "en");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let peer = SocketAddr::new(peer.parse::<IpAddr>().unwrap(), 4711);
    let request = request.extension(ConnectInfo(peer)).body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    (parts.status, String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap())
}

/// Whether the self-test says that a request comes from on campus.
async fn is_on_campus(router: &Router, peer: &str, headers: &[(&str, &str)]) -> bool {
    let (status, page) = ask(router, peer, headers).await;
    assert_eq!(status, StatusCode::OK);
    let (on, off) = (page.contains("recognised as on campus"), page.contains("recognised as off campus"));
    assert_ne!(on, off, "{page}");
    on
}

#[tokio::test]
async fn addresses_are_those_of_the_connection_or_of_our_own_proxies() {
    let world = World::new("nist").await;
    let router = router(world.service.clone(), Access::Network, Outbox::Hidden);
    for (peer, lines, expected) in FROM {
        let headers: Vec<(&str, &str)> = lines.iter().map(|line| ("x-forwarded-for", *line)).collect();
        assert_eq!(is_on_campus(&router, peer, &headers).await, expected, "{peer} {lines:?}");
    }
}

#[tokio::test]
async fn no_other_header_is_believed() {
    let world = World::new("nist").await;
    let router = router(world.service.clone(), Access::Network, Outbox::Hidden);
    for other in OTHERS {
        for peer in ["198.51.100.1", "10.0.0.1"] {
            assert!(!is_on_campus(&router, peer, &[other]).await, "{peer} {other:?}");
            let said = [("x-forwarded-for", "198.51.100.1"), other];
            assert!(!is_on_campus(&router, peer, &said).await, "{peer} {said:?}");
        }
    }
}

#[tokio::test]
async fn on_this_machine_alone_there_is_no_proxy() {
    let world = World::new("nist").await;
    let router = router(world.service.clone(), Access::Loopback, Outbox::Hidden);
    let here = ("host", "127.0.0.1:8080");
    assert_eq!(ask(&router, "127.0.0.1", &[here]).await.0, StatusCode::OK);
    for name in REFUSED {
        for value in ["", "127.0.0.1", "unknown"] {
            let (status, page) = ask(&router, "127.0.0.1", &[here, (name, value)]).await;
            assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{name}: {value}");
            assert!(!page.contains("campus"), "{name}: {value}");
        }
    }
}
