//! The portal as a browser walks it, without JavaScript, up to a confirmed key.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::body::Body;
use axum::http::StatusCode;
use common::World;
use common::browser::{Browser, ORIGIN, Page, portal};
use warifu::enrol::ClientKey;
use warifu_server::domain::{Intent, MemberName};
use warifu_server::look::{Color, Emblem, Look};
use warifu_server::password::PlainPassword;
use warifu_server::ports::OsRandom;
use zeroize::Zeroizing;

/// Every form that a cookie vouches for, and the first one.
const FORMS: [&str; 21] = [
    "/sign-in",
    "/sign-out",
    "/mail",
    "/mail/resend",
    "/key",
    "/key/confirm",
    "/code",
    "/code/recovery",
    "/code/release",
    "/recovery",
    "/devices/lost",
    "/devices/rename",
    "/devices/show",
    "/devices/browser",
    "/devices/address",
    "/devices/address/prove",
    "/devices/release",
    "/devices/release/revoke",
    "/not-me",
    "/test",
    "/lang/en",
];

async fn world() -> World {
    portal("omu").await
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
        let offer = browser.wish("").await;
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
    assert_eq!(browser.sign_in().await.location(), "/code");
    assert_eq!(browser.get("/code").await.status, StatusCode::OK);
    world.offer(&name, Intent::Lost(held.id)).await;
    assert_eq!(browser.get("/code").await.location(), "/");
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
        for _ in 0..2 {
            browser.post("/sign-in", &format!("id={id}&password=wrong")).await;
        }
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
            page.says(&["foreign_origin", "うまくいきませんでした"]);
        }
    }
    assert_eq!(browser.get("/mail").await.status, StatusCode::OK, "still signed in");
}

/// What a member with a key can look at, and what pages load.
const AFTERWARDS: [&str; 13] = [
    "/devices",
    "/devices/address",
    "/devices/add",
    "/done",
    "/finish",
    "/test",
    "/ticket",
    "/help",
    "/not-me",
    "/portal.css",
    "/language.js",
    "/recovery.js",
    "/not-me.js",
];

#[tokio::test]
async fn pages_load_nothing_from_elsewhere_and_repeat_nothing_unescaped() {
    let world = world().await;
    let browser = Browser::new(&world, "ja");
    let page = browser.post("/sign-in", "id=%22%3E%3Cscript%3E&password=x").await;
    assert!(!page.html.contains("<script>") && page.html.contains("&#60;script&#62;"), "{}", page.html);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self';"), "{policy}");
    browser.sign_in().await;
    let before = [browser.get("/mail").await, browser.get("/code").await];
    browser.prove().await;
    let before = before.into_iter().chain([browser.get("/start").await]);
    browser.wish("").await;
    let before: Vec<Page> = before.chain([browser.get("/key").await]).collect();
    browser.add_device("").await;
    let codes = browser.post("/recovery", "").await;
    let mut pages: Vec<(&str, Page)> = before.into_iter().chain([codes]).map(|page| ("", page)).collect();
    for path in AFTERWARDS {
        pages.push((path, browser.get(path).await));
    }
    for (path, page) in pages {
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.html.contains("http:") && !page.html.contains("https:"), "{path}");
        assert!(!page.html.contains("style=") && !page.html.contains("onclick"), "{path}");
    }
    assert_eq!(browser.get("/dev/outbox").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_language_leads_back_to_the_page_it_was_chosen_on_and_nowhere_else() {
    let world = world().await;
    let browser = Browser::new(&world, "ja");
    let host = ORIGIN.trim_start_matches("https://");
    for (from, to) in [
        (format!("{ORIGIN}/ticket"), format!("{ORIGIN}/ticket")),
        (format!("{ORIGIN}/devices/lost?device=3"), format!("{ORIGIN}/devices/lost?device=3")),
        (format!("{ORIGIN}//elsewhere.example/"), format!("{ORIGIN}//elsewhere.example/")),
        (ORIGIN.to_owned(), "/".to_owned()),
        (format!("{ORIGIN}.elsewhere.example/"), "/".to_owned()),
        (format!("http://{host}/ticket"), "/".to_owned()),
        ("https://elsewhere.example/ticket".to_owned(), "/".to_owned()),
        ("/ticket".to_owned(), "/".to_owned()),
    ] {
        let request = browser.request("GET", "/lang/en").header("referer", &from).body(Body::empty());
        let page = browser.send(request.unwrap()).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, &*to), "{from}");
        assert!(page.headers["set-cookie"].to_str().unwrap().starts_with("__Host-lang=en;"), "{from}");
    }
    assert_eq!(browser.get("/lang/en").await.location(), "/");
}

#[tokio::test]
async fn a_temporary_password_is_recognised_once_it_is_right() {
    for (language, words) in [("ja", "これは仮パスワードです"), ("en", "This is a temporary password")]
    {
        let world = world().await;
        let browser = Browser::new(&world, language);
        let password = PlainPassword::new(Zeroizing::new("handed out".into())).unwrap();
        let name = MemberName::parse("ab12345").unwrap();
        world.service.set_temporary_password(&name, password).await.unwrap();
        let wrong = browser.post("/sign-in", "id=ab12345&password=guessed").await;
        assert!(wrong.status == StatusCode::FORBIDDEN && !wrong.html.contains(words));
        world.clock.forward(1);
        let refused = browser.post("/sign-in", "id=AB12345&password=handed+out").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        refused.says(&[words, "value=\"AB12345\""]);
        assert!(browser.session.borrow().is_none(), "nobody is signed in");
    }
}

#[tokio::test]
async fn what_cannot_be_an_id_here_is_said_to_be_none() {
    for (language, words) in [("ja", "学籍番号や職員番号とは別"), ("en", "neither a student number nor")]
    {
        let world = world().await;
        let browser = Browser::new(&world, language);
        for typed in ["a123456789", "ab1234"] {
            let refused = browser.post("/sign-in", &format!("id={typed}&password=x")).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            refused.says(&[words, "ab12345 / a12bc345 / a12345b", &format!("value=\"{typed}\"")]);
        }
    }
}

#[tokio::test]
async fn the_mail_page_says_how_long_its_code_still_counts() {
    let world = world().await;
    let browser = Browser::new(&world, "en");
    browser.sign_in().await;
    browser.get("/mail").await.says(&["data-seconds=\"1800\"", "data-left=\"Time left: {}\"", "30 minutes"]);
    world.clock.forward(61);
    browser.get("/mail").await.says(&["data-seconds=\"1739\""]);
    browser.post("/mail/resend", "").await;
    browser.get("/mail").await.says(&["data-seconds=\"1800\""]);
    world.clock.forward(1800);
    assert!(!browser.get("/mail").await.html.contains("data-seconds"));
}

#[tokio::test]
async fn the_mail_page_says_sent_only_of_a_code_that_counts_there() {
    for (language, sent, other, how, wait) in [
        (
            "ja",
            "t***@example.comに確認コードを送信しました。",
            "t***@example.comに届いた以前の確認コードは、この画面では使えません。",
            "「メールを再送する」を押す",
            "再送は60秒後にできます。",
        ),
        (
            "en",
            "A confirmation code was sent to t***@example.com.",
            "The earlier confirmation code that was sent to t***@example.com cannot",
            "for a code that can be used here",
            "Another mail can be sent in 60 seconds.",
        ),
    ] {
        let world = world().await;
        let (first, second) = (Browser::new(&world, language), Browser::new(&world, language));
        first.sign_in().await;
        first.get("/mail").await.says(&[sent, wait, "data-seconds=\"60\" data-unit=\"s\""]);
        second.sign_in().await;
        let page = second.get("/mail").await;
        page.says(&[other, how, wait]);
        assert!(!page.html.contains(sent));
        world.clock.forward(60);
        assert!(!second.get("/mail").await.html.contains("data-unit"), "it may be sent now");
        second.post("/mail/resend", "").await;
        second.get("/mail").await.says(&[sent]);
        let without = portal("omu").await.with(|service| service.sends_mail = false);
        let browser = Browser::new(&without, language);
        browser.sign_in().await;
        assert!(!browser.get("/mail").await.html.contains(sent), "nothing can be sent");
        browser.get("/mail").await.says(&["/dev/outbox", "data-seconds=\"1800\""]);
    }
}

#[tokio::test]
async fn a_mailed_code_is_called_what_it_looks_like() {
    for (preset, ja, en, mode) in [
        ("omu", "確認コード(数字6桁)", "Confirmation code (6 digits)", "inputmode=\"numeric\""),
        ("nist", "確認コード(英数字8文字)", "Confirmation code (8 letters and digits)", "autocapitalize"),
    ] {
        for (language, label) in [("ja", ja), ("en", en)] {
            let world = portal(preset).await;
            let browser = Browser::new(&world, language);
            browser.sign_in().await;
            browser.get("/mail").await.says(&[&format!(">{label}</label>"), mode]);
        }
    }
}

#[tokio::test]
async fn the_code_page_asks_in_both_languages_where_manuals_say_so() {
    const JA: &str = "ワンタイムパスワードを入力してください";
    const EN: &str = "Please input the one-time password";
    for (preset, language, title) in [
        ("omu", "ja", format!("<h1>{JA}/<span lang=\"en\">{EN}</span></h1>")),
        ("osaka-u", "en", format!("<h1><span lang=\"ja\">{JA}</span>/{EN}</h1>")),
        ("nist", "ja", format!("<h1>{JA}</h1>")),
        ("nist", "en", format!("<h1>{EN}</h1>")),
    ] {
        let world = portal(preset).await;
        let browser = Browser::new(&world, language);
        browser.sign_in().await;
        browser.get("/code").await.says(&[&title, ">Login</button>", ">Reset</button>"]);
    }
}

#[tokio::test]
async fn stale_addresses_start_again_and_errors_are_pages() {
    for (language, words) in
        [("ja", ["このページはありません", "うまくいきません"]), ("en", ["no such page", "did not work"])]
    {
        let world = world().await;
        let browser = Browser::new(&world, language);
        for path in FORMS
            .into_iter()
            .filter(|path| !["/test", "/not-me", "/lang/en", "/devices/lost", "/devices/show"].contains(path))
        {
            let page = browser.get(path).await;
            assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/"), "{path}");
        }
        browser.get("/devices/lost").await.says(&[words[1]]);
        let page = browser.get("/idp/profile/SAML2").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        page.says(&[words[0], words[1], "href=\"/\""]);
        let page = browser.post("/sign-in", "id=ab12345").await;
        assert!(page.status.is_client_error());
        page.says(&[words[1]]);
        let call = browser.get("/api/v1/none").await;
        assert!(call.status == StatusCode::NOT_FOUND && call.html.starts_with("{\"error\""), "{}", call.html);
    }
}

#[tokio::test]
async fn a_university_has_its_own_colour_and_emblem() {
    let plain = world().await;
    let style = Browser::new(&plain, "ja").get("/portal.css").await.html;
    assert!(!style.contains("/emblem"));
    assert_eq!(Browser::new(&plain, "ja").get("/emblem").await.status, StatusCode::NOT_FOUND);
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";
    let own = world().await.with(|service| {
        service.look =
            Look { color: Color::parse("#7a0019"), dark_color: None, emblem: Emblem::read(svg.into()) };
    });
    let browser = Browser::new(&own, "ja");
    let styled = browser.get("/portal.css").await.html;
    assert!(
        styled.starts_with(&style) && styled.contains("--brand: #7a0019") && styled.contains("url(/emblem)")
    );
    assert_eq!(browser.get("/emblem").await.html, svg);
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
