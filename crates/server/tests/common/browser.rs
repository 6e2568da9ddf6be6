//! A browser that walks the portal without JavaScript.

use std::cell::RefCell;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt;
use warifu::enrol::Offer;
use warifu::secret::Secret;
use warifu_server::domain::MemberName;
use warifu_server::http::{Access, Outbox, router};
use warifu_server::password::PlainPassword;
use zeroize::Zeroizing;

use super::World;
use super::log::Secrets;

/// What the portal speaks.
pub(crate) const LANGUAGES: [&str; 2] = ["ja", "en"];

/// The words of one of [`LANGUAGES`].
pub(crate) fn in_both<'a>(language: &str, ja: &'a str, en: &'a str) -> &'a str {
    if language == "ja" { ja } else { en }
}

pub(crate) const ORIGIN: &str = "https://mfa.example.ac.jp";

/// What the server answered.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
}

impl Page {
    /// The key as text, as somebody copies it.
    pub(crate) fn key(&self) -> Secret {
        let (_, after) = self.html.split_once("id=\"key\"").unwrap();
        let (_, text) = after.split_once('>').unwrap();
        let text = text.split_once("</p>").unwrap().0.replace("<span>", "").replace("</span>", "");
        assert_eq!(text.trim().split(' ').map(str::len).collect::<Vec<_>>(), [4; 8], "groups of four");
        Secret::parse(&text).unwrap()
    }

    /// The recovery codes on the page.
    pub(crate) fn codes(&self) -> Vec<String> {
        let (_, list) = self.html.split_once("id=\"codes\"").expect("a page with codes");
        let items = list.split_once("</ol>").unwrap().0.split("<li>").skip(1);
        items.map(|item| item.split_once("</li>").unwrap().0.to_owned()).collect()
    }

    /// The value of the hidden field of that name.
    pub(crate) fn field(&self, name: &str) -> &str {
        let (_, after) = self.html.split_once(&format!("name=\"{name}\" value=\"")).expect(name);
        after.split('"').next().unwrap()
    }

    /// Fails unless all of this stands on the page.
    pub(crate) fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.html.contains(word), "{word} is not in {}", self.html);
        }
    }

    pub(crate) fn location(&self) -> &str {
        self.headers.get("location").map_or("", |location| location.to_str().unwrap())
    }

    /// What is for the member's eyes alone.
    fn note(&self, secrets: &mut Secrets) {
        if self.html.contains("id=\"key\"") {
            secrets.key(&self.key());
        }
        if self.html.contains("id=\"codes\"") {
            self.codes().iter().for_each(|code| secrets.grouped(code));
        }
        if let Some((_, offer)) = self.location().split_once("&ticket=") {
            secrets.text(offer.split('&').next().unwrap());
        }
    }
}

/// A browser with one cookie.
pub(crate) struct Browser<'a> {
    router: Router,
    world: &'a World,
    language: &'static str,
    pub(crate) session: RefCell<Option<String>>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(world: &'a World, language: &'static str) -> Self {
        let router = router(world.service.clone(), Access::Network, Outbox::Hidden);
        Self { router, world, language, session: RefCell::default() }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Page {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(
                cookie.ends_with("Path=/; Secure; HttpOnly; SameSite=Lax") || cookie.contains("Max-Age=")
            );
            let (pair, _) = cookie.split_once(';').unwrap();
            let session = pair.strip_prefix("__Host-warifu=").map(str::to_owned);
            let made = session.clone().filter(|session| !session.is_empty());
            self.world.watch.note(|secrets| made.iter().for_each(|session| secrets.text(session)));
            *self.session.borrow_mut() = session;
        }
        let (parts, body) = answer.into_parts();
        let html = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
        let page = Page { status: parts.status, headers: parts.headers, html };
        self.world.watch.note(|secrets| page.note(secrets));
        page
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header("accept-language", self.language);
        match &*self.session.borrow() {
            Some(session) => request.header("cookie", format!("other=1; __Host-warifu={session}")),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Page {
        self.world.watch.note(|secrets| note(form, secrets));
        let request = self.request("POST", path).header("origin", ORIGIN);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    pub(crate) async fn sign_in(&self) -> Page {
        self.post("/sign-in", "id=+AB12345&password=right").await
    }

    /// The code in the newest mail.
    pub(crate) async fn mailed_code(&self) -> String {
        let mails = self.world.service.mails(50).await.unwrap();
        let is_code = |text: &str| text.starts_with("確認コード") || text.starts_with("Confirmation code");
        let mail = mails.iter().find(|mail| is_code(&mail.text)).unwrap();
        assert_eq!(mail.to, "taro@example.com");
        let code = mail.text.lines().next().unwrap().rsplit(' ').next().unwrap();
        self.world.watch.note(|secrets| secrets.word(code));
        code.to_owned()
    }

    /// Asks for a key, as the form on the page before does; the offer in the address it leads to.
    pub(crate) async fn wish(&self, form: &str) -> Offer {
        let made = self.post("/key", form).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
        Offer::parse(&format!("{ORIGIN}{}", made.location())).unwrap()
    }

    /// Types a first code on the key page.
    pub(crate) async fn confirm(&self, page: &Page, code: &str) -> Page {
        self.post("/key/confirm", &format!("enrolment={}&code={code}", page.field("enrolment"))).await
    }

    /// Adds a device that is typed from the key page, for whoever is signed in far enough; its key.
    pub(crate) async fn add_device(&self, form: &str) -> Secret {
        self.wish(form).await;
        let page = self.get("/key").await;
        let key = page.key();
        assert_eq!(self.confirm(&page, &self.world.code_of(&key)).await.location(), "/done");
        key
    }

    /// From nobody to a first device.
    pub(crate) async fn set_up(&self) -> Secret {
        self.sign_in().await;
        self.prove().await;
        self.add_device("").await
    }

    /// The newest notice.
    pub(crate) async fn notice(&self) -> String {
        let mails = self.world.service.mails(50).await.unwrap();
        let notice = mails.into_iter().find(|mail| mail.subject.contains("お知らせ / ")).unwrap();
        assert_eq!(notice.to, "taro@example.com");
        notice.text
    }

    /// All mails, one after the other; those of the same moment in any order.
    pub(crate) async fn notices(&self) -> String {
        let mails = self.world.service.mails(50).await.unwrap();
        mails.into_iter().map(|mail| mail.text).collect()
    }

    pub(crate) async fn prove(&self) {
        let code = self.mailed_code().await;
        assert_eq!(self.post("/mail", &format!("code={code}")).await.location(), "/start");
    }
}

/// What a member types and nobody else may read. A release code has four digits at least.
fn note(form: &str, secrets: &mut Secrets) {
    let typed = form.split('&').filter_map(|pair| pair.split_once('='));
    for (_, typed) in typed.filter(|(name, typed)| ["code", "password"].contains(name) && typed.len() >= 4) {
        secrets.word(typed);
    }
}

/// A server with a member who has a password and no key.
pub(crate) async fn portal(preset: &str) -> World {
    let world = World::new(preset).await;
    let name = MemberName::parse("ab12345").unwrap();
    world.service.add_member(name.clone(), "taro@example.com", None).await.unwrap();
    let password = PlainPassword::new(Zeroizing::new("right".into())).unwrap();
    world.service.set_password(&name, password).await.unwrap();
    world
}
