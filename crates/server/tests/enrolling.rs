//! The ways to a key, and what becomes of keys.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::World;
use warifu::enrol::{ClientKey, StatusProof};
use warifu::otp::UnixTime;
use warifu_server::domain::enrolment::EnrolmentError;
use warifu_server::domain::{Intent, TypedCode};
use warifu_server::ports::{OsRandom, WallClock};
use warifu_server::service::{
    First, KeyStatus, Reason, ServiceError, StatusQuestion, StatusWord, TicketLife, Verdict,
};

async fn status(world: &World, held: &common::Held) -> StatusWord {
    let at = world.clock.now();
    let proof = StatusProof::derive(&held.seed, &held.id.to_string(), at, &world.service.origin);
    let question = StatusQuestion { key: held.id, at, proof };
    world.service.key_status(&[question]).await.unwrap()[0].word
}

#[tokio::test]
async fn a_lost_reply_is_given_again_until_the_key_is_confirmed_or_ten_minutes_are_over() {
    let world = World::new("nist").await;
    let name = world.add("a").await;
    let (mine, other) = (ClientKey::make(&OsRandom), ClientKey::make(&OsRandom));
    let offer = world.offer(&name, Intent::Add).await;
    let first = world.redeem(&offer, &mine).await.unwrap();
    world.clock.forward(599);
    let second = world.redeem(&offer, &mine).await.unwrap();
    assert_eq!((first.id, &first.seed), (second.id, &second.seed));
    assert!(matches!(world.redeem(&offer, &other).await, Err(ServiceError::Gone)));
    world.clock.forward(1);
    assert!(matches!(world.redeem(&offer, &mine).await, Err(ServiceError::Gone)));

    let offer = world.offer(&name, Intent::Add).await;
    let held = world.redeem(&offer, &mine).await.unwrap();
    world.confirm(&held, &world.code(&held)).await.unwrap();
    assert!(matches!(world.redeem(&offer, &mine).await, Err(ServiceError::Gone)));
}

#[tokio::test]
async fn tickets_and_pending_keys_end() {
    let world = World::new("nist").await;
    let name = world.add("a").await;
    let late = world.offer(&name, Intent::Add).await;
    let desk = world.service.make_ticket(&name, Intent::Add, TicketLife::HelpDesk).await.unwrap();
    world.clock.forward(600);
    let client = ClientKey::make(&OsRandom);
    assert!(matches!(world.redeem(&late, &client).await, Err(ServiceError::Gone)));
    let held = world.redeem(&desk, &client).await.unwrap();
    assert_eq!(status(&world, &held).await, StatusWord::Pending);
    world.clock.forward(24 * 3600);
    assert!(matches!(world.confirm(&held, &world.code(&held)).await, Err(ServiceError::Expired)));
    world.service.tidy().await.unwrap();
    assert!(matches!(world.confirm(&held, &world.code(&held)).await, Err(ServiceError::Expired)));
    assert_eq!(status(&world, &held).await, StatusWord::Unknown);
}

#[tokio::test]
async fn first_codes_are_judged_and_throttled() {
    let world = World::new("nist").await;
    let name = world.add("a").await;
    let held = world.pending(&name, Intent::Add).await;
    let early = common::code(&held.seed, common::START - 120);
    assert!(matches!(world.confirm(&held, &early).await, Err(ServiceError::ClockOff { seconds: -120 })));
    for number in 0..4 {
        let wrong = world.wrong_code(&held, number);
        assert!(matches!(world.confirm(&held, &wrong).await, Err(ServiceError::Wrong)), "{number}");
    }
    let right = world.confirm(&held, &world.code(&held)).await;
    assert!(matches!(right, Err(ServiceError::Locked { wait }) if wait.as_secs() == 30));
    world.clock.forward(30);
    world.confirm(&held, &world.code(&held)).await.unwrap();
}

#[tokio::test]
async fn confirming_again_needs_a_proof() {
    let world = World::new("nist").await;
    let (_, held) = world.enrol("a").await;
    let code = TypedCode::read(&world.code(&held)).unwrap();
    let at = world.clock.now();
    let proof = StatusProof::derive(&held.seed, &held.id.to_string(), at, &world.service.origin);
    let first = First { enrolment: held.redeemed.enrolment, key: held.id, code, proof: None };
    assert!(matches!(world.service.confirm(&first).await, Err(ServiceError::Gone)));
    let bad = First { proof: Some((at, StatusProof::from_bytes([0; 32]))), ..first.clone() };
    assert!(matches!(world.service.confirm(&bad).await, Err(ServiceError::Gone)));
    let good = First { proof: Some((at, proof)), ..first };
    assert!(world.service.confirm(&good).await.unwrap().replaced.is_empty());
}

#[tokio::test]
async fn replace_keeps_the_old_key_until_the_new_one_is_confirmed() {
    let world = World::new("nist").await;
    let (name, old) = world.enrol("a").await;
    let new = world.pending(&name, Intent::Replace(old.id)).await;
    world.clock.forward(30);
    assert!(matches!(world.verify(&name, &world.code(&old)).await.unwrap(), Verdict::Accept { .. }));
    let confirmed = world.confirm(&new, &world.code(&new)).await.unwrap();
    assert_eq!(confirmed.replaced, [old.id]);
    assert_eq!(status(&world, &old).await, StatusWord::Superseded);
    assert_eq!(status(&world, &new).await, StatusWord::Current);
    world.clock.forward(30);
    let verdict = world.verify(&name, &world.code(&old)).await.unwrap();
    assert!(matches!(verdict, Verdict::Reject(Reason::OldKey)));
    world.clock.forward(91 * 24 * 3600);
    world.service.tidy().await.unwrap();
    assert_eq!(status(&world, &old).await, StatusWord::Unknown, "its bytes are gone");
}

#[tokio::test]
async fn a_lost_key_dies_before_the_new_one_is_there() {
    let world = World::new("nist").await;
    let (name, old) = world.enrol("a").await;
    let new = world.pending(&name, Intent::Lost(old.id)).await;
    assert_eq!(status(&world, &old).await, StatusWord::Revoked);
    world.clock.forward(30);
    assert!(matches!(world.verify(&name, &world.code(&old)).await.unwrap(), Verdict::EnrolRequired));
    world.confirm(&new, &world.code(&new)).await.unwrap();
    world.clock.forward(30);
    assert!(matches!(world.verify(&name, &world.code(&new)).await.unwrap(), Verdict::Accept { .. }));
}

#[tokio::test]
async fn a_single_key_supersedes_and_five_are_enough() {
    let world = World::new("omu").await;
    let (name, old) = world.enrol("ab12345").await;
    let new = world.pending(&name, Intent::Add).await;
    assert_eq!(world.confirm(&new, &world.code(&new)).await.unwrap().replaced, [old.id]);

    let world = World::new("nist").await;
    let (name, _) = world.enrol("a").await;
    for _ in 1..5 {
        let held = world.pending(&name, Intent::Add).await;
        world.confirm(&held, &world.code(&held)).await.unwrap();
    }
    let sixth = world.service.make_ticket(&name, Intent::Add, TicketLife::Portal).await;
    assert!(matches!(sixth, Err(ServiceError::Enrolment(EnrolmentError::TooMany { most: 5 }))));
}

#[tokio::test]
async fn an_unfinished_enrolment_never_blocks_the_next() {
    let world = World::new("nist").await;
    let name = world.add("a").await;
    let mut begun = Vec::new();
    for _ in 0..7 {
        begun.push(world.pending(&name, Intent::Add).await);
        world.clock.forward(1);
    }
    let last = begun.pop().unwrap();
    assert!(matches!(world.confirm(&begun[0], &world.code(&begun[0])).await, Err(ServiceError::Expired)));
    world.confirm(&last, &world.code(&last)).await.unwrap();
}

#[tokio::test]
async fn a_status_needs_a_timely_proof() {
    let world = World::new("nist").await;
    let (_, held) = world.enrol("a").await;
    let now = world.clock.now();
    let ask = async |at: UnixTime, proof: StatusProof| -> KeyStatus {
        world.service.key_status(&[StatusQuestion { key: held.id, at, proof }]).await.unwrap()[0]
    };
    let proof = |at| StatusProof::derive(&held.seed, &held.id.to_string(), at, &world.service.origin);
    assert_eq!(ask(now, proof(now)).await.word, StatusWord::Current);
    assert_eq!(ask(now, proof(UnixTime::from_ms(1))).await.word, StatusWord::Unknown);
    for (seconds, word) in [(300, StatusWord::Current), (301, StatusWord::Unknown)] {
        for at in [common::START - seconds, common::START + seconds] {
            let at = UnixTime::from_secs(at);
            assert_eq!(ask(at, proof(at)).await.word, word, "{at:?}");
        }
    }
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
