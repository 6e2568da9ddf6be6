//! The self-test, as anybody tries it from anywhere.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use common::World;
use common::browser::{Browser, portal};
use warifu_server::domain::Intent;
use warifu_server::ports::WallClock;
use warifu_server::service::{Reason, Verdict};

async fn test(browser: &Browser<'_>, id: &str, code: &str) -> common::browser::Page {
    browser.post("/test", &format!("id={id}&code={code}")).await
}

#[tokio::test]
async fn every_answer_says_what_it_is() {
    for (language, words) in [
        (
            "ja",
            [
                "テスト用ページ",
                "正しいワンタイム",
                "使用済みです",
                "パスワードが違います",
                "120秒進んで",
                "90秒遅れて",
                "古いキー",
                "秒後にもう一度",
            ],
        ),
        (
            "en",
            [
                "test page",
                "is right",
                "used already",
                "password is wrong",
                "120 seconds fast",
                "90 seconds slow",
                "old key",
                "again in",
            ],
        ),
    ] {
        let world = World::new("omu").await;
        let (name, held) = world.enrol("ab12345").await;
        let browser = Browser::new(&world, language);
        browser.get("/test").await.says(&[words[0]]);
        test(&browser, "ab12345", &world.code(&held)).await.says(&[words[2]]);
        world.clock.forward(30);
        let right = test(&browser, "+AB12345", &world.code(&held)).await;
        assert_eq!(right.status, StatusCode::OK);
        right.says(&[words[1]]);
        let verdict = world.verify(&name, &world.code(&held)).await.unwrap();
        assert!(matches!(verdict, Verdict::Reject(Reason::Replay)), "spent everywhere: {verdict:?}");
        for (off, said) in [(None, words[3]), (Some(120), words[4]), (Some(-90), words[5])] {
            let at = |off| world.clock.now().as_secs().checked_add_signed(off).unwrap();
            let code = off.map_or(world.wrong_code(&held, 1), |off| common::code(&held.seed, at(off)));
            let mut refused = test(&browser, "ab12345", &code).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            if off > Some(0) {
                refused.says(&[words[3]]); // a guess may have hit it: the next one tells
                world.clock.forward(30);
                let next = common::code(&held.seed, at(off.unwrap()));
                refused = test(&browser, "ab12345", &next).await;
            }
            refused.says(&[said, "value=\"ab12345\""]);
            test(&browser, "ab12345", &code).await.says(&[words[7]]);
            world.clock.forward(30); // in the same place of a step
        }
        let newer = world.pending(&name, Intent::Add).await;
        world.confirm(&newer, &world.code(&newer)).await.unwrap();
        world.clock.forward(60);
        test(&browser, "ab12345", &world.code(&held)).await.says(&[words[6]]);
    }
}

#[tokio::test]
async fn strangers_learn_nothing_and_lock_nobody_out() {
    let world = World::new("omu").await;
    let (name, held) = world.enrol("ab12345").await;
    world.add("ab12346").await;
    let browser = Browser::new(&world, "ja");
    let shown = async |id: &str| test(&browser, id, "000000").await.html.replace(id, "ID");
    let pages = [shown("ab12345").await, shown("ab12346").await, shown("ab12347").await];
    assert!(pages[0] == pages[1] && pages[1] == pages[2], "with, without a key, unknown");
    let waiting = [shown("ab12345").await, shown("ab12346").await, shown("ab12347").await];
    assert!(waiting[0] == waiting[1] && waiting[1] == waiting[2] && waiting[0].contains("秒後に"));
    for _ in 0..120 {
        world.clock.forward(3600);
        test(&browser, "ab12345", &world.wrong_code(&held, 0)).await;
    }
    world.clock.forward(3600);
    test(&browser, "ab12345", &world.code(&held)).await.says(&["上限に達しました"]);
    let verdict = world.verify(&name, &world.code(&held)).await.unwrap();
    assert!(matches!(verdict, Verdict::Accept { .. }), "{verdict:?}");
    world.clock.forward(86_400 + 3600);
    world.service.tidy().await.unwrap();
    test(&browser, "ab12345", &world.code(&held)).await.says(&["正しい"]);
    test(&browser, "%22%3E%3Cscript%3E", "1").await.says(&["&#60;script&#62;"]);
}

#[tokio::test]
async fn it_says_from_where_one_comes() {
    let world = portal("omu").await;
    for (language, on, off) in
        [("ja", "「学内」として", "「学外」として"), ("en", "on campus (学内)", "off campus (学外)")]
    {
        let browser = Browser::new(&world, language);
        for (peer, forwarded, expected) in [
            ("192.0.2.7:1", None, on),
            ("[::ffff:192.0.2.7]:1", None, on),
            ("[2001:db8::7]:1", None, on),
            ("198.51.100.1:1", None, off),
            ("198.51.100.1:1", Some("192.0.2.7"), off),
            ("10.1.1.1:1", Some("192.0.2.7"), on),
            ("10.1.1.1:1", Some("192.0.2.7, 198.51.100.1"), off),
            ("10.1.1.1:1", Some("nonsense"), off),
        ] {
            let request = browser.request("GET", "/test");
            let request =
                forwarded.into_iter().fold(request, |request, it| request.header("x-forwarded-for", it));
            let peer: SocketAddr = peer.parse().unwrap();
            let request = request.extension(ConnectInfo(peer)).body(Body::empty()).unwrap();
            browser.send(request).await.says(&[expected]);
        }
        browser.get("/test").await.says(&[off]); // it cannot be told
    }
}

#[tokio::test]
async fn on_campus_it_promises_nothing_to_groups_that_are_asked_there() {
    for rules in ["", "[groups.guest]\ncode_on_campus = true\n"] {
        let world = World::new("nist").await.with_groups(rules);
        for (language, said, more) in [
            ("ja", "求められません。", "(所属によっては求められます)"),
            ("en", "no one-time password is asked", "Members of some groups are asked"),
        ] {
            let browser = Browser::new(&world, language);
            let peer: SocketAddr = "192.0.2.7:1".parse().unwrap();
            let request = browser.request("GET", "/test").extension(ConnectInfo(peer));
            let page = browser.send(request.body(Body::empty()).unwrap()).await;
            page.says(&[said]);
            assert_eq!(page.html.contains(more), !rules.is_empty(), "{language}");
            assert!(!browser.get("/test").await.html.contains(more), "off campus");
        }
    }
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
