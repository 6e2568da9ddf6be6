//! My devices and the ways back: signing in with a key, recovery codes, replacing, losing, "this was not me".
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::http::StatusCode;
use common::browser::{Browser, LANGUAGES, Page, in_both, portal};
use common::{Held, World, party, request};
use futures::future::{join, join_all};
use warifu::enrol::{ClientKey, Offer};
use warifu_server::domain::{KeyState, MemberName};
use warifu_server::ports::{OsRandom, WallClock};
use warifu_server::service::{Reason, ServiceError, Verdict, VerifyRequest};

fn member() -> MemberName {
    MemberName::parse("ab12345").unwrap()
}

/// The ids of the devices that count, in the order of the page.
fn devices(page: &Page) -> Vec<String> {
    let links = page.html.split("/devices/lost?key=").skip(1);
    links.map(|link| link.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn ten_recovery_codes_are_shown_once_and_each_signs_in_once() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let browser = Browser::new(&world, language);
        browser.set_up().await;
        let done = browser.get("/done").await;
        done.says(&[
            in_both(language, "もう一つの手段を用意する", "Prepare a second way"),
            "action=\"/recovery\"",
        ]);
        browser.get("/finish").await.says(&[in_both(
            language,
            "もう一つの手段がありません",
            "There is no second way",
        )]);
        let before = browser.session.borrow().clone();
        let old = browser.post("/recovery", "").await.codes();
        assert_ne!(*browser.session.borrow(), before, "a new session at a change of privilege");
        assert_eq!((old.len(), old[0].len()), (10, 11));
        let asked = browser.post("/recovery", "").await;
        asked.says(&[
            in_both(
                language,
                "今のリカバリーコードは使えなくなります。",
                "recovery codes you have stop working",
            ),
            "name=\"sure\" value=\"true\"",
        ]);
        assert!(!asked.html.contains("id=\"codes\""));
        let shown = browser.post("/recovery", "sure=true").await;
        shown.says(&[in_both(language, "一度しか表示されません", "shown only now")]);
        let new = shown.codes();
        browser.get("/devices").await.says(&[in_both(
            language,
            "未使用のリカバリーコード: 10個",
            "not used: 10",
        )]);
        assert!(!browser.get("/done").await.html.contains("/finish"), "there is a second way now");
        browser.post("/sign-out", "").await;

        assert_eq!(browser.sign_in().await.location(), "/code");
        let wrong = in_both(language, "リカバリーコードが違うか", "recovery code is wrong");
        for refused in [&old[0], "nonsense", "%20"] {
            let page = browser.post("/code/recovery", &format!("code={refused}")).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN);
            page.says(&[wrong]);
        }
        world.clock.forward(1);
        let typed = new[3].to_lowercase().replace('-', "+");
        assert_eq!(browser.post("/code/recovery", &format!("code={typed}")).await.location(), "/devices");
        browser.get("/devices").await.says(&[in_both(language, "コード: 9個", "not used: 9")]);
        assert!(browser.notice().await.contains("残りは9個"));
        browser.post("/sign-out", "").await;
        browser.sign_in().await;
        browser.post("/code/recovery", &format!("code={}", new[3])).await.says(&[wrong]);
        for _ in 0..4 {
            browser.post("/code/recovery", "code=AAAAA-AAAAA").await;
        }
        let locked = browser.post("/code/recovery", &format!("code={}", new[4])).await;
        locked.says(&[
            in_both(language, "30秒後にもう一度", "again in 30 seconds"),
            "data-seconds=\"30\" data-unit=\"s\"",
            in_both(language, "data-over=\"もう一度お試し", "data-over=\"You can try again now"),
        ]);
        world.clock.forward(30);
        assert_eq!(browser.post("/code/recovery", &format!("code={}", new[4])).await.location(), "/devices");
    }
}

#[tokio::test]
async fn a_member_with_a_key_signs_in_with_its_code_and_hears_what_is_wrong() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let browser = Browser::new(&world, language);
        let key = browser.set_up().await;
        browser.post("/sign-out", "").await;
        assert_eq!(browser.sign_in().await.location(), "/code");
        assert_eq!(browser.get("/").await.location(), "/code");
        assert_eq!(browser.get("/devices").await.location(), "/", "not before the code");
        browser.get("/code").await.says(&[
            in_both(language, "ワンタイムパスワードを入力してください", "Please input the one-time password"),
            "Login",
            "Reset",
        ]);
        let now = world.clock.now().as_secs();
        for (typed, said) in [
            ("abc".into(), in_both(language, "ワンタイムパスワードが違います", "password is wrong")),
            (world.code_of(&key), in_both(language, "使用済みです", "used already")),
            (common::code(&key, now + 90), in_both(language, "パスワードが違います", "is wrong")), // a guess may hit it
            (common::code(&key, now + 120), in_both(language, "120秒進んで", "120 seconds fast")),
            (common::code(&key, now - 300), in_both(language, "300秒遅れて", "300 seconds slow")),
        ] {
            let page = browser.post("/code", &format!("code={typed}")).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN);
            page.says(&[said]);
        }
        world.clock.forward(30);
        assert_eq!(
            browser.post("/code", &format!("code={}", world.code_of(&key))).await.location(),
            "/devices"
        );
        let listed = browser.get("/devices").await;
        listed.says(&[
            "2027-01-15 17:00",
            in_both(language, "有効", "current"),
            in_both(language, "スマートフォン", "Phone"),
        ]);
        assert_eq!(devices(&listed).len(), 1);
        let verdict = world.verify(&member(), &world.code_of(&key)).await.unwrap();
        assert!(matches!(verdict, Verdict::Reject(Reason::Replay)), "spent everywhere: {verdict:?}");
        browser.post("/sign-out", "").await;
        browser.sign_in().await;
        for _ in 0..5 {
            browser.post("/code", "code=abc").await;
        }
        browser.post("/code", "code=1").await.says(&[in_both(
            language,
            "30秒後にもう一度",
            "again in 30 seconds",
        )]);
    }
}

#[tokio::test]
async fn devices_are_added_renamed_and_replaced_without_a_gap() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let browser = Browser::new(&world, language);
        let first = browser.set_up().await;
        world.clock.forward(30);
        let second = browser.add_device("anew=true").await;
        assert!(browser.notice().await.contains("有効になりました"));
        let ids = devices(&browser.get("/devices").await);
        assert_eq!(ids.len(), 2);
        let named = browser.post("/devices/rename", &format!("key={}&name=%3Cb%3E+Tablet", ids[0])).await;
        assert_eq!(named.location(), "/devices");
        browser.get("/devices").await.says(&["&#60;b&#62; Tablet"]);
        let long = "a".repeat(65);
        let refused = browser.post("/devices/rename", &format!("key={}&name={long}", ids[0])).await;
        browser.get(refused.location()).await.says(&[in_both(language, "64文字以内", "at most 64")]);

        let ask = browser.get(&format!("/devices/replace?key={}", ids[0])).await;
        ask.says(&["Tablet", in_both(language, "もとに戻せません", "cannot be undone")]);
        let offer_page = {
            world.clock.forward(30);
            browser.wish(&format!("replace={}", ids[0])).await;
            browser.get("/key").await
        };
        let replacing = offer_page.key();
        for key in [&first, &second] {
            world.clock.forward(30);
            let verdict = world.verify(&member(), &world.code_of(key)).await.unwrap();
            assert!(matches!(verdict, Verdict::Accept { .. }), "until then the old one works: {verdict:?}");
        }
        world.clock.forward(30);
        browser.confirm(&offer_page, &world.code_of(&replacing)).await;
        let listed = browser.get("/devices").await;
        listed.says(&[in_both(language, "置き換え済み", "replaced")]);
        assert_eq!(devices(&listed).len(), 2);
        world.clock.forward(30);
        let verdict = world.verify(&member(), &world.code_of(&first)).await.unwrap();
        assert!(matches!(verdict, Verdict::Reject(Reason::OldKey)), "{verdict:?}");
        let gone = browser.get(&format!("/devices/replace?key={}", ids[0])).await;
        browser.get(gone.location()).await.says(&[in_both(
            language,
            "もう有効では",
            "does not count any more",
        )]);
    }
}

#[tokio::test]
async fn the_key_page_keeps_what_its_key_takes_the_place_of() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let browser = Browser::new(&world, language);
        let first = browser.set_up().await;
        for _ in 1..5 {
            world.clock.forward(1);
            browser.add_device("anew=true").await;
        }
        world.clock.forward(1);
        let old = devices(&browser.get("/devices").await).remove(0);
        let asked = browser.get(&format!("/devices/replace?key={old}")).await;
        assert_eq!((asked.field("replace"), asked.field("anew")), (old.as_str(), "true"));
        browser.wish(&format!("replace={old}&anew=true")).await;
        let page = browser.get("/key").await;
        let hidden = format!("name=\"replace\" value=\"{old}\"");
        assert_eq!(page.html.matches(&hidden).count(), 2, "prepared again, or made anew");
        browser.wish(&format!("replace={}&name={}", page.field("replace"), page.field("name"))).await;
        assert_eq!(browser.get("/key").await.key(), page.key());
        browser.wish(&format!("anew=true&replace={}", page.field("replace"))).await;
        let anew = browser.get("/key").await;
        assert_ne!(anew.key(), page.key());
        let name = in_both(language, "value=\"スマートフォン\"", "value=\"Phone\"");
        anew.says(&[name]); // as the one whose place it takes
        world.clock.forward(30);
        browser.confirm(&anew, &world.code_of(&anew.key())).await;
        world.clock.forward(30);
        let verdict = world.verify(&member(), &world.code_of(&first)).await.unwrap();
        assert!(matches!(verdict, Verdict::Reject(Reason::OldKey)), "{verdict:?}");
    }
}

#[tokio::test]
async fn whoever_began_to_add_a_device_may_leave_and_go_on_later() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let browser = Browser::new(&world, language);
        browser.sign_in().await;
        browser.prove().await;
        browser.wish("").await;
        assert!(!browser.get("/key").await.html.contains("href=\"/devices\""), "nothing to go back to");
        let first = browser.add_device("").await;
        world.clock.forward(1);
        let question = in_both(language, "以前に中断した手順から再開しますか", "Go on where you stopped");
        assert!(!browser.get("/devices").await.html.contains(question));
        browser.wish("anew=true&device=android&name=Tablet").await;
        let scanned = browser.get("/key").await;
        scanned.says(&["href=\"/devices\"", in_both(language, "戻る", "Back")]);
        for path in ["/devices", "/devices/add"] {
            browser.get(path).await.says(&[question, "Tablet", "href=\"/devices/add?anew=true\""]);
        }
        assert!(!browser.get("/devices/add?anew=true").await.html.contains(question));
        let id = devices(&browser.get("/devices").await).remove(0);
        assert!(!browser.get(&format!("/devices/replace?key={id}")).await.html.contains(question));
        browser.wish("").await;
        assert_eq!(browser.get("/key").await.key(), scanned.key(), "the tablet that scanned it goes on");

        world.clock.forward(1);
        browser.wish(&format!("replace={id}&anew=true")).await;
        let anew = format!("/devices/replace?key={id}&#38;anew=true");
        let link = [question, &*anew, "name=\"replace\""];
        browser.get("/devices").await.says(&link);
        browser.get(&format!("/devices/replace?key={id}")).await.says(&link);

        world.clock.forward(1);
        let offer = browser.wish("anew=true").await;
        let held = redeem(&world, &offer).await.unwrap();
        world.confirm(&held, &world.code(&held)).await.unwrap();
        let listed = browser.get("/devices").await;
        assert!(!listed.html.contains(question), "the extension took what was offered beside it");
        assert_eq!(devices(&listed).len(), 2);
        assert_ne!(first, held.seed);
    }
}

#[tokio::test]
async fn only_the_newest_counts_where_the_policy_says_so_and_the_page_names_the_other() {
    let world = portal("omu").await;
    let browser = Browser::new(&world, "ja");
    browser.set_up().await;
    world.clock.forward(30);
    browser.get("/devices/add").await.says(&["使えなくなる端末", "スマートフォン"]);
    browser.add_device("anew=true").await;
    let listed = browser.get("/devices").await;
    assert_eq!(devices(&listed).len(), 1);
    listed.says(&["以前の端末", "置き換え済み"]);
}

#[tokio::test]
async fn no_more_devices_than_the_policy_allows() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let browser = Browser::new(&world, language);
        browser.set_up().await;
        for _ in 1..5 {
            world.clock.forward(1);
            browser.add_device("anew=true").await;
        }
        world.clock.forward(1);
        let said = in_both(language, "端末の数に達して", "as many devices as you may");
        for refused in [browser.get("/devices/add").await, browser.post("/key", "anew=true").await] {
            browser.get(refused.location()).await.says(&[said]);
        }
    }
}

#[tokio::test]
async fn a_lost_device_dies_at_once_with_every_session() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let (mine, other) = (Browser::new(&world, language), Browser::new(&world, language));
        let key = mine.set_up().await;
        world.clock.forward(60);
        other.sign_in().await;
        other.post("/code", &format!("code={}", world.code_of(&key))).await;
        let ids = devices(&other.get("/devices").await);
        mine.get(&format!("/devices/lost?key={}", ids[0])).await.says(&[
            in_both(language, "スマートフォン", "Phone"),
            in_both(language, "ただちに無効にする", "End it now"),
        ]);
        let before = mine.session.borrow().clone();
        let lost = mine.post("/devices/lost", &format!("key={}", ids[0])).await;
        assert_ne!(*mine.session.borrow(), before);
        mine.get(lost.location()).await.says(&[in_both(language, "変更はすぐに有効です", "as of now")]);
        assert_eq!(other.get("/devices").await.location(), "/", "other sessions ended");
        assert!(mine.notice().await.contains("紛失・盗難"));
        world.clock.forward(30);
        let verdict = world.verify(&member(), &world.code_of(&key)).await.unwrap();
        assert!(matches!(verdict, Verdict::EnrolRequired), "{verdict:?}");
        let again = mine.post("/devices/lost", &format!("key={}", ids[0])).await;
        assert_eq!(again.location(), "/devices?said=gone");
        mine.add_device("anew=true").await;
    }
}

#[tokio::test]
async fn at_the_same_moment_a_recovery_code_counts_once_and_one_key_is_shown() {
    let world = portal("nist").await;
    let first = Browser::new(&world, "en");
    first.set_up().await;
    let code = first.post("/recovery", "").await.codes().remove(0);
    let browsers: Vec<Browser<'_>> = (0..4).map(|_| Browser::new(&world, "en")).collect();
    for browser in &browsers {
        browser.sign_in().await;
    }
    let form = format!("code={code}");
    let pages = join_all(browsers.iter().map(|browser| browser.post("/code/recovery", &form))).await;
    assert_eq!(pages.iter().filter(|page| page.location() == "/devices").count(), 1);

    join_all((0..4).map(|_| first.post("/key", ""))).await;
    let key = first.get("/key").await.key();
    assert_eq!(first.get("/key").await.key(), key);
    let name = member();
    let mut tx = world.service.store.read().await.unwrap();
    let id = tx.member(&name).await.unwrap().unwrap().id;
    let pending = tx.keys_of(id).await.unwrap().into_iter().filter(|key| key.state == KeyState::Pending);
    assert_eq!(pending.count(), 1);
}

#[tokio::test]
async fn losing_and_signing_in_at_once_leave_no_session_behind() {
    let world = portal("nist").await;
    let owner = Browser::new(&world, "en");
    let key = owner.set_up().await;
    let id = devices(&owner.get("/devices").await).remove(0);
    let thieves: Vec<Browser<'_>> = (0..4).map(|_| Browser::new(&world, "en")).collect();
    for thief in &thieves {
        thief.sign_in().await;
    }
    world.clock.forward(30);
    let (lose, form) = (format!("key={id}"), format!("code={}", world.code_of(&key)));
    let (lost, _) = join(
        owner.post("/devices/lost", &lose),
        join_all(thieves.iter().map(|thief| thief.post("/code", &form))),
    )
    .await;
    assert_eq!(lost.location(), "/devices?said=lost");
    for thief in &thieves {
        assert_eq!(thief.get("/devices").await.location(), "/");
    }
}

#[tokio::test]
async fn trusted_browsers_are_listed_and_each_can_be_forgotten() {
    for language in LANGUAGES {
        let world = portal("omu").await;
        let browser = Browser::new(&world, language);
        let key = browser.set_up().await;
        assert!(!browser.get("/devices").await.html.contains("/devices/browser"));
        let mut tokens = Vec::new();
        for _ in 0..2 {
            world.clock.forward(30);
            let asked = VerifyRequest { trust: true, ..request(&member(), &world.code_of(&key)) };
            let verdict = world.service.verify(&party(), &asked).await.unwrap();
            let Verdict::Accept { browser: Some(token), .. } = verdict else { panic!("{verdict:?}") };
            tokens.push(token);
        }
        let listed = browser.get("/devices").await;
        listed.says(&[in_both(language, "信頼済みのブラウザ", "Trusted browsers"), "2027-02-14 17:01"]);
        let newest = listed.field("browser").to_owned();
        let form = format!("browser={newest}");
        assert_eq!(browser.post("/devices/browser", &form).await.location(), "/devices");
        assert_eq!(browser.post("/devices/browser", &form).await.location(), "/devices?said=gone");
        assert_eq!(browser.post("/devices/browser", "browser=x").await.location(), "/devices?said=gone");
        for (token, is_trusted) in tokens.into_iter().zip([true, false]) {
            let asked = VerifyRequest { browser: Some(token), ..request(&member(), "") };
            let verdict = world.service.verify(&party(), &asked).await.unwrap();
            assert_eq!(matches!(verdict, Verdict::NotRequired { .. }), is_trusted, "{verdict:?}");
        }
    }
}

#[tokio::test]
async fn a_mailbox_alone_adds_no_device_beside_one_that_counts() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let browser = Browser::new(&world, language);
        let key = browser.set_up().await;
        browser.post("/sign-out", "").await;
        world.clock.forward(60);
        browser.sign_in().await;
        assert_eq!(browser.post("/mail/resend", "").await.location(), "/mail");
        let code = browser.mailed_code().await;
        assert_eq!(browser.post("/mail", &format!("code={code}")).await.location(), "/devices");
        let listed = browser.get("/devices").await;
        listed.says(&[in_both(
            language,
            "メールの確認コードでサインインしています",
            "signed in with a mailed code",
        )]);
        for (path, form) in [("/key", "anew=true"), ("/recovery", "")] {
            assert_eq!(browser.post(path, form).await.location(), "/code", "{path}");
        }
        assert!(!browser.get("/key").await.html.contains("id=\"key\""));
        let id = devices(&listed).remove(0);
        assert_eq!(browser.post("/key", &format!("replace={id}")).await.location(), "/code");
        assert_eq!(
            browser.post("/code", &format!("code={}", world.code_of(&key))).await.location(),
            "/devices"
        );
        browser.post("/sign-out", "").await;
        world.clock.forward(60);
        browser.sign_in().await;
        browser.post("/mail/resend", "").await;
        let code = browser.mailed_code().await;
        browser.post("/mail", &format!("code={code}")).await;
        browser.post("/devices/lost", &format!("key={id}")).await;
        browser.add_device("anew=true").await;
    }
}

#[tokio::test]
async fn this_was_not_me_ends_what_somebody_else_began() {
    for language in LANGUAGES {
        let world = portal("nist").await;
        let (thief, owner) = (Browser::new(&world, language), Browser::new(&world, language));
        let stolen = thief.set_up().await;
        let notice = thief.notice().await;
        let (_, link) = notice.split_once("https://mfa.example.ac.jp/not-me#").unwrap();
        let code = link.lines().next().unwrap();
        let title = in_both(language, "これは私ではありません", "This was not me");
        owner.get("/not-me").await.says(&[title]);
        let over = in_both(language, "このコードは違うか", "This code is wrong");
        owner.post("/not-me", "code=AAAA-AAAA-AAAA-AAAA").await.says(&[over]);
        owner.post("/not-me", "code=%3C").await.says(&[over]);
        assert_eq!(thief.get("/devices").await.status, StatusCode::OK, "a wrong code ends nothing");
        let offer = thief.wish("anew=true").await;
        let recovery = thief.post("/recovery", "").await.codes().remove(0);
        let done = owner.post("/not-me", &format!("code={code}")).await;
        done.says(&[in_both(language, "終了しました", "were ended")]);
        assert_eq!(thief.get("/devices").await.location(), "/");
        world.clock.forward(30);
        let verdict = world.verify(&member(), &world.code_of(&stolen)).await.unwrap();
        assert!(matches!(verdict, Verdict::EnrolRequired), "{verdict:?}");
        owner.post("/not-me", &format!("code={code}")).await.says(&[over]);
        assert!(redeem(&world, &offer).await.is_err());
        thief.sign_in().await;
        let refused = thief.post("/code/recovery", &format!("code={recovery}")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "recovery codes that a stranger made are void");
    }
}

/// What becomes of an offer that somebody keeps open.
async fn redeem(world: &World, offer: &Offer) -> Result<Held, ServiceError> {
    world.redeem(offer, &ClientKey::make(&OsRandom)).await
}

#[tokio::test]
async fn one_wish_is_one_key() {
    let world = portal("nist").await;
    let browser = Browser::new(&world, "en");
    browser.set_up().await;
    let [first, second] = [browser.wish("").await, browser.wish("").await];
    let [begun, other] = [redeem(&world, &first).await.unwrap(), redeem(&world, &second).await.unwrap()];
    let page = browser.get("/key").await;
    let typed = page.key();
    let third = browser.wish("").await;
    world.confirm(&begun, &world.code(&begun)).await.unwrap();
    assert!(matches!(redeem(&world, &third).await, Err(ServiceError::Gone)));
    assert!(matches!(world.confirm(&other, &world.code(&other)).await, Err(ServiceError::Expired)));
    let refused = browser.confirm(&page, &world.code_of(&typed)).await;
    assert_ne!(refused.location(), "/done", "{}", refused.html);
    assert_eq!(devices(&browser.get("/devices").await).len(), 2);
    let open = browser.wish("").await;
    browser.post("/sign-out", "").await;
    assert!(matches!(redeem(&world, &open).await, Err(ServiceError::Gone)), "left in a history");
}

#[tokio::test]
async fn what_was_left_open_where_a_device_was_lost_leads_to_no_key() {
    let world = portal("nist").await;
    let browser = Browser::new(&world, "en");
    browser.set_up().await;
    let [redeemed, open] = [browser.wish("").await, browser.wish("").await];
    let pending = redeem(&world, &redeemed).await.unwrap();
    let key = devices(&browser.get("/devices").await).remove(0);
    browser.post("/devices/lost", &format!("key={key}")).await;
    assert!(matches!(redeem(&world, &open).await, Err(ServiceError::Gone)));
    let confirmed = world.confirm(&pending, &world.code(&pending)).await;
    assert!(matches!(confirmed, Err(ServiceError::Expired)), "{confirmed:?}");
}

#[tokio::test]
async fn what_happened_to_a_device_leads_through_the_right_steps() {
    for (language, words, beside) in [
        (
            "ja",
            [
                "端末を紛失した・盗まれた",
                "ただちに無効にする",
                "機種変更した(古い端末が手元にある)",
                "セットアップキーを再発行する",
                "アプリや拡張機能を削除した",
                "リカバリーコードでサインイン",
                "変更はすぐに有効になります。",
            ],
            "両方の端末を使い続けるなら",
        ),
        (
            "en",
            [
                "My device is lost or was stolen",
                "End it now",
                "I have a new device",
                "Reissue the setup key",
                "I deleted the app",
                "sign in with a recovery code",
                "Changes take effect at once",
            ],
            "to go on using both",
        ),
    ] {
        for preset in ["nist", "omu"] {
            let world = portal(preset).await;
            let browser = Browser::new(&world, language);
            let link = "href=\"/help\"";
            browser.get("/").await.says(&[link]);
            let page = browser.get("/help").await;
            page.says(&words);
            assert_eq!(page.html.contains(beside), preset == "nist");
            assert_eq!(page.html.matches("href=\"/devices\"").count(), 3);
            browser.set_up().await;
            browser.get("/devices").await.says(&[link]);
            browser.post("/sign-out", "").await;
            browser.sign_in().await;
            browser.get("/code").await.says(&[link]);
            assert_eq!(browser.get("/devices").await.location(), "/");
            assert_eq!(browser.get("/").await.location(), "/code", "from there the steps go on");
        }
    }
}

#[tokio::test]
async fn nobody_sees_anything_without_signing_in() {
    let world: World = portal("nist").await;
    let browser = Browser::new(&world, "ja");
    for path in
        ["/code", "/devices", "/devices/add", "/devices/lost?key=x", "/devices/replace?key=x", "/finish"]
    {
        assert_eq!(browser.get(path).await.location(), "/", "{path}");
    }
    for path in ["/code", "/code/recovery", "/recovery", "/devices/lost", "/devices/rename"] {
        assert_eq!(
            browser.post(path, "code=1&key=AAAAAAAAAAAAAAAAAAAAAA&name=a").await.location(),
            "/",
            "{path}"
        );
    }
    browser.sign_in().await;
    browser.prove().await;
    assert_eq!(browser.post("/recovery", "").await.location(), "/code", "no way back to nothing");
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
