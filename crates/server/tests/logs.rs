//! The log at its loudest, over a whole enrolment: no key, code, ticket or token in it.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use common::{World, request};
use tower::ServiceExt;
use tracing_subscriber::filter::LevelFilter;
use warifu::enrol::ClientKey;
use warifu_server::domain::{Intent, MemberName};
use warifu_server::http::{Access, Outbox, router};
use warifu_server::password::PlainPassword;
use warifu_server::ports::OsRandom;
use warifu_server::service::{Verdict, VerifyRequest};
use zeroize::Zeroizing;

/// Keeps what is written.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Posts a body as it is.
async fn post(world: &World, path: &str, token: &str, body: String) {
    let request = Request::post(path).header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {token}")).body(Body::from(body)).unwrap();
    router(world.service.clone(), Access::Network, Outbox::Hidden).oneshot(request).await.unwrap();
}

#[tokio::test]
async fn nothing_secret_is_logged() {
    let kept = Kept::default();
    let writer = kept.clone();
    tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(move || writer.clone()).init();

    let world = World::new("omu").await;
    let name = world.add("ab12345").await;
    let offer = world.offer(&name, Intent::Add).await;
    let held = world.redeem(&offer, &ClientKey::make(&OsRandom)).await.unwrap();
    let code = world.code(&held);
    let ticket = offer.ticket.to_text().to_string();
    let token = world.service.add_party("portal").await.unwrap().to_text().to_string();
    let redeem = format!("{{\"ticket\":\"{ticket}\",\"client_pub\":\"{ticket}\"}}");
    post(&world, "/api/v1/enrolments/redeem", &token, redeem).await;
    let confirm = format!("/api/v1/enrolments/{}/confirm", held.redeemed.enrolment);
    post(&world, &confirm, &token, format!("{{\"key_id\":\"{}\",\"code\":\"{code}\"}}", held.id)).await;
    post(&world, "/api/v1/verify", &token, format!("{{\"user\":\"ab12345\",\"code\":\"{code}\"}}")).await;
    world.clock.forward(30);
    let asked = VerifyRequest { trust: true, ..request(&name, &world.code(&held)) };
    let verdict = world.service.verify(&common::party(), &asked).await.unwrap();
    let Verdict::Accept { browser: Some(browser), .. } = verdict else { panic!("{verdict:?}") };
    let portal = router(world.service.clone(), Access::Network, Outbox::Hidden);
    let password = PlainPassword::new(Zeroizing::new("open-sesame".into())).unwrap();
    world.service.set_password(&name, password).await.unwrap();
    let form = Request::post("/sign-in").header("origin", world.service.origin.as_str());
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    let form = form.body(Body::from("id=ab12345&password=open-sesame")).unwrap();
    let signed_in = portal.oneshot(form).await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().to_owned();
    let session = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
    let mail = world.service.mails(1).await.unwrap().remove(0);
    let mailed: String = mail.text.chars().filter(char::is_ascii_digit).collect();
    tracing::trace!(?mail, ?signed_in, "as Debug shows them");
    world.sqlite().close().await;
    post(&world, "/api/v1/verify", &token, format!("{{\"user\":\"ab12345\",\"code\":\"{code}\"}}")).await;
    assert!(
        format!("{:?}", (&offer, &asked, &browser, MemberName::parse("ab12345"))).contains("VerifyRequest")
    );
    tracing::trace!(?offer, ?asked, ?browser, redeemed = ?held.redeemed, "as Debug shows them");

    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("answered") && log.contains("UPDATE keys") && log.contains("was not answered"));
    let hex: String = held.seed.expose().iter().map(|byte| format!("{byte:02x}")).collect();
    let (base32, browser) = (held.seed.to_base32(), browser.to_text());
    let raw = format!("{:?}", held.seed.expose());
    assert_eq!((session.len(), mailed.len()), (43, 6));
    let (base32, browser) = (base32.as_str(), browser.as_str());
    let secrets: [&str; 9] =
        [&ticket, &token, &hex, base32, browser, &raw, &session, "open-sesame", "ab12345"];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    for code in [code, world.code(&held), mailed] {
        let alone = log.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == code);
        assert!(!alone, "{code} is in the log");
    }
}
