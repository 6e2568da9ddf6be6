//! The portal as a browser walks it, without JavaScript, up to a confirmed key.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::cell::RefCell;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use common::World;
use tower::ServiceExt;
use warifu::enrol::{ClientKey, Offer};
use warifu_server::domain::{Intent, MemberName};
use warifu_server::http::{Access, Outbox, router};
use warifu_server::password::PlainPassword;
use warifu_server::ports::OsRandom;
use zeroize::Zeroizing;

const ORIGIN: &str = "https://mfa.example.ac.jp";
/// Every form that a cookie vouches for, and the first one.
const FORMS: [&str; 6] = ["/sign-in", "/sign-out", "/mail", "/mail/resend", "/key", "/lang/en"];

struct Page {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
}

impl Page {
    fn location(&self) -> &str {
        self.headers.get("location").map_or("", |location| location.to_str().unwrap())
    }
}

/// A browser with one cookie.
struct Browser<'a> {
    router: Router,
    world: &'a World,
    language: &'static str,
    session: RefCell<Option<String>>,
}

impl<'a> Browser<'a> {
    fn new(world: &'a World, language: &'static str) -> Self {
        let router = router(world.service.clone(), Access::Network, Outbox::Hidden);
        Self { router, world, language, session: RefCell::default() }
    }

    async fn send(&self, request: Request<Body>) -> Page {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(
                cookie.ends_with("Path=/; Secure; HttpOnly; SameSite=Lax") || cookie.contains("Max-Age=")
            );
            let (pair, _) = cookie.split_once(';').unwrap();
            *self.session.borrow_mut() = pair.strip_prefix("__Host-warifu=").map(str::to_owned);
        }
        let (parts, body) = answer.into_parts();
        let html = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
        Page { status: parts.status, headers: parts.headers, html }
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header("accept-language", self.language);
        match &*self.session.borrow() {
            Some(session) => request.header("cookie", format!("other=1; __Host-warifu={session}")),
            None => request,
        }
    }

    async fn get(&self, path: &str) -> Page {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, form: &str) -> Page {
        let request = self.request("POST", path).header("origin", ORIGIN);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    async fn sign_in(&self) -> Page {
        self.post("/sign-in", "id=+AB12345&password=right").await
    }

    /// The code in the newest mail.
    async fn mailed_code(&self) -> String {
        let mail = self.world.service.mails(1).await.unwrap().remove(0);
        assert_eq!(mail.to, "taro@example.com");
        mail.text.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned()
    }

    async fn prove(&self) {
        let code = self.mailed_code().await;
        assert_eq!(self.post("/mail", &format!("code={code}")).await.location(), "/start");
    }
}

async fn world() -> World {
    let world = World::new("omu").await;
    let name = MemberName::parse("ab12345").unwrap();
    world.service.add_member(name.clone(), "taro@example.com").await.unwrap();
    let password = PlainPassword::new(Zeroizing::new("right".into())).unwrap();
    world.service.set_password(&name, password).await.unwrap();
    world
}

#[tokio::test]
async fn from_the_password_to_a_confirmed_key() {
    for (language, words) in [
        ("ja", ["確認コード(", "t***@", "最終確認", "拡張機能", "まだ確認", "完了しました"]),
        ("en-GB", ["Confirmation", "t***@", "Last check", "extension", "Nothing was confirmed", "Done"]),
    ] {
        let world = world().await;
        let browser = Browser::new(&world, language);
        assert_eq!(browser.get("/").await.status, StatusCode::OK);
        assert_eq!(browser.sign_in().await.location(), "/mail");
        let mail = browser.get("/mail").await;
        assert!(
            mail.html.contains(words[0].trim_end_matches('(')) && mail.html.contains(words[1]),
            "{}",
            mail.html
        );
        assert!(!mail.html.contains("taro@example.com"));
        let before = browser.session.borrow().clone();
        browser.prove().await;
        assert_ne!(*browser.session.borrow(), before, "a new session at a change of privilege");
        assert!(browser.get("/start").await.html.contains(words[2]));
        let made = browser.post("/key", "").await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        let offer = Offer::parse(&format!("{ORIGIN}{}", made.location())).unwrap();
        assert_eq!((offer.issuer.as_str(), offer.user.as_str()), ("大阪公立大学", "ab12345"));
        assert!(browser.get("/key").await.html.contains(words[3]));
        assert_eq!(browser.get("/key/state").await.html, r#"{"state":"waiting"}"#);
        assert_eq!(browser.get("/done").await.location(), "/key?waited=true");
        assert!(browser.get("/key?waited=true").await.html.contains(words[4]));
        let held = world.redeem(&offer, &ClientKey::make(&OsRandom)).await.unwrap();
        world.confirm(&held, &world.code(&held)).await.unwrap();
        assert_eq!(browser.get("/key/state").await.html, r#"{"state":"done"}"#);
        assert!(browser.get("/done").await.html.contains(words[5]));
        browser.post("/sign-out", "").await;
        assert_eq!(browser.get("/start").await.location(), "/");
    }
}

#[tokio::test]
async fn a_mailed_code_is_the_newest_is_tried_five_times_and_ends() {
    let world = world().await;
    let browser = Browser::new(&world, "ja");
    browser.sign_in().await;
    let old = browser.mailed_code().await;
    let soon = browser.post("/mail/resend", "").await;
    assert!(soon.html.contains("再送は60秒後にできます。"), "{}", soon.html);
    world.clock.forward(60);
    assert_eq!(browser.post("/mail/resend", "").await.location(), "/mail");
    let new = browser.mailed_code().await;
    if old != new {
        let page = browser.post("/mail", &format!("code={old}")).await;
        assert!(page.html.contains("確認コードが違います。"), "only the newest counts");
    }
    for _ in 0..5 {
        browser.post("/mail", "code=abcdef").await;
    }
    let page = browser.post("/mail", &format!("code={new}")).await;
    assert!(page.html.contains("入力回数が上限"), "{}", page.html);
    world.clock.forward(60);
    browser.post("/mail/resend", "").await;
    let last = browser.mailed_code().await;
    world.clock.forward(30 * 60 - 1);
    assert_eq!(browser.get("/mail").await.status, StatusCode::OK);
    world.clock.forward(1);
    let page = browser.post("/mail", &format!("code={last}")).await;
    assert!(page.html.contains("有効期限が切れました"), "{}", page.html);
    world.clock.forward(30 * 60);
    assert_eq!(browser.get("/mail").await.location(), "/", "idle for half an hour");
}

#[tokio::test]
async fn a_mailed_code_counts_in_its_own_browser_only() {
    let world = world().await;
    let (mine, other) = (Browser::new(&world, "ja"), Browser::new(&world, "ja"));
    mine.sign_in().await;
    let code = mine.mailed_code().await;
    assert_eq!(other.sign_in().await.location(), "/mail?wait=60", "nothing more is mailed within a minute");
    assert!(other.get("/mail?wait=60").await.html.contains("再送は60秒後にできます。"));
    let page = other.post("/mail", &format!("code={code}")).await;
    assert!(page.html.contains("この確認コードは使えません"), "{}", page.html);
    let before = mine.session.borrow().clone();
    mine.prove().await;
    *mine.session.borrow_mut() = before;
    assert_eq!(
        mine.post("/mail", &format!("code={code}")).await.location(),
        "/",
        "the session went with the code"
    );
}

#[tokio::test]
async fn without_the_mailed_code_there_is_no_key() {
    let world = world().await;
    let browser = Browser::new(&world, "ja");
    for path in ["/start", "/key", "/key/state", "/done", "/mail"] {
        assert_eq!(browser.get(path).await.location(), "/", "{path} of nobody");
    }
    browser.sign_in().await;
    for path in ["/start", "/key", "/done"] {
        assert_eq!(browser.get(path).await.location(), "/", "{path} after the password");
    }
    assert_eq!(browser.post("/key", "").await.location(), "/");
    assert_eq!(browser.get("/").await.location(), "/mail");
}

#[tokio::test]
async fn a_lost_key_ends_the_members_sessions() {
    let world = world().await;
    let name = MemberName::parse("ab12345").unwrap();
    let held = world.pending(&name, Intent::Add).await;
    world.confirm(&held, &world.code(&held)).await.unwrap();
    let browser = Browser::new(&world, "ja");
    browser.sign_in().await;
    assert_eq!(browser.get("/mail").await.status, StatusCode::OK);
    world.offer(&name, Intent::Lost(held.id)).await;
    assert_eq!(browser.get("/mail").await.location(), "/");
}

#[tokio::test]
async fn known_and_unknown_ids_get_the_same_bytes() {
    let world = world().await;
    let browser = Browser::new(&world, "ja");
    let known = browser.post("/sign-in", "id=ab12345&password=wrong").await;
    let unknown = browser.post("/sign-in", "id=ab12346&password=wrong").await;
    assert_eq!((known.status, unknown.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    assert!(known.html.contains("IDまたはパスワードが違います。"));
    assert_eq!(known.html.replace("ab12345", "ID"), unknown.html.replace("ab12346", "ID"));
    let names = |page: &Page| page.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&known), names(&unknown));
    for id in ["ab12345", "ab12346"] {
        let waits = browser.post("/sign-in", &format!("id={id}&password=right")).await;
        assert!(waits.html.contains("1秒後にもう一度"), "{id}: {}", waits.html);
    }
    world.clock.forward(1);
    assert_eq!(browser.sign_in().await.location(), "/mail");
}

#[tokio::test]
async fn forms_of_other_pages_change_nothing() {
    let world = world().await;
    let browser = Browser::new(&world, "ja");
    browser.sign_in().await;
    for path in FORMS {
        for origin in
            [None, Some("https://evil.example"), Some("null"), Some("http://mfa.example.ac.jp"), Some("")]
        {
            let request =
                browser.request("POST", path).header("content-type", "application/x-www-form-urlencoded");
            let request =
                origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
            let page =
                browser.send(request.body(Body::from("id=ab12345&password=right&code=1")).unwrap()).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path} {origin:?}");
            assert!(page.html.contains("foreign_origin"), "{path} {origin:?}");
        }
    }
    assert_eq!(browser.get("/mail").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn pages_load_nothing_from_elsewhere_and_repeat_nothing_unescaped() {
    let world = world().await;
    let browser = Browser::new(&world, "ja");
    let page = browser.post("/sign-in", "id=%22%3E%3Cscript%3E&password=x").await;
    assert!(!page.html.contains("<script>") && page.html.contains("&#60;script&#62;"), "{}", page.html);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self';"), "{policy}");
    browser.sign_in().await;
    browser.prove().await;
    for path in ["/", "/mail", "/start", "/key", "/portal.css", "/key.js"] {
        let page = browser.get(path).await;
        assert!(!page.html.contains("http:") && !page.html.contains("https:"), "{path}");
        assert!(!page.html.contains("style=") && !page.html.contains("onclick"), "{path}");
    }
    assert_eq!(browser.get("/dev/outbox").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
