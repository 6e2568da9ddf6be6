//! The log at its loudest, over walks through everything: no key, code, password, cookie, ticket or token in it.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fmt::Debug;

use axum::body::Body;
use axum::http::Request;
use common::browser::{Browser, portal};
use common::log::{Secrets, Watch};
use common::slapd::{ACCOUNT, HANAKO, Slapd, Tls, directory};
use common::{World, party, request};
use tower::ServiceExt;
use warifu::enrol::ClientKey;
use warifu::secret::Secret;
use warifu_server::domain::{Intent, MemberName};
use warifu_server::http::{Access, Outbox, router};
use warifu_server::ports::OsRandom;
use warifu_server::service::{Verdict, VerifyRequest, Why};

/// What Debug shows of a value goes to the log, too.
fn show(value: &dyn Debug) {
    tracing::trace!(?value, "as Debug shows it");
}

/// Posts a body as it is.
async fn post(world: &World, path: &str, token: &str, body: String) {
    let request = Request::post(path).header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {token}")).body(Body::from(body)).unwrap();
    let answer = router(world.service.clone(), Access::Network, Outbox::Hidden).oneshot(request).await;
    show(&answer.unwrap());
}

/// An authenticator over the API, rightly and wrongly.
async fn enrols(secrets: &mut Secrets, token: &str, world: &World) {
    let name = world.add("ab12345").await;
    let offer = world.offer(&name, Intent::Add).await;
    let held = world.redeem(&offer, &ClientKey::make(&OsRandom)).await.unwrap();
    let (code, ticket) = (world.code(&held), offer.ticket.to_text().to_string());
    let redeem = format!("{{\"ticket\":\"{ticket}\",\"client_pub\":\"{ticket}\"}}");
    post(world, "/api/v1/enrolments/redeem", token, redeem).await;
    let confirm = format!("/api/v1/enrolments/{}/confirm", held.redeemed.enrolment);
    post(world, &confirm, token, format!("{{\"key_id\":\"{}\",\"code\":\"{code}\"}}", held.id)).await;
    let (ts, proof) = (1_800_000_015_000_u64, "A".repeat(42) + "E");
    let status = format!("[{{\"key_id\":\"{}\",\"ts\":{ts},\"proof\":\"{proof}\"}}]", held.id);
    post(world, "/api/v1/keys/status", token, status).await;
    show(&(&offer, &held.redeemed));
    secrets.key(&held.seed);
    secrets.word(code);
    secrets.text(ticket);
    secrets.text(proof);
}

/// A relying party with a member's code, and with what a trusted browser shows.
async fn verifies(secrets: &mut Secrets, token: &str, world: &World) {
    let (name, held) = world.enrol("browsing").await;
    world.clock.forward(30);
    let code = world.code(&held);
    let asked = VerifyRequest { trust: true, ..request(&name, &code) };
    let verdict = world.service.verify(&party(), &asked).await.unwrap();
    let Verdict::Accept { browser: Some(first), .. } = verdict else { panic!("{verdict:?}") };
    let shown = VerifyRequest { browser: Some(first.clone()), ..request(&name, "") };
    let verdict = world.service.verify(&party(), &shown).await.unwrap();
    let Verdict::NotRequired { why: Why::TrustedBrowser, browser: Some(next) } = verdict else {
        panic!("{verdict:?}")
    };
    show(&(&asked, &shown, &first));
    let next = next.to_text();
    let body = |browser: &str| {
        format!("{{\"user\":\"browsing\",\"code\":\"{code}\",\"browser_token\":\"{browser}\"}}")
    };
    world.clock.forward(3600);
    post(world, "/api/v1/verify", token, body(&first.to_text())).await; // a copy
    post(world, "/api/v1/verify", token, body(&next)).await;
    post(world, "/api/v1/verify", token, body("not a token")).await;
    secrets.key(&held.seed);
    secrets.word(code);
    secrets.text(first.to_text().as_str());
    secrets.text(next.as_str());
}

/// A member on the portal: first key, recovery codes, release code, another address, a code typed, "not me".
async fn walks(secrets: &mut Secrets, world: &World) {
    let browser = Browser::new(world, "ja");
    let key = browser.set_up().await;
    secrets.word(browser.mailed_code().await);
    let recovery = browser.post("/recovery", "").await.codes();
    assert_eq!(recovery.len(), 10);
    recovery.iter().for_each(|code| secrets.grouped(code));
    let set = browser.post("/devices/release", "code=73915058").await;
    assert_eq!(set.location(), "/devices?said=release_set");
    world.clock.forward(60);
    browser.post("/devices/address", "address=hanako%40example.org").await;
    let mails = world.service.mails(50).await.unwrap();
    let mail = mails.iter().find(|mail| mail.to == "hanako@example.org").unwrap();
    let code = mail.text.lines().next().unwrap().rsplit(' ').next().unwrap();
    let proven = browser.post("/devices/address/prove", &format!("code={code}")).await;
    assert_eq!(proven.location(), "/devices?said=address");
    show(&mails);
    secrets.word(code);
    comes_back(secrets, world, &browser, &recovery, &key).await;
    answers_a_notice(secrets, world, &browser).await;
    secrets.key(&key);
}

/// Signs in by each of the ways, and wrongly.
async fn comes_back(
    secrets: &mut Secrets,
    world: &World,
    browser: &Browser<'_>,
    recovery: &[String],
    key: &Secret,
) {
    world.clock.forward(3600);
    browser.post("/sign-in", "id=ab12345&password=open-sesame").await;
    world.clock.forward(3600);
    let typed = world.code_of(key);
    for (path, code) in
        [("/code/release", "73915058"), ("/code/recovery", recovery[3].as_str()), ("/code", &typed)]
    {
        browser.post("/sign-out", "").await;
        show(&browser.sign_in().await.headers);
        let page = browser.post(path, &format!("code={code}")).await;
        assert!(page.status.is_success() || page.status.is_redirection(), "{path}: {}", page.status);
        browser.post(path, &format!("code={code}")).await;
    }
    browser.post("/test", &format!("id=ab12345&code={typed}")).await;
    secrets.word("73915058");
    secrets.word(typed);
    secrets.text("open-sesame");
}

async fn answers_a_notice(secrets: &mut Secrets, world: &World, browser: &Browser<'_>) {
    let mails = world.service.mails(50).await.unwrap();
    let notice = mails.iter().find(|mail| mail.subject.contains("お知らせ / ")).unwrap();
    let code = notice.text.lines().last().unwrap().rsplit(' ').next().unwrap();
    assert_eq!(code.len(), 19);
    let link = notice.text.split_once("/not-me#").unwrap().1.split_whitespace().next().unwrap();
    browser.post("/not-me", &format!("code={link}x")).await;
    browser.post("/not-me", &format!("code={code}")).await;
    secrets.grouped(code);
    secrets.text(link);
}

/// Members of another directory, and a directory that does not know us any more.
async fn comes_by_ldap(secrets: &mut Secrets, slapd: &Slapd) {
    let form = "id=hanako&password=%E3%81%82%E3%81%84%E3%81%93%E3%81%A8%E3%81%B0";
    let world = World::new("nist").await.with_directory(slapd.plainly());
    let browser = Browser::new(&world, "ja");
    assert_eq!(browser.post("/sign-in", form).await.location(), "/mail");
    slapd.set_mail(HANAKO, &["hanako@example.org"]).await;
    world.clock.forward(60);
    browser.post("/sign-in", form).await;
    let url = format!("ldap://127.0.0.1:{}", slapd.port);
    let settings = slapd.settings(&url, "ldap_tls = \"none\"");
    show(&settings);
    slapd.set_account_password("another").await;
    let stale = World::new("nist").await.with_directory(directory(&settings));
    Browser::new(&stale, "ja").post("/sign-in", form).await;
    for of_hers in [ACCOUNT, "あいことば", "hanako@", "%E3%81%82"] {
        secrets.text(of_hers);
    }
    secrets.word("花子");
    secrets.word("hanako");
}

#[tokio::test]
async fn nothing_secret_is_logged() {
    let watch = Watch::new();
    let mut secrets = Secrets::default();

    let world = World::new("omu").await;
    let token = world.service.add_party("portal").await.unwrap().to_text().to_string();
    enrols(&mut secrets, &token, &world).await;
    verifies(&mut secrets, &token, &world).await;
    secrets.text(token.as_str());
    world.sqlite().close().await;
    post(&world, "/api/v1/verify", &token, "{\"user\":\"ab12345\",\"code\":\"000000\"}".into()).await;
    walks(&mut secrets, &portal("osaka-u").await).await;
    comes_by_ldap(&mut secrets, &Slapd::start(Tls::Absent)).await;
    show(&MemberName::parse("ab12345"));
    secrets.text("ab12345"); // and no ID
    secrets.text("taro@");

    let log = watch.log();
    for there in [
        "answered",
        "UPDATE keys",
        "was not answered",
        "the directory answered the account's bind with 49",
        "cn=warifu",
        "INSERT INTO recovery_codes",
        "UPDATE releases",
        "UPDATE browsers",
        "INSERT INTO notices",
        "VerifyRequest",
    ] {
        assert!(log.contains(there), "{there} is not in the log");
    }
    watch.note(|noted| *noted = secrets);
}

#[test]
fn a_number_that_holds_a_code_is_none() {
    let watch = Watch::new();
    tracing::trace!(elapsed_secs = 0.917_355, "took 5917355 ns");
    watch.note(|secrets| secrets.word("917355"));
}

#[test]
#[should_panic(expected = "is in the log")]
fn a_code_in_the_log_is_found() {
    let watch = Watch::new();
    tracing::trace!("typed: 917356.");
    watch.note(|secrets| secrets.word("917356"));
}

#[test]
#[should_panic(expected = "is in the log")]
fn a_key_in_the_log_is_found() {
    let watch = Watch::new();
    let key = Secret::parse("GEZD GNBV GY3T QOJQ").unwrap();
    show(&key.expose());
    watch.note(|secrets| secrets.key(&key));
}
