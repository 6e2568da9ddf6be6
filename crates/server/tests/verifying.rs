//! What a relying party is told.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::{World, party, request};
use warifu_server::domain::{BrowserToken, Intent, MemberName};
use warifu_server::ports::WallClock;
use warifu_server::service::{Reason, ServiceError, Verdict, VerifyRequest, Why};

async fn check(world: &World, request: &VerifyRequest, expected: &str) -> Option<BrowserToken> {
    let verdict = world.service.verify(&party(), request).await.unwrap();
    let (said, browser) = match verdict {
        Verdict::Accept { browser, .. } => ("accept", browser),
        Verdict::NotRequired { why, browser } => (why.as_str(), browser),
        Verdict::Reject(reason) => (reason.as_str(), None),
        Verdict::EnrolRequired => ("enrol", None),
    };
    assert_eq!(said, expected);
    browser
}

#[tokio::test]
async fn every_answer_has_its_word() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    check(&world, &request(&name, &world.code(&held)), "already_used").await;
    world.clock.forward(30);
    check(&world, &request(&name, &world.wrong_code(&held, 0)), "wrong").await;
    check(&world, &request(&name, "no code at all, and much longer than one"), "wrong").await;
    let behind = common::code(&held.seed, common::START + 30 - 300);
    check(&world, &request(&name, &behind), "clock_off").await;
    check(&world, &request(&name, &world.code(&held)), "accept").await;
    check(&world, &request(&MemberName::parse("nobody").unwrap(), "123456"), "no_such_member").await;
    let without = world.add("b").await;
    check(&world, &request(&without, "123456"), "enrol").await;
    world.pending(&without, Intent::Add).await;
    check(&world, &request(&without, "123456"), "enrol").await;
}

#[tokio::test]
async fn a_clock_that_is_ahead_is_told_by_its_second_code() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    let ahead = |seconds| common::code(&held.seed, world.clock.now().as_secs() + seconds);
    world.clock.forward(30);
    check(&world, &request(&name, &ahead(300)), "wrong").await;
    check(&world, &request(&name, &ahead(300)), "wrong").await; // the same once more tells a guesser nothing
    check(&world, &request(&name, &ahead(330)), "clock_off").await;
    check(&world, &request(&name, &ahead(60)), "wrong").await; // not what a clock that is 300 s ahead shows next
    check(&world, &request(&name, &world.code(&held)), "accept").await;
    world.clock.forward(300);
    check(&world, &request(&name, &world.code(&held)), "accept").await; // what was shown early counts in its time
}

#[tokio::test]
async fn an_operator_gives_tries_back() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    world.clock.forward(30);
    for number in 0..5 {
        check(&world, &request(&name, &world.wrong_code(&held, number)), "wrong").await;
    }
    check(&world, &request(&name, &world.code(&held)), "locked").await;
    world.service.unlock(&name).await.unwrap();
    check(&world, &request(&name, &world.code(&held)), "accept").await;
}

#[tokio::test]
async fn on_campus_no_code_is_asked() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    world.clock.forward(30);
    let from = |client: &str| VerifyRequest { client: Some(client.parse().unwrap()), ..request(&name, "1") };
    for client in ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"] {
        check(&world, &from(client), "campus").await;
    }
    for client in ["192.0.3.1", "2001:db9::1", "::1"] {
        check(&world, &from(client), "wrong").await;
    }
    check(&world, &request(&name, &world.code(&held)), "accept").await;
}

#[tokio::test]
async fn within_the_grace_no_key_is_needed() {
    let world = World::new("osaka-u").await;
    let name = world.add("a").await;
    check(&world, &request(&name, "1"), Why::Grace.as_str()).await;
    world.clock.forward(90 * 24 * 3600);
    check(&world, &request(&name, "1"), "enrol").await;
}

#[tokio::test]
async fn a_trusted_browser_is_not_asked_until_its_time_is_over_or_it_was_copied() {
    let world = World::new("omu").await;
    let (name, held) = world.enrol("ab12345").await;
    world.clock.forward(30);
    let asked = VerifyRequest { trust: true, ..request(&name, &world.code(&held)) };
    let first = check(&world, &asked, "accept").await.unwrap();
    let shows = |token: &BrowserToken| VerifyRequest { browser: Some(token.clone()), ..request(&name, "1") };
    let second = check(&world, &shows(&first), "trusted_browser").await.unwrap();
    assert!(check(&world, &shows(&first), "trusted_browser").await.is_none(), "a second tab");
    world.clock.forward(60);
    check(&world, &shows(&first), "wrong").await;
    check(&world, &shows(&second), "wrong").await; // the copy ended the trust

    let asked = VerifyRequest { trust: true, ..request(&name, &world.code(&held)) };
    let token = check(&world, &asked, "accept").await.unwrap();
    world.clock.forward(30 * 24 * 3600);
    check(&world, &shows(&token), "wrong").await;
}

#[tokio::test]
async fn a_browser_is_trusted_for_its_member_only() {
    let world = World::new("omu").await;
    let (name, held) = world.enrol("ab12345").await;
    let (other, _) = world.enrol("cd12345").await;
    world.clock.forward(30);
    let asked = VerifyRequest { trust: true, ..request(&name, &world.code(&held)) };
    let token = check(&world, &asked, "accept").await.unwrap();
    check(&world, &VerifyRequest { browser: Some(token), ..request(&other, "1") }, "wrong").await;
}

#[tokio::test]
async fn after_a_hundred_wrong_tries_nothing_is_judged() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    for number in 0..100 {
        world.clock.forward(3600);
        check(&world, &request(&name, &world.wrong_code(&held, number)), "wrong").await;
    }
    world.clock.forward(365 * 24 * 3600);
    check(&world, &request(&name, &world.code(&held)), "stopped").await;
}

#[tokio::test]
async fn a_clock_that_went_back_accepts_nothing() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    world.clock.forward(3600);
    assert!(matches!(world.verify(&name, &world.code(&held)).await.unwrap(), Verdict::Accept { .. }));
    world.clock.back(30);
    let slightly = world.verify(&name, &world.code(&held)).await.unwrap();
    assert!(matches!(slightly, Verdict::Reject(Reason::Replay)), "a corrected clock");
    world.clock.back(1);
    assert!(matches!(world.verify(&name, &world.code(&held)).await, Err(ServiceError::ClockBack)));
    world.service.accept_clock().await.unwrap();
    let spent = world.verify(&name, &world.code(&held)).await.unwrap();
    assert!(matches!(spent, Verdict::Reject(Reason::Replay)), "what is spent stays spent");
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
