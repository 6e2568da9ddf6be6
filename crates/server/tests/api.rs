//! The API as authenticators and relying parties call it, through the router.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use common::{World, code, manual};
use serde_json::{Value, json};
use tower::ServiceExt;
use warifu::enrol::{Binding, ClientKey, Offer, Origin, Parameters, StatusProof, open};
use warifu::otp::UnixTime;
use warifu::secret::Secret;
use warifu_server::domain::Intent;
use warifu_server::http::{Access, Outbox, router};
use warifu_server::ports::{OsRandom, WallClock};

/// What the extension calls.
const OPEN: [(&str, &str); 5] = [
    ("GET", "/.well-known/warifu"),
    ("GET", "/api/v1/time"),
    ("POST", "/api/v1/enrolments/redeem"),
    ("POST", "/api/v1/enrolments/x/confirm"),
    ("POST", "/api/v1/keys/status"),
];

/// Every answer of these tests is held against what the server says of itself.
const OPENAPI: &str = include_str!("../openapi.json");

/// Whether `value` has the shape of `schema`: type, fields that must be there, and none that is not named.
fn fits(value: &Value, schema: &Value, openapi: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        return fits(value, openapi.pointer(&name[1..]).unwrap(), openapi);
    }
    let is_of_type = match schema["type"].as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        other => panic!("{other} is not used here"),
    };
    let is_listed = schema["enum"].as_array().is_none_or(|words| words.contains(value));
    if !is_of_type || !is_listed {
        return Err(format!("{value} is not {schema}"));
    }
    for required in schema["required"].as_array().into_iter().flatten() {
        value.get(required.as_str().unwrap()).ok_or(format!("{value} has no {required}"))?;
    }
    for (name, field) in value.as_object().into_iter().flatten().filter(|_| schema["properties"].is_object())
    {
        let schema = schema["properties"].get(name).ok_or(format!("{name} is not described"))?;
        fits(field, schema, openapi)?;
    }
    value.as_array().into_iter().flatten().try_for_each(|item| fits(item, &schema["items"], openapi))
}

/// Holds an answer against the description of its call.
fn check_described(method: &Method, path: &str, status: StatusCode, body: &Value) {
    let openapi: Value = serde_json::from_str(OPENAPI).unwrap();
    let called = match path.strip_prefix("/api/v1/enrolments/") {
        Some(rest) if rest.ends_with("/confirm") => "/api/v1/enrolments/{id}/confirm",
        _ => path,
    };
    let call = &openapi["paths"][called][method.as_str().to_lowercase()];
    let schema = match status.as_u16() {
        200 => call["responses"]["200"]["content"]["application/json"]["schema"].clone(),
        400.. => json!({"$ref": "#/components/schemas/Error"}),
        _ => return,
    };
    assert!(!schema.is_null(), "{method} {path} is not described");
    if status != StatusCode::OK {
        let (status, code) = (status.as_u16(), body["error"]["code"].as_str().unwrap());
        assert!(manual::says(status, code), "{status} {code} is in no row of docs/API.md");
    }
    fits(body, &schema, &openapi).unwrap_or_else(|wrong| panic!("{method} {path}: {wrong}"));
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn code(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["error"]["code"].as_str().unwrap_or_default())
    }

    fn text(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("no {field} in {}", self.body)).to_owned()
    }
}

struct Api {
    world: World,
    router: Router,
}

impl Api {
    async fn new() -> Self {
        let world = World::new("nist").await;
        let router = router(world.service.clone(), Access::Network, Outbox::Hidden);
        Self { world, router }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if method != Method::OPTIONS {
            check_described(&method, &path, parts.status, &body);
        }
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let request = Request::post(path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    async fn verify(&self, token: &str, body: Value) -> Answer {
        let request = Request::post("/api/v1/verify").header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// The offer on a new member's key page, as the extension reads it from the tab's URL.
    async fn offer(&self, name: &str) -> Offer {
        let name = self.world.add(name).await;
        let offer = self.world.offer(&name, Intent::Add).await;
        Offer::parse(&format!("https://mfa.example.ac.jp/key#{}", offer.to_fragment().as_str())).unwrap()
    }

    async fn redeem(&self, offer: &Offer, client: &ClientKey) -> Answer {
        let client_pub = BASE64_URL_SAFE_NO_PAD.encode(client.public());
        let ticket = offer.ticket.to_text();
        let body = json!({"ticket": *ticket, "client_pub": client_pub, "device_label": "Laptop"});
        self.post("/api/v1/enrolments/redeem", body).await
    }

    async fn confirm(&self, redeemed: &Answer, code: &str) -> Answer {
        let path = format!("/api/v1/enrolments/{}/confirm", redeemed.text("enrolment_id"));
        self.post(&path, json!({"key_id": redeemed.text("key_id"), "code": code})).await
    }

    fn now(&self) -> u64 {
        self.world.clock.now().as_secs()
    }

    fn proof(&self, seed: &Secret, key: &str) -> Value {
        let at = self.world.clock.now();
        let origin = Origin::of("https://mfa.example.ac.jp").unwrap();
        let proof = StatusProof::derive(seed, key, at, &origin);
        json!({"key_id": key, "ts": at.as_ms(), "proof": BASE64_URL_SAFE_NO_PAD.encode(proof.as_bytes())})
    }
}

/// The seed in an answer to redeem.
fn seed(redeemed: &Answer, client: &ClientKey) -> Secret {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(redeemed.text("sealed_seed")).unwrap();
    let (enrolment, key) = (redeemed.text("enrolment_id"), redeemed.text("key_id"));
    open(&sealed, client, Binding { enrolment: &enrolment, key: &key, parameters: Parameters::USUAL })
        .unwrap()
}

#[tokio::test]
async fn from_the_key_page_to_an_accepted_code() {
    let api = Api::new().await;
    let (offer, client) = (api.offer("a").await, ClientKey::make(&OsRandom));
    let redeemed = api.redeem(&offer, &client).await;
    assert_eq!(redeemed.status, StatusCode::OK);
    assert_eq!(redeemed.body["parameters"], json!({"algorithm": "SHA1", "digits": 6, "period": 30}));
    assert_eq!(redeemed.body["server_time_ms"], api.now() * 1000);
    let seed = seed(&redeemed, &client);

    let early = api.confirm(&redeemed, &code(&seed, api.now() - 120)).await;
    assert_eq!((early.code(), &early.body["error"]["clock_off_s"]), ((403, "clock_off"), &json!(-120)));
    let confirmed = api.confirm(&redeemed, &code(&seed, api.now())).await;
    assert_eq!((confirmed.status, &confirmed.body["state"]), (StatusCode::OK, &json!("active")));
    assert_eq!(api.redeem(&offer, &client).await.code(), (410, "gone"));

    let token = api.world.service.add_party("portal").await.unwrap().to_text();
    let ask = |code: String| api.verify(&token, json!({"user": " A ", "code": code}));
    let spent = ask(code(&seed, api.now())).await;
    assert_eq!(spent.body, json!({"result": "reject", "reason": "already_used"}));
    api.world.clock.forward(30);
    let accepted = ask(code(&seed, api.now())).await;
    assert_eq!(accepted.body, json!({"result": "accept", "key_id": redeemed.text("key_id")}));
}

#[tokio::test]
async fn a_lost_reply_to_confirm_is_asked_again_with_a_proof() {
    let api = Api::new().await;
    let (offer, client) = (api.offer("a").await, ClientKey::make(&OsRandom));
    let redeemed = api.redeem(&offer, &client).await;
    let (seed, key) = (seed(&redeemed, &client), redeemed.text("key_id"));
    let code = code(&seed, api.now());
    assert_eq!(api.confirm(&redeemed, &code).await.status, StatusCode::OK);
    assert_eq!(api.confirm(&redeemed, &code).await.code(), (410, "gone"));
    let path = format!("/api/v1/enrolments/{}/confirm", redeemed.text("enrolment_id"));
    let proven = json!({"key_id": key, "code": code, "proof": api.proof(&seed, &key)});
    let again = api.post(&path, proven).await;
    assert_eq!((again.status, &again.body["state"]), (StatusCode::OK, &json!("active")));
}

#[tokio::test]
async fn keys_are_told_to_whoever_proves_to_hold_them() {
    let api = Api::new().await;
    let (offer, client) = (api.offer("a").await, ClientKey::make(&OsRandom));
    let redeemed = api.redeem(&offer, &client).await;
    let (seed, key) = (seed(&redeemed, &client), redeemed.text("key_id"));
    let other = Secret::from_bytes(vec![1; 20]).unwrap();
    let ask = json!([api.proof(&seed, &key), api.proof(&other, &key), api.proof(&seed, &"A".repeat(22))]);
    let answer = api.post("/api/v1/keys/status", ask).await;
    let keys = &answer.body["keys"];
    let pending = json!({"key_id": key, "status": "pending", "since_ms": api.now() * 1000,
        "act_url": "https://mfa.example.ac.jp/"});
    assert_eq!(keys[0], pending);
    assert_eq!(keys[1], json!({"key_id": key, "status": "unknown"}));
    assert_eq!(keys[2]["status"], "unknown");
    let many: Vec<Value> = (0..51).map(|_| api.proof(&seed, &key)).collect();
    assert_eq!(api.post("/api/v1/keys/status", json!(many)).await.code(), (400, "invalid"));
}

#[tokio::test]
async fn who_the_server_is() {
    let api = Api::new().await;
    let (answer, now) = (api.get("/.well-known/warifu").await, api.now() * 1000);
    let expected = json!({"issuer": "University", "api": "https://mfa.example.ac.jp/api/v1",
        "server_time_ms": now, "locales": ["ja", "en"]});
    assert_eq!(answer.body, expected);
    assert_eq!(api.get("/api/v1/time").await.body, json!({"server_time_ms": now}));
    assert_eq!(api.get("/livez").await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get("/readyz").await.status, StatusCode::NO_CONTENT);
    api.world.clock.back(31);
    assert_eq!(api.get("/readyz").await.code(), (503, "clock"));
}

#[tokio::test]
async fn errors_have_one_shape_and_repeat_nothing() {
    let api = Api::new().await;
    let redeem = "/api/v1/enrolments/redeem";
    let zeros = BASE64_URL_SAFE_NO_PAD.encode([0; 32]);
    let offer = api.offer("a").await;
    let ticket = offer.ticket.to_text();
    for (path, body, expected) in [
        ("/api/v1/nowhere", json!({}), (404, "not_found")),
        ("/api/v1/time", json!({}), (405, "method_not_allowed")),
        (redeem, json!({"ticket": "x"}), (400, "invalid")),
        (redeem, json!({"ticket": "tick", "client_pub": zeros}), (400, "invalid")),
        (redeem, json!({"ticket": "A".repeat(43), "client_pub": zeros}), (410, "gone")),
        (redeem, json!({"ticket": *ticket, "client_pub": zeros}), (400, "public_key")),
        (redeem, json!({"ticket": "A".repeat(20_000), "client_pub": zeros}), (413, "too_large")),
        ("/api/v1/enrolments/x/confirm", json!({"key_id": "x", "code": "1"}), (400, "invalid")),
        ("/api/v1/verify", json!({"user": "a", "code": "123456"}), (401, "unauthorized")),
    ] {
        let answer = api.post(path, body).await;
        assert_eq!(answer.code(), expected, "{path}");
        let id = answer.headers["x-request-id"].to_str().unwrap();
        assert_eq!(answer.body["error"]["request_id"], id);
        assert_eq!(answer.headers["content-type"], "application/json");
        let shown = answer.body.to_string();
        assert!(!shown.contains("tick\"") && !shown.contains(ticket.as_str()), "{shown}");
    }
    let typed = Request::post(redeem).header("content-type", "text/plain").body(Body::from("{}")).unwrap();
    assert_eq!(api.send(typed).await.code(), (400, "invalid"), "a form of another page cannot post JSON");
    // An unusable key spends nothing.
    assert_eq!(api.redeem(&offer, &ClientKey::make(&OsRandom)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn too_many_tries_say_how_long_to_wait() {
    let api = Api::new().await;
    let (offer, client) = (api.offer("a").await, ClientKey::make(&OsRandom));
    let redeemed = api.redeem(&offer, &client).await;
    let seed = seed(&redeemed, &client);
    let far = |number: u64| code(&seed, api.now() + 86_400 + number * 30);
    for number in 0..5 {
        assert_eq!(api.confirm(&redeemed, &far(number)).await.status, StatusCode::FORBIDDEN);
    }
    let locked = api.confirm(&redeemed, &code(&seed, api.now())).await;
    assert_eq!(locked.code(), (429, "locked"));
    assert_eq!(
        (&locked.body["error"]["retry_after"], &locked.headers["retry-after"]),
        (&json!(30), &"30".parse().unwrap())
    );
}

#[tokio::test]
async fn relying_parties_show_a_token() {
    let api = Api::new().await;
    let token = api.world.service.add_party("portal").await.unwrap().to_text();
    let body = json!({"user": "nobody", "code": "123456", "client_ip": "203.0.113.9"});
    let reject = json!({"result": "reject", "reason": "no_such_member"});
    assert_eq!(api.verify(&token, body.clone()).await.body, reject);
    assert_eq!(api.verify(&token, json!({"user": "太郎", "code": ""})).await.body, reject);
    for wrong in ["", "x", &"A".repeat(43)] {
        assert_eq!(api.verify(wrong, body.clone()).await.code(), (401, "unauthorized"));
    }
    let misspelt = json!({"user": "a", "code": "1", "client_ip": "somewhere"});
    assert_eq!(api.verify(&token, misspelt).await.code(), (400, "invalid"));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let api = Api::new().await;
    for path in ["/.well-known/warifu", "/api/v1/time", "/api/v1/nowhere", "/livez"] {
        let headers = api.get(path).await.headers;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(headers[name], value, "{path} {name}");
        }
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{path}");
        assert!(!headers.contains_key("set-cookie"), "{path}");
    }
}

#[tokio::test]
async fn extensions_may_call_from_anywhere_and_pages_may_not_ask_for_codes() {
    let api = Api::new().await;
    let preflight = |method: &str, path: &str| {
        let request =
            Request::builder().method(Method::OPTIONS).uri(path).header("origin", "https://evil.example");
        let request = request.header("access-control-request-method", method);
        request.header("access-control-request-headers", "content-type").body(Body::empty()).unwrap()
    };
    for (method, path) in OPEN {
        let headers = api.send(preflight(method, path)).await.headers;
        assert_eq!(headers["access-control-allow-origin"], "*", "{path}");
        assert_eq!(headers["access-control-allow-headers"], "content-type", "{path}");
        let request = Request::builder().method(method).uri(path).header("origin", "null");
        let headers = api.send(request.body(Body::empty()).unwrap()).await.headers;
        assert_eq!(headers["access-control-allow-origin"], "*", "{path}");
        assert!(!headers.contains_key("access-control-allow-credentials"), "{path}");
    }
    for headers in [
        api.send(preflight("POST", "/api/v1/verify")).await.headers,
        api.verify("x", json!({})).await.headers,
    ] {
        assert!(!headers.keys().any(|name| name.as_str().starts_with("access-control")), "{headers:?}");
    }
}

#[tokio::test]
async fn on_this_machine_alone_nobody_comes_through_a_proxy_or_by_another_name() {
    let world = World::new("nist").await;
    let router = router(world.service.clone(), Access::Loopback, Outbox::Hidden);
    let check = async |headers: &[(&str, &str)], expected: u16| {
        let request = headers
            .iter()
            .fold(Request::get("/livez"), |request, (name, value)| request.header(*name, *value));
        let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status().as_u16(), expected, "{headers:?}");
    };
    check(&[("host", "127.0.0.1:8080")], 204).await;
    check(&[("host", "localhost:8080")], 204).await;
    check(&[], 421).await;
    check(&[("host", "mfa.example.ac.jp")], 421).await;
    check(&[("host", "localhost.example.jp")], 421).await;
    for name in ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"] {
        check(&[("host", "localhost"), (name, "127.0.0.1")], 421).await;
    }
}

#[tokio::test]
async fn the_time_of_a_proof_is_the_servers_or_near() {
    let api = Api::new().await;
    let (offer, client) = (api.offer("a").await, ClientKey::make(&OsRandom));
    let redeemed = api.redeem(&offer, &client).await;
    let mut late = api.proof(&seed(&redeemed, &client), &redeemed.text("key_id"));
    late["ts"] = json!(UnixTime::from_secs(api.now() - 301).as_ms());
    let answer = api.post("/api/v1/keys/status", json!([late])).await;
    assert_eq!(answer.body["keys"][0]["status"], "unknown");
    assert_eq!(answer.body["server_time_ms"], api.now() * 1000, "so that it can be corrected");
}

#[tokio::test]
async fn every_described_call_is_there_and_served() {
    let api = Api::new().await;
    let openapi = api.get("/api/v1/openapi.json").await.body;
    assert_eq!(openapi, serde_json::from_str::<Value>(OPENAPI).unwrap());
    let paths = openapi["paths"].as_object().unwrap();
    assert_eq!(paths.len(), OPEN.len() + 2, "those for extensions, /verify, and this description");
    for (path, methods) in paths {
        for method in methods.as_object().unwrap().keys() {
            let request =
                Request::builder().method(method.to_uppercase().as_str()).uri(path.replace("{id}", "x"));
            let answer = api.send(request.body(Body::empty()).unwrap()).await;
            assert!(!matches!(answer.status.as_u16(), 404 | 405 | 500..), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
