//! The current setup key, shown once more (E5) where the rules have it.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::http::StatusCode;
use common::World;
use common::browser::{Browser, LANGUAGES, Page, in_both, portal};
use warifu_server::domain::MemberName;
use warifu_server::service::{Reason, Verdict};

/// The id of the device on the page.
fn device(page: &Page) -> String {
    let (_, link) = page.html.split_once("/devices/lost?key=").unwrap();
    link.split('"').next().unwrap().to_owned()
}

async fn show(browser: &Browser<'_>, id: &str, code: &str) -> Page {
    browser.post("/devices/show", &format!("key={id}&code={code}")).await
}

/// What was noted of this kind.
async fn noted(world: &World, what: &str) -> usize {
    let mut tx = world.service.store.read().await.unwrap();
    let mut found = 0;
    for writer in tx.writers().await.unwrap() {
        let links = tx.links(writer, 0, 1000).await.unwrap();
        found += links.iter().filter(|link| link.entry.what == what).count();
    }
    found
}

#[tokio::test]
async fn a_fresh_code_shows_it_once_and_its_member_is_told() {
    for language in LANGUAGES {
        let world = portal("omu").await;
        let browser = Browser::new(&world, language);
        let key = browser.set_up().await;
        let listed = browser.get("/devices").await;
        listed.says(&[
            in_both(language, "現在のセットアップキーを表示する", "Show the current setup key"),
            "href=\"/devices/show?key=",
        ]);
        let id = device(&listed);
        let asked = browser.get(&format!("/devices/show?key={id}")).await;
        assert!(asked.status == StatusCode::OK && !asked.html.contains("id=\"key\""));
        let wrong = in_both(language, "ワンタイムパスワードが違います", "password is wrong");
        let used = in_both(language, "使用済みです", "used already");
        for (code, said) in [("nonsense!".to_owned(), wrong), (world.code_of(&key), used)] {
            let refused = show(&browser, &id, &code).await;
            assert!(refused.status == StatusCode::FORBIDDEN && !refused.html.contains("id=\"key\""));
            refused.says(&[said, "role=\"alert\""]);
        }
        assert_eq!(noted(&world, "shown_again").await, 0);
        world.clock.forward(30);
        let code = world.code_of(&key);
        let shown = show(&browser, &id, &code).await;
        assert_eq!(shown.headers["cache-control"], "no-store");
        shown.says(&["class=\"qr\"", in_both(language, "メールでお知らせしました", "told by mail")]);
        assert_eq!(shown.key(), key);
        assert!(!shown.html.contains("ticket"));
        assert_eq!(noted(&world, "shown_again").await, 1);
        let mails = browser.notices().await;
        assert!(mails.contains("現在のセットアップキーが表示されました。"), "{mails}");
        assert!(mails.contains("The current setup key was shown again"), "{mails}");
        show(&browser, &id, &code).await.says(&[used]);
        let name = MemberName::parse("ab12345").unwrap();
        let verdict = world.verify(&name, &code).await.unwrap();
        assert!(matches!(verdict, Verdict::Reject(Reason::Replay)), "spent everywhere: {verdict:?}");
        for _ in 0..6 {
            show(&browser, &id, "1").await;
        }
        show(&browser, &id, "1").await.says(&["data-seconds=\"30\""]);
    }
}

#[tokio::test]
async fn whoever_did_not_ask_ends_the_key_that_was_shown() {
    let world = portal("omu").await;
    let browser = Browser::new(&world, "en");
    let key = browser.set_up().await;
    let id = device(&browser.get("/devices").await);
    world.clock.forward(30);
    show(&browser, &id, &world.code_of(&key)).await;
    let notice = browser.notice().await;
    let (_, code) = notice.split_once("/not-me#").unwrap();
    browser.post("/not-me", &format!("code={}", code.split_whitespace().next().unwrap())).await;
    world.clock.forward(30);
    let name = MemberName::parse("ab12345").unwrap();
    let verdict = world.verify(&name, &world.code_of(&key)).await.unwrap();
    assert!(matches!(verdict, Verdict::EnrolRequired), "{verdict:?}");
}

#[tokio::test]
async fn it_is_not_shown_where_the_rules_forbid_it_nor_to_a_mailbox() {
    for language in LANGUAGES {
        for preset in ["nist", "osaka-u"] {
            let world = portal(preset).await;
            let browser = Browser::new(&world, language);
            let key = browser.set_up().await;
            let listed = browser.get("/devices").await;
            listed.says(&[in_both(language, "端末ごとに新しいキーを作ります。", "a new key of its own")]);
            assert!(!listed.html.contains("/devices/show"));
            world.clock.forward(30);
            let id = device(&listed);
            let refused = show(&browser, &id, &world.code_of(&key)).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
            assert_eq!(browser.get(&format!("/devices/show?key={id}")).await.status, StatusCode::NOT_FOUND);
        }
        let world = portal("omu").await;
        let browser = Browser::new(&world, language);
        let key = browser.set_up().await;
        browser.post("/sign-out", "").await;
        world.clock.forward(60);
        browser.sign_in().await;
        browser.post("/mail/resend", "").await;
        let code = browser.mailed_code().await;
        assert_eq!(browser.post("/mail", &format!("code={code}")).await.location(), "/devices");
        let listed = browser.get("/devices").await;
        assert!(!listed.html.contains("/devices/show"));
        let id = device(&listed);
        assert_eq!(browser.get(&format!("/devices/show?key={id}")).await.location(), "/code");
        assert_eq!(show(&browser, &id, &world.code_of(&key)).await.location(), "/code");
        assert_eq!(noted(&world, "shown_again").await, 0);
    }
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
