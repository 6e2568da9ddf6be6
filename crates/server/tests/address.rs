//! Another recovery address (P4): checked, proven, told to the old one, and taken back if it was somebody else.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::http::StatusCode;
use common::World;
use common::browser::{Browser, LANGUAGES, in_both, portal};
use warifu_server::domain::MemberName;

const DAY: u64 = 24 * 3600;

/// The address that is kept.
async fn kept(world: &World) -> String {
    let name = MemberName::parse("ab12345").unwrap();
    world.service.store.read().await.unwrap().member(&name).await.unwrap().unwrap().mail
}

/// The code in the newest mail to `to`.
async fn code_to(world: &World, to: &str) -> String {
    let mails = world.service.mails(50).await.unwrap();
    let mail = mails.iter().find(|mail| mail.to == to).expect("a mail to the new address");
    mail.text.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned()
}

async fn choose(browser: &Browser<'_>, address: &str) -> common::browser::Page {
    browser.post("/devices/address", &format!("address={}", address.replace('@', "%40"))).await
}

async fn prove(browser: &Browser<'_>, code: &str) -> common::browser::Page {
    browser.post("/devices/address/prove", &format!("code={code}")).await
}

/// A member with a device who has typed another address, a minute after the last mail.
async fn asked<'a>(world: &'a World, language: &'static str) -> Browser<'a> {
    let browser = Browser::new(world, language);
    browser.set_up().await;
    world.clock.forward(60);
    assert_eq!(choose(&browser, "hanako@example.org").await.location(), "/devices/address");
    browser
}

#[tokio::test]
async fn it_counts_once_its_code_was_typed_and_the_old_one_is_told() {
    for language in LANGUAGES {
        let world = portal("omu").await;
        let browser = Browser::new(&world, language);
        browser.set_up().await;
        browser.get("/devices").await.says(&["t***@example.com", "href=\"/devices/address\""]);
        browser.get("/devices/address").await.says(&[in_both(language, "連絡用メール", "Recovery address")]);
        world.clock.forward(60);
        choose(&browser, "hanako@example.org").await;
        let page = browser.get("/devices/address").await;
        page.says(&["hanako@example.org", "data-seconds=\"1800\"", "t***@example.com"]);
        assert_eq!(kept(&world).await, "taro@example.com", "asked for is not proven");
        let code = code_to(&world, "hanako@example.org").await;
        let done = prove(&browser, &code).await;
        assert_eq!(done.location(), "/devices?said=address");
        browser.get(done.location()).await.says(&[
            in_both(language, "連絡用メールアドレスを変更しました", "Your recovery address was changed"),
            "h***@example.org",
        ]);
        assert_eq!(kept(&world).await, "hanako@example.org");
        let notice = browser.notice().await;
        assert!(notice.contains("7日以内に") && notice.contains("within 7 days"), "{notice}");
        prove(&browser, &code).await.says(&[in_both(
            language,
            "この確認コードは使えません",
            "cannot be used",
        )]);
    }
}

#[tokio::test]
async fn what_will_not_do_is_said_and_stays_typed() {
    for (language, address, words) in [
        ("ja", "taro@localhost", "入力書式が正しくありません。"),
        ("ja", "ab@example.com", "3文字以上、30文字以内で入力してください。"),
        ("ja", "taro@st.omu.ac.jp", "大学発行のメールアドレスは登録できません。"),
        ("en", "taro", "That is not a mail address."),
        ("en", "ab@example.com", "3 to 30 characters before the @"),
        ("en", "taro@omu.ac.jp", "An address of the university"),
    ] {
        let world = portal("omu").await;
        let browser = Browser::new(&world, language);
        browser.set_up().await;
        world.clock.forward(60);
        let refused = choose(&browser, address).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        refused.says(&[words, &format!("value=\"{address}\"")]);
        assert!(world.service.mails(50).await.unwrap().iter().all(|mail| mail.to == "taro@example.com"));
    }
}

#[tokio::test]
async fn wrong_old_and_too_many_codes_change_nothing() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let browser = asked(&world, language).await;
        let first = code_to(&world, "hanako@example.org").await;
        choose(&browser, "hanako@example.org").await.says(&[in_both(language, "60秒後", "in 60 seconds")]);
        prove(&browser, "WRNG2345").await.says(&[in_both(language, "確認コードが違います", "code is wrong")]);
        world.clock.forward(60);
        choose(&browser, "jiro@example.org").await;
        prove(&browser, &first).await.says(&[in_both(language, "確認コードが違います", "code is wrong")]);
        for _ in 0..4 {
            prove(&browser, "WRNG2345").await;
        }
        let code = code_to(&world, "jiro@example.org").await;
        prove(&browser, &code).await.says(&[in_both(language, "入力回数が上限", "tried too often")]);
        world.clock.forward(60);
        choose(&browser, "jiro@example.org").await;
        let code = code_to(&world, "jiro@example.org").await;
        world.clock.forward(600);
        prove(&browser, &code).await.says(&[in_both(language, "有効期限が切れました", "is too old")]);
        assert_eq!(kept(&world).await, "taro@example.com");
    }
}

#[tokio::test]
async fn a_code_for_a_new_address_signs_nobody_in() {
    let world = portal("nist").await;
    let browser = asked(&world, "en").await;
    let code = code_to(&world, "hanako@example.org").await;
    assert_eq!(browser.post("/mail", &format!("code={code}")).await.location(), "/", "signed in already");
    browser.post("/sign-out", "").await;
    browser.sign_in().await;
    assert_eq!(browser.get("/devices/address").await.location(), "/", "the password is not enough");
    assert_eq!(choose(&browser, "hanako@example.org").await.location(), "/");
    assert_eq!(prove(&browser, &code).await.location(), "/");
    assert_eq!(kept(&world).await, "taro@example.com");
}

#[tokio::test]
async fn a_mailed_code_beside_a_key_changes_no_address() {
    let world = portal("nist").await;
    Browser::new(&world, "en").set_up().await;
    world.clock.forward(60);
    let browser = Browser::new(&world, "en");
    browser.sign_in().await;
    browser.post("/mail/resend", "").await;
    let code = browser.mailed_code().await;
    assert_eq!(browser.post("/mail", &format!("code={code}")).await.location(), "/devices");
    assert!(!browser.get("/devices").await.html.contains("/devices/address"));
    world.clock.forward(60);
    assert_eq!(choose(&browser, "hanako@example.org").await.location(), "/code");
}

#[tokio::test]
async fn whoever_reads_the_old_address_takes_it_back_within_a_week() {
    for (days, back) in [(6, "taro@example.com"), (8, "hanako@example.org")] {
        let world = portal("nist").await;
        let browser = asked(&world, "en").await;
        prove(&browser, &code_to(&world, "hanako@example.org").await).await;
        let notice = browser.notice().await;
        let (_, code) = notice.split_once("/not-me#").unwrap();
        world.clock.forward(days * DAY);
        let form = format!("code={}", code.split_whitespace().next().unwrap());
        let answered = browser.post("/not-me", &form).await;
        assert_eq!(answered.html.contains("is again the one"), days < 7);
        assert_eq!(kept(&world).await, back);
        assert_eq!(browser.get("/devices").await.location(), "/", "sessions ended");
    }
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
