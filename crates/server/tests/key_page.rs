//! The key page for everything but the extension: scanned or typed, its first code typed, closed and resumed.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::http::StatusCode;
use common::World;
use common::browser::{Browser, Page, portal};
use warifu::enrol::ClientKey;
use warifu::otpauth;
use warifu::qr::{Luma, read};
use warifu::secret::Secret;
use warifu_server::ports::{OsRandom, WallClock};

/// A browser on the key page.
async fn on_key_page<'a>(world: &'a World, language: &'static str) -> (Browser<'a>, Page) {
    let browser = Browser::new(world, language);
    browser.sign_in().await;
    browser.prove().await;
    browser.wish("").await;
    let page = browser.get("/key").await;
    (browser, page)
}

/// The key in the picture, as a phone scans it.
fn scanned_key(page: &Page) -> Secret {
    const PIXELS: usize = 4;
    let between =
        |from: &str, to: &str| page.html.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned();
    let size: usize = between("viewBox=\"0 0 ", " ").parse().unwrap();
    let side = size * PIXELS;
    let mut pixels = vec![255; side * side];
    for run in between("path d=\"", "\"").split_terminator('z') {
        let numbers: Vec<usize> =
            run[1..].split([' ', 'h', 'v']).take(3).map(|text| text.parse().unwrap()).collect();
        for y in numbers[1] * PIXELS..(numbers[1] + 1) * PIXELS {
            pixels[y * side..][numbers[0] * PIXELS..(numbers[0] + numbers[2]) * PIXELS].fill(0);
        }
    }
    let found = read(&Luma::from_grey(side, side, pixels).unwrap());
    let account = otpauth::parse(found[0].text().unwrap()).unwrap();
    assert_eq!((account.issuer.as_str(), account.user.as_str()), ("大阪公立大学", "ab12345"));
    account.otp.secret().clone()
}

#[tokio::test]
async fn scanned_or_typed_the_first_code_makes_it_count() {
    for (language, words) in [
        ("ja", ["1. 拡張機能に保存する", "2. スマートフォンで読み取る", "3. キーを入力する", "Safariには"]),
        ("en", ["1. Save in the extension", "2. Scan with your phone", "3. Type the key", "Safari has no"]),
    ] {
        let world = portal("omu").await;
        let (browser, page) = on_key_page(&world, language).await;
        page.says(&words);
        let order: Vec<usize> = words[..3].iter().map(|word| page.html.find(word).unwrap()).collect();
        assert!(order.is_sorted(), "{order:?}");
        let key = page.key();
        assert_eq!(scanned_key(&page), key);
        assert_eq!(browser.get("/key").await.key(), key, "loading again shows the same key");
        assert_eq!(browser.get("/key/state").await.html, r#"{"state":"waiting"}"#);
        let done = browser.confirm(&page, &world.code_of(&key)).await;
        assert_eq!(done.location(), "/done");
        assert_eq!(browser.get("/key/state").await.html, r#"{"state":"done"}"#);
        assert_eq!(browser.confirm(&page, "000000").await.location(), "/done", "sent twice");
        assert!(!browser.get("/key").await.html.contains("id=\"key\""), "never shown again");
    }
}

#[tokio::test]
async fn each_wrong_first_code_says_what_to_do_and_keeps_the_page() {
    for (language, words) in [
        (
            "ja",
            [
                "ワンタイムパスワードが違います。",
                "時計が90秒進んで",
                "時計が120秒遅れて",
                "30秒後にもう一度",
                "24時間)が切れました",
                "新しいキーを作る",
            ],
        ),
        (
            "en",
            [
                "one-time password is wrong",
                "90 seconds fast",
                "120 seconds slow",
                "again in 30 seconds",
                "older than 24 hours",
                "Make a new key",
            ],
        ),
    ] {
        let world = portal("omu").await;
        let (browser, page) = on_key_page(&world, language).await;
        let key = page.key();
        let now = world.clock.now().as_secs();
        for (typed, said) in [
            ("nonsense!".to_owned(), words[0]),
            (common::code(&key, now + 90), words[1]),
            (common::code(&key, now - 120), words[2]),
        ] {
            let refused = browser.confirm(&page, &typed).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            refused.says(&[said]);
            assert_eq!(refused.key(), key, "the page is still there");
        }
        for _ in 0..3 {
            browser.confirm(&page, &common::code(&key, now + 90)).await;
        }
        browser.confirm(&page, &world.code_of(&key)).await.says(&[words[3]]);
        world.clock.forward(24 * 3600 - 15 * 60);
        let again = Browser::new(&world, language);
        again.sign_in().await;
        again.prove().await;
        again.get("/start").await.says(&[if language == "ja" {
            "再開しますか"
        } else {
            "Go on where"
        }]);
        again.wish("").await;
        let resumed = again.get("/key").await;
        assert_eq!(resumed.key(), key, "the phone that has it can go on");
        world.clock.forward(15 * 60);
        let expired = again.confirm(&resumed, &world.code_of(&key)).await;
        expired.says(&[words[4], words[5]]);
        assert!(!expired.html.contains("id=\"key\""));
        again.wish("anew=true").await;
        let anew = again.get("/key").await;
        assert_ne!(anew.key(), key);
        assert_eq!(again.confirm(&anew, &world.code_of(&anew.key())).await.location(), "/done");
    }
}

#[tokio::test]
async fn whichever_is_confirmed_first_counts_and_a_new_one_gives_the_old_up() {
    let world = portal("omu").await;
    let (browser, page) = on_key_page(&world, "ja").await;
    let first = page.key();
    let offer = browser.wish("anew=true").await;
    let anew = browser.get("/key").await;
    assert_ne!(anew.key(), first);
    browser.confirm(&page, &world.code_of(&first)).await.says(&["24時間)が切れました"]);
    let held = world.redeem(&offer, &ClientKey::make(&OsRandom)).await.unwrap();
    world.confirm(&held, &world.code(&held)).await.unwrap();
    assert_eq!(browser.get("/").await.location(), "/devices");
    assert_eq!(browser.get("/key/state").await.html, r#"{"state":"done"}"#);
}

#[tokio::test]
async fn a_key_is_shown_to_the_browser_that_asked_for_it_only() {
    let world = portal("omu").await;
    let (_mine, page) = on_key_page(&world, "ja").await;
    let (key, other) = (page.key(), Browser::new(&world, "ja"));
    world.clock.forward(60);
    other.sign_in().await;
    other.prove().await;
    assert!(!other.get("/key").await.html.contains("id=\"key\""), "not before it asks");
    let refused = other.confirm(&page, &world.code_of(&key)).await;
    assert_eq!(refused.location(), "/done");
    assert_eq!(other.get("/key/state").await.html, r#"{"state":"waiting"}"#);
    let nonsense = other.post("/key", "replace=nonsense").await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    nonsense.says(&["うまくいきませんでした", "invalid"]);
    assert_eq!(other.post("/key/confirm", "enrolment=x&code=1").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_page_is_for_the_device_that_was_chosen_and_the_key_has_its_name() {
    for (language, words, names) in [
        (
            "ja",
            [
                "どの端末に設定しますか",
                "このパソコン(拡張機能)",
                "端末の名前(任意)",
                "iPhone・iPadのSafariには",
                "Google Play",
            ],
            ["パソコン", "iPhone・iPad", "Android", "その他の端末"],
        ),
        (
            "en",
            [
                "Which device do you",
                "This computer (extension)",
                "Name of the device (opt",
                "no extension for Safari",
                "Google Play",
            ],
            ["Computer", "iPhone, iPad", "Android", "Another device"],
        ),
    ] {
        let world = portal("nist").await;
        let browser = Browser::new(&world, language);
        browser.sign_in().await;
        browser.prove().await;
        let asked = browser.get("/start").await;
        asked.says(&[words[0], words[1], words[2], "value=\"computer\" checked"]);
        let long = "a".repeat(65);
        let refused = browser.post("/key", &format!("device=apple&name={long}")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let typed = format!("value=\"{long}\"");
        refused.says(&["value=\"apple\" checked", &typed, "role=\"alert\""]);
        for (kind, name) in ["computer", "apple", "android", "other"].into_iter().zip(names) {
            let offer = browser.wish(&format!("anew=true&device={kind}")).await;
            assert_eq!(offer.user.as_str(), "ab12345");
            let page = browser.get(&format!("/key?device={kind}")).await;
            assert_eq!((page.field("device"), page.field("name")), (kind, name));
            assert_eq!(page.html.contains(words[3]), kind == "apple", "{kind}");
            assert_eq!(page.html.contains(words[4]), kind != "apple", "{kind}");
            let folded = page.html.split_once("id=\"phone\"").unwrap().0.contains("<details>");
            assert_eq!(folded, ["apple", "android"].contains(&kind), "{kind}");
        }
        browser.wish("anew=true&device=apple").await;
        assert_eq!(browser.get("/key").await.field("device"), "apple", "its name tells, later");
        browser.get("/start").await.says(&["href=\"/start?anew=true\""]);
        browser.get("/start?anew=true").await.says(&[words[0], "name=\"anew\" value=\"true\""]);
        let made = browser.post("/key", "anew=true&device=apple&name=%3CTaro%3E").await;
        assert!(made.location().starts_with("/key?device=apple#warifu=1"), "{}", made.location());
        let page = browser.get("/key?device=apple").await;
        let form = format!("enrolment={}&code=000000&device=apple", page.field("enrolment"));
        browser.post("/key/confirm", &form).await.says(&["name=\"device\" value=\"apple\""]);
        browser.confirm(&page, &world.code_of(&page.key())).await;
        browser.get("/devices").await.says(&["&#60;Taro&#62;"]);
        browser.get("/devices/add").await.says(&[words[0], words[2]]);
        let refused = browser.post("/key", &format!("anew=true&device=other&name={long}")).await;
        refused.says(&["value=\"other\" checked", &typed, "name=\"anew\" value=\"true\""]);
    }
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
