//! Temporary release codes (E4, E9), as members choose, use and lose them.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::http::StatusCode;
use common::World;
use common::browser::{Browser, LANGUAGES, Page, in_both, portal};
use warifu::otp::UnixTime;
use warifu_server::domain::MemberName;
use warifu_server::domain::release::Release;
use warifu_server::ports::WallClock;
use warifu_server::service::{Verdict, Why};

const HOURS: u64 = 3600;

/// Whether signing in from off campus needs no code now.
async fn is_released(world: &World) -> bool {
    let name = MemberName::parse("ab12345").unwrap();
    let verdict = world.verify(&name, "").await.unwrap();
    matches!(verdict, Verdict::NotRequired { why: Why::Release, .. })
}

/// A member with a key and the release code 2580, who has signed out.
async fn chosen<'a>(world: &'a World, language: &'static str) -> Browser<'a> {
    let browser = Browser::new(world, language);
    browser.set_up().await;
    let set = browser.post("/devices/release", "code=2580").await;
    assert_eq!(set.location(), "/devices?said=release_set");
    browser.post("/sign-out", "").await;
    browser
}

async fn use_it(browser: &Browser<'_>, code: &str) -> Page {
    browser.sign_in().await;
    browser.post("/code/release", &format!("code={code}")).await
}

#[tokio::test]
async fn it_is_chosen_with_the_first_code_and_a_bad_one_is_said_where_it_stands() {
    for language in LANGUAGES {
        let world = portal("osaka-u").await;
        let browser = Browser::new(&world, language);
        browser.sign_in().await;
        browser.prove().await;
        browser.wish("").await;
        let page = browser.get("/key").await;
        page.says(&[in_both(language, "一時解除コード", "Temporary release code")]);
        let key = page.key();
        let code = world.code_of(&key);
        let confirm = async |code: &str, release: &str| {
            let form = format!("enrolment={}&code={code}&release={release}", page.field("enrolment"));
            browser.post("/key/confirm", &form).await
        };
        for (typed, shown, said) in [
            ("abc-1234", "abc-1234", in_both(language, "4~8桁の数字", "4 to 8 digits")),
            ("123", "123", in_both(language, "4~8桁の数字", "4 to 8 digits")),
            ("%26%3C%25", "&#38;&#60;%", in_both(language, "4~8桁の数字", "4 to 8 digits")),
            ("4321", "4321", in_both(language, "のような並びは使えません", "count up or down")),
        ] {
            let refused = confirm(&code, typed).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            refused.says(&[
                said,
                &format!("value=\"{shown}\""),
                &format!("value=\"{code}\""),
                "aria-describedby=\"release-how release-wrong\" aria-invalid=\"true\"",
            ]);
            assert_eq!(browser.get("/key/state").await.html, r#"{"state":"waiting"}"#, "not even judged");
        }
        let wrong = confirm("000000", "2580").await;
        wrong.says(&["value=\"2580\"", in_both(language, "が違います", "is wrong")]);
        assert!(!is_released(&world).await);
        assert_eq!(confirm(&code, "25+80").await.location(), "/done");
        let listed = browser.get("/devices").await;
        listed.says(&[in_both(language, "残り5回", "Uses left: 5")]);
        assert!(browser.notices().await.contains("一時解除コードが設定されました"));
        assert!(!is_released(&world).await, "chosen is not used");
    }
}

#[tokio::test]
async fn it_opens_five_times_two_hours_and_each_use_is_mailed() {
    for language in LANGUAGES {
        let world = portal("osaka-u").await;
        let browser = chosen(&world, language).await;
        for left in (0..5).rev() {
            browser.sign_in().await;
            browser.get("/code").await.says(&["action=\"/code/release\""]);
            let opened = use_it(&browser, "%EF%BC%92%EF%BC%95%EF%BC%98%EF%BC%90").await; // full-width digits
            assert_eq!(opened.status, StatusCode::OK);
            let (said, line) = (format!("残り{left}回"), format!("Uses left: {left}"));
            opened.says(&[
                "data-seconds=\"7200\"",
                in_both(language, "data-over=\"解除は終了", "data-over=\"The release is"),
            ]);
            opened.says(&[in_both(language, "解除しました", "Done. Until"), in_both(language, &said, &line)]);
            let mails = browser.notices().await;
            assert!(mails.contains(&format!("残りは{left}回")) && mails.contains(&line), "{mails}");
            use_it(&browser, "2580").await.says(&[in_both(language, &said, &line)]);
            assert!(is_released(&world).await);
            assert_eq!(browser.get("/devices").await.location(), "/", "it opens no portal");
            world.clock.forward(2 * HOURS - 1);
            assert!(is_released(&world).await);
            world.clock.forward(1);
            assert!(!is_released(&world).await);
        }
        let over = use_it(&browser, "2580").await;
        assert_eq!(over.status, StatusCode::FORBIDDEN);
        over.says(&[in_both(language, "5回使われました", "used five times")]);
        assert!(!is_released(&world).await);
    }
}

#[tokio::test]
async fn guesses_are_counted_by_themselves() {
    for language in LANGUAGES {
        let world = portal("osaka-u").await;
        let browser = Browser::new(&world, language);
        let key = browser.set_up().await;
        browser.post("/sign-out", "").await;
        let wrong = in_both(language, "違うか、設定されていません", "wrong, or none was set");
        use_it(&browser, "2580").await.says(&[wrong]);
        for guess in ["1357", "nonsense", "%20", "1"] {
            use_it(&browser, guess).await.says(&[wrong]);
        }
        use_it(&browser, "2580").await.says(&[in_both(language, "30秒後", "in 30 seconds")]);
        world.clock.forward(30);
        let signed_in = browser.post("/code", &format!("code={}", world.code_of(&key))).await;
        assert_eq!(signed_in.location(), "/devices", "the key's own counter has not moved");
    }
}

#[tokio::test]
async fn it_is_changed_and_taken_away_without_registering_again() {
    for language in LANGUAGES {
        let world = portal("osaka-u").await;
        let browser = Browser::new(&world, language);
        browser.set_up().await;
        browser.get("/devices/release").await.says(&[in_both(language, "設定されていません", "None is set")]);
        let refused = browser.post("/devices/release", "code=1234").await;
        refused.says(&["value=\"1234\"", in_both(language, "のような並び", "count up or down")]);
        for code in ["2580", "1379"] {
            assert!(browser.post("/devices/release", &format!("code={code}")).await.location().len() > 8);
        }
        browser.post("/code/release", "code=2580").await.says(&[in_both(language, "違うか", "is wrong")]);
        browser.post("/code/release", "code=1379").await.says(&[in_both(language, "残り4回", "left: 4")]);
        browser.get("/devices/release").await.says(&[in_both(
            language,
            "残り4回 / 2027-01-15 19:00まで解除中",
            "Uses left: 4 / Open until 2027-01-15 19:00",
        )]);
        assert!(is_released(&world).await);
        for path in ["/devices", "/devices/release"] {
            browser.get(path).await.says(&["data-seconds=\"7200\""]);
        }
        let revoked = browser.post("/devices/release/revoke", "").await;
        browser.get(revoked.location()).await.says(&[in_both(language, "取り消しました", "was revoked")]);
        assert!(!is_released(&world).await, "what it opened closes");
        assert!(browser.notices().await.contains("取り消されました"));
        let twice = browser.post("/devices/release/revoke", "").await;
        browser.get(twice.location()).await.says(&[in_both(language, "もう有効ではありません", "not count")]);
    }
}

#[tokio::test]
async fn a_stranger_s_release_ends_with_this_was_not_me() {
    let world = portal("osaka-u").await;
    let browser = chosen(&world, "en").await;
    world.clock.forward(1);
    use_it(&browser, "2580").await;
    assert!(is_released(&world).await);
    let notice = browser.notice().await;
    let (_, code) = notice.split_once("/not-me#").unwrap();
    browser.post("/not-me", &format!("code={}", code.split_whitespace().next().unwrap())).await;
    assert!(!is_released(&world).await);
    use_it(&browser, "2580").await.says(&["wrong, or none was set"]);
}

#[tokio::test]
async fn it_ends_with_a_lost_device_and_a_new_one_is_counted_anew() {
    let world = portal("osaka-u").await;
    let browser = Browser::new(&world, "en");
    browser.set_up().await;
    for _ in 0..5 {
        browser.post("/code/release", "code=9999").await;
    }
    browser.post("/code/release", "code=2580").await.says(&["in 30 seconds"]);
    browser.post("/devices/release", "code=2580").await;
    browser.post("/code/release", "code=2580").await.says(&["Uses left: 4"]);
    assert!(is_released(&world).await);
    let listed = browser.get("/devices").await;
    let (_, key) = listed.html.split_once("/devices/lost?key=").unwrap();
    browser.post("/devices/lost", &format!("key={}", key.split('"').next().unwrap())).await;
    assert!(!is_released(&world).await);
    use_it(&browser, "2580").await.says(&["wrong, or none was set"]);
}

#[tokio::test]
async fn it_is_sealed_anew_and_a_restore_voids_it() {
    let world = portal("osaka-u").await;
    let browser = chosen(&world, "en").await;
    world.service.rotate().await.unwrap();
    world.service.retire().await.unwrap();
    use_it(&browser, "2580").await.says(&["Uses left: 4"]);
    world.service.restored().await.unwrap();
    use_it(&browser, "2580").await.says(&["wrong, or none was set"]);
    assert!(!is_released(&world).await);
}

#[tokio::test]
async fn it_is_not_there_where_the_rules_have_none_or_nobody_may() {
    let world = portal("nist").await;
    let browser = Browser::new(&world, "en");
    assert_eq!(browser.get("/devices/release").await.location(), "/");
    browser.set_up().await;
    assert!(!browser.get("/devices").await.html.contains("release"));
    for (path, form) in [("/devices/release", "code=2580"), ("/code/release", "code=2580")] {
        assert_eq!(browser.post(path, form).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(browser.get("/devices/release").await.status, StatusCode::NOT_FOUND);
    let world = portal("osaka-u").await;
    let browser = Browser::new(&world, "en");
    browser.sign_in().await;
    browser.prove().await;
    assert_eq!(browser.post("/devices/release", "code=2580").await.location(), "/code", "no key yet");
}

#[tokio::test]
async fn the_database_counts_uses_as_the_domain_does() {
    let world = portal("osaka-u").await;
    chosen(&world, "en").await;
    let name = MemberName::parse("ab12345").unwrap();
    let mut tx = world.service.store.write().await.unwrap();
    let member = tx.member(&name).await.unwrap().unwrap().id;
    let kept = tx.release(member).await.unwrap().unwrap();
    assert_eq!(kept.state, Release::FRESH);
    let (mut state, start) = (kept.state, world.clock.now().as_ms());
    for minute in 0..700 {
        let now = UnixTime::from_ms(start + minute * 60_000);
        let until = UnixTime::from_ms(now.as_ms() + 2 * HOURS * 1000);
        let by_sql = tx.use_release(&kept.id, now, until).await.unwrap();
        assert_eq!(by_sql, state.used(now), "{minute}");
        state = by_sql.unwrap_or(state);
    }
    assert_eq!(state.uses_left, 0);
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
