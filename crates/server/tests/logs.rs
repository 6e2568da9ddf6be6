//! The log at its loudest, over a whole enrolment: no key, code, ticket or token in it.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use common::browser::{Browser, portal};
use common::slapd::{ACCOUNT, HANAKO, Slapd, Tls, directory};
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
    let pages = router(world.service.clone(), Access::Network, Outbox::Hidden);
    let password = PlainPassword::new(Zeroizing::new("open-sesame".into())).unwrap();
    world.service.set_password(&name, password).await.unwrap();
    let form = Request::post("/sign-in").header("origin", world.service.origin.as_str());
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    let form = form.body(Body::from("id=ab12345&password=open-sesame")).unwrap();
    let signed_in = pages.oneshot(form).await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().to_owned();
    let session = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
    let mail = world.service.mails(1).await.unwrap().remove(0);
    tracing::trace!(?mail, ?signed_in, "as Debug shows them");
    let walked = portal("nist").await;
    let browser_walk = Browser::new(&walked, "ja");
    let shown = browser_walk.set_up().await;
    let mailed = browser_walk.mailed_code().await;
    let recovery = browser_walk.post("/recovery", "").await.codes();
    let notice = browser_walk.notice().await;
    let notice = notice.lines().last().unwrap().rsplit(' ').next().unwrap().to_owned();
    browser_walk.post("/not-me", &format!("code={notice}")).await;
    let slapd = Slapd::start(Tls::Absent);
    let url = format!("ldap://127.0.0.1:{}", slapd.port);
    let by_ldap = World::new("nist").await.with_directory(slapd.plainly());
    let hanako = "id=hanako&password=%E3%81%82%E3%81%84%E3%81%93%E3%81%A8%E3%81%B0";
    let came = Browser::new(&by_ldap, "ja").post("/sign-in", hanako).await;
    assert_eq!(came.location(), "/mail");
    slapd.set_mail(HANAKO, &["hanako@example.org"]).await;
    by_ldap.clock.forward(60);
    Browser::new(&by_ldap, "ja").post("/sign-in", hanako).await;
    let settings = slapd.settings(&url, "ldap_tls = \"none\"");
    tracing::trace!(?settings, "as Debug shows them");
    slapd.set_account_password("another").await;
    let stale = World::new("nist").await.with_directory(directory(&settings));
    Browser::new(&stale, "ja").post("/sign-in", hanako).await;
    world.sqlite().close().await;
    post(&world, "/api/v1/verify", &token, format!("{{\"user\":\"ab12345\",\"code\":\"{code}\"}}")).await;
    assert!(
        format!("{:?}", (&offer, &asked, &browser, MemberName::parse("ab12345"))).contains("VerifyRequest")
    );
    tracing::trace!(?offer, ?asked, ?browser, redeemed = ?held.redeemed, "as Debug shows them");

    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("answered") && log.contains("UPDATE keys") && log.contains("was not answered"));
    assert!(log.contains("the directory answered the account's bind with 49") && log.contains("cn=warifu"));
    for of_hers in [ACCOUNT, "あいことば", "hanako", "花子", "%E3%81%82"] {
        assert!(!log.contains(of_hers), "{of_hers} is in the log");
    }
    let hex: String = held.seed.expose().iter().map(|byte| format!("{byte:02x}")).collect();
    let (base32, browser) = (held.seed.to_base32(), browser.to_text());
    let raw = format!("{:?}", held.seed.expose());
    assert_eq!((session.len(), mailed.len()), (43, 8));
    let (base32, browser) = (base32.as_str(), browser.as_str());
    let secrets: [&str; 9] =
        [&ticket, &token, &hex, base32, browser, &raw, &session, "open-sesame", "ab12345"];
    let shown = shown.to_base32();
    assert_eq!((recovery.len(), notice.len()), (10, 19));
    let walked = [shown.as_str(), &notice, &notice.replace('-', "")].map(str::to_owned);
    let recovery = recovery.iter().flat_map(|code| [code.clone(), code.replace('-', "")]);
    let more: Vec<String> = walked.into_iter().chain(recovery).collect();
    for secret in secrets.into_iter().chain(more.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    for code in [code, world.code(&held), mailed] {
        let alone = log.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == code);
        assert!(!alone, "{code} is in the log");
    }
}
