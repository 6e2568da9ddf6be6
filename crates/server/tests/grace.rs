//! The time to register (E10): reminders, and what is left once it is over.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::body::Body;
use axum::http::StatusCode;
use common::browser::{Browser, ORIGIN, Page, portal};
use common::{World, party, request};
use warifu::enrol::{ClientKey, Offer};
use warifu_server::domain::group::GroupName;
use warifu_server::domain::{Intent, MemberName};
use warifu_server::ports::OsRandom;
use warifu_server::service::{ServiceError, TicketLife, Verdict, VerifyRequest, Why};

const DAY: u64 = 86_400;

fn member() -> MemberName {
    MemberName::parse("ab12345").unwrap()
}

async fn verdict(world: &World) -> Verdict {
    world.service.verify(&party(), &request(&member(), "")).await.unwrap()
}

/// The subjects of the reminders that wait to be sent.
async fn reminders(world: &World) -> Vec<String> {
    let mails = world.service.mails(100).await.unwrap();
    mails.into_iter().filter(|mail| mail.subject.contains("登録のお願い")).map(|mail| mail.subject).collect()
}

/// Asks for a first key from `address`.
async fn wish_from(browser: &Browser<'_>, address: &str) -> Page {
    let request = browser.request("POST", "/key").header("origin", ORIGIN);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let peer: std::net::SocketAddr = format!("{address}:4711").parse().unwrap();
    let request = request.extension(axum::extract::ConnectInfo(peer));
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn each_reminder_goes_out_once_until_there_is_a_key() {
    let world = portal("osaka-u").await;
    let other = world.add("zz99999").await;
    let mut sent = Vec::new();
    for day in 0..91 {
        if day == 80 {
            let held = world.pending(&other, Intent::Add).await;
            world.confirm(&held, &world.code(&held)).await.unwrap();
        }
        for _ in 0..2 {
            let count = world.service.remind().await.unwrap();
            sent.extend((count > 0).then_some((day, count)));
        }
        world.clock.forward(DAY);
    }
    assert_eq!(sent, [(30, 2), (60, 2), (76, 2), (83, 1), (89, 1)]);
    let subjects = reminders(&world).await;
    assert_eq!(subjects.len(), 8);
    assert_eq!(subjects[0], "[大阪大学] 二要素認証の登録のお願い(あと1日) / Set up two-step sign-in (1 day)");
    let mails = world.service.mails(1).await.unwrap();
    assert!(
        mails[0].text.contains("2027-04-15 17:00") && mails[0].text.contains(ORIGIN),
        "{}",
        mails[0].text
    );
}

#[tokio::test]
async fn after_a_standstill_only_the_latest_and_after_an_import_not_all_at_once() {
    let world = World::new("osaka-u").await;
    for number in 0..130 {
        world.add(&format!("m{number}")).await;
    }
    world.clock.forward(85 * DAY);
    let counts = [world.service.remind().await, world.service.remind().await, world.service.remind().await];
    assert_eq!(counts.map(Result::unwrap), [100, 30, 0]);
    assert!(reminders(&world).await.iter().all(|subject| subject.contains("(5 days)")));
}

#[tokio::test]
async fn nobody_is_reminded_where_there_is_no_such_time() {
    let world = portal("omu").await;
    world.clock.forward(30 * DAY);
    assert_eq!(world.service.remind().await.unwrap(), 0);
}

#[tokio::test]
async fn once_it_is_over_the_first_key_is_given_on_campus() {
    for (language, until, over) in [
        ("ja", "2027-04-15 17:00(日本時間)までに", "設定の期限が過ぎています"),
        ("en", "before 2027-04-15 17:00", "The time to set it up is over"),
    ] {
        let world = portal("osaka-u").await;
        assert!(matches!(verdict(&world).await, Verdict::NotRequired { why: Why::Grace, .. }));
        let browser = Browser::new(&world, language);
        browser.sign_in().await;
        browser.prove().await;
        browser.get("/start").await.says(&[until]);
        world.clock.forward(90 * DAY);
        assert!(matches!(verdict(&world).await, Verdict::EnrolRequired));
        browser.sign_in().await;
        browser.prove().await;
        assert!(!browser.get("/start").await.html.contains(until));
        for address in ["203.0.113.5", "10.0.0.1"] {
            let refused = wish_from(&browser, address).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            refused.says(&[over]);
        }
        assert_eq!(wish_from(&browser, "192.0.2.7").await.status, StatusCode::SEE_OTHER);
        browser.get("/key").await.key();
    }
}

#[tokio::test]
async fn the_help_desk_s_ticket_and_a_key_that_was_lost_know_no_such_time() {
    let world = portal("osaka-u").await;
    world.clock.forward(100 * DAY);
    let offer = world.service.make_ticket(&member(), Intent::Add, TicketLife::HelpDesk).await.unwrap();
    let held = world.redeem(&offer, &ClientKey::make(&OsRandom)).await.unwrap();
    world.confirm(&held, &world.code(&held)).await.unwrap();
    let browser = Browser::new(&world, "en");
    world.clock.forward(30);
    browser.sign_in().await;
    let signed_in = browser.post("/code", &format!("code={}", world.code(&held))).await;
    assert_eq!(signed_in.location(), "/devices");
    browser.post("/devices/lost", &format!("key={}", held.id)).await;
    assert_eq!(wish_from(&browser, "203.0.113.5").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_key_that_is_lost_does_not_bring_it_back() {
    let world = portal("osaka-u").await;
    let browser = Browser::new(&world, "en");
    browser.set_up().await;
    assert!(matches!(verdict(&world).await, Verdict::Reject(_)));
    let listed = browser.get("/devices").await;
    let (_, key) = listed.html.split_once("/devices/lost?key=").unwrap();
    browser.post("/devices/lost", &format!("key={}", key.split('"').next().unwrap())).await;
    assert!(matches!(verdict(&world).await, Verdict::EnrolRequired));
    world.clock.forward(85 * DAY);
    assert_eq!(world.service.remind().await.unwrap(), 0, "who had a key is not told to register");
}

#[tokio::test]
async fn the_page_of_devices_says_until_when_while_there_is_none() {
    for (language, said) in
        [("ja", "2027-04-15 17:00(日本時間)までに設定"), ("en", "before 2027-04-15 17:00")]
    {
        let world = portal("osaka-u").await;
        let browser = Browser::new(&world, language);
        browser.sign_in().await;
        browser.prove().await;
        for path in ["/start", "/devices"] {
            browser.get(path).await.says(&[said]);
        }
        browser.add_device("").await;
        assert!(!browser.get("/devices").await.html.contains("2027-04-15"));
    }
}

#[tokio::test]
async fn a_help_desk_s_link_explains_itself_to_whoever_is_not_signed_in() {
    for (language, words) in [
        (
            "ja",
            ["ヘルプデスクからのリンク", "ツールバーの割符のアイコンを押し", "サインインして", "Safariには"],
        ),
        ("en", ["comes from the help desk", "click the Warifu icon", "sign in and follow", "Safari has no"]),
    ] {
        let world = portal("osaka-u").await;
        let browser = Browser::new(&world, language);
        let page = browser.get("/ticket").await;
        assert_eq!(page.status, StatusCode::OK);
        page.says(&words);
        page.says(&["href=\"/\""]);
        let made = world.service.make_ticket(&member(), Intent::Add, TicketLife::HelpDesk).await.unwrap();
        let link = format!("{ORIGIN}/ticket#{}", made.to_fragment().as_str());
        let offer = Offer::parse(&link).unwrap();
        world.redeem(&offer, &ClientKey::make(&OsRandom)).await.unwrap();
    }
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}

#[tokio::test]
async fn groups_have_their_own_time_and_may_be_asked_on_campus() {
    let rules = "[groups.staff]\ngrace_days = 31\n[groups.guest]\ngrace_days = 0\ncode_on_campus = true\n";
    let world = World::new("osaka-u").await.with_groups(rules);
    for (name, group) in [("s1", "staff"), ("g1", "guest"), ("m1", "")] {
        let (name, group) = (MemberName::parse(name).unwrap(), GroupName::parse(group).ok());
        world.service.add_member(name, "a@example.com", group).await.unwrap();
    }
    let unknown = world.service.add_member(member(), "a@example.com", GroupName::parse("typo").ok()).await;
    assert!(matches!(unknown, Err(ServiceError::NoSuchGroup)), "{unknown:?}");
    let verdict = async |name: &str, address: &str| {
        let client = Some(address.parse().unwrap());
        let asked = VerifyRequest { client, ..request(&MemberName::parse(name).unwrap(), "") };
        match world.service.verify(&party(), &asked).await.unwrap() {
            Verdict::NotRequired { why: Why::Grace, .. } => "grace",
            Verdict::NotRequired { why: Why::Campus, .. } => "campus",
            Verdict::EnrolRequired => "enrol",
            other => panic!("{other:?}"),
        }
    };
    let (campus, home) = ("192.0.2.1", "198.51.100.1");
    let mut sent = Vec::new();
    for day in 0..91 {
        let at_home = [verdict("s1", home).await, verdict("g1", home).await, verdict("m1", home).await];
        let expected =
            [if day < 31 { "grace" } else { "enrol" }, "enrol", if day < 90 { "grace" } else { "enrol" }];
        assert_eq!(at_home, expected, "day {day}");
        let count = world.service.remind().await.unwrap();
        sent.extend((count > 0).then_some((day, count)));
        world.clock.forward(DAY);
    }
    assert_eq!(sent, [(1, 1), (17, 1), (24, 1), (30, 2), (60, 1), (76, 1), (83, 1), (89, 1)]);
    assert_eq!([verdict("s1", campus).await, verdict("g1", campus).await], ["campus", "enrol"]);

    let guest = MemberName::parse("g1").unwrap();
    world.service.set_group(&guest, None).await.unwrap();
    assert_eq!(verdict("g1", campus).await, "campus");
}
