//! What `/metrics` tells, and to whom.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use common::World;
use tower::ServiceExt;
use warifu_server::http::{Access, Outbox, metrics, router};

async fn ask(router: &Router, request: Request<Body>) -> (StatusCode, String) {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    (parts.status, String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap())
}

fn verify(token: &str, code: &str) -> Request<Body> {
    let request = Request::post("/api/v1/verify").header(header::CONTENT_TYPE, "application/json");
    let body = format!(r#"{{"user":"ab12345","code":"{code}"}}"#);
    request.header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn requests_and_verdicts_are_counted_and_nobody_is_named() {
    let world = World::new("nist").await;
    let (_, held) = world.enrol("ab12345").await;
    world.clock.forward(30);
    let token = world.service.add_party("portal").await.unwrap().to_text().to_string();
    let pages = router(world.service.clone(), Access::Network, Outbox::Hidden);
    let code = world.code(&held);
    for typed in ["nonsense", &code, &code] {
        assert_eq!(ask(&pages, verify(&token, typed)).await.0, StatusCode::OK);
    }
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    assert_eq!(ask(&pages, get("/ab12345")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(ask(&pages, get("/metrics")).await.0, StatusCode::NOT_FOUND, "not where members are");
    let (status, text) = ask(&metrics(world.service.clone()), get("/metrics")).await;
    assert_eq!(status, StatusCode::OK);
    for line in [
        r#"warifu_requests_total{route="/api/v1/verify",status="200"} 3"#,
        r#"warifu_requests_total{route="-",status="404"} 2"#,
        r#"warifu_request_duration_seconds_count{route="/api/v1/verify"} 3"#,
        r#"warifu_verdicts_total{result="reject",reason="wrong"} 1"#,
        r#"warifu_verdicts_total{result="accept",reason=""} 1"#,
        r#"warifu_verdicts_total{result="reject",reason="already_used"} 1"#,
        "warifu_mails_waiting 1",
        "# EOF",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    for secret in ["ab12345", &code, &token] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn the_program_answers_it_where_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_warifu-server"));
    program.env_clear().env("WARIFU_DATA", folder.path().join("data")).env("WARIFU_LISTEN", "127.0.0.1:0");
    program.env("WARIFU_METRICS", "127.0.0.1:0").env("WARIFU_LOG", "error").arg("serve");
    let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
    let said: Vec<String> =
        BufReader::new(child.stdout.take().unwrap()).lines().take(2).map(Result::unwrap).collect();
    let mut stream = TcpStream::connect(said[1].strip_prefix("metrics on ").unwrap()).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("application/openmetrics-text"),
        "{answer}"
    );
    assert!(answer.contains("warifu_mails_waiting 0"), "{answer}");
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
