//! Nothing is accepted twice and nothing is done by halves.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::sync::Arc;

use common::{World, party, request, rounds};
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use warifu::enrol::ClientKey;
use warifu_server::domain::{Intent, MemberName};
use warifu_server::ports::OsRandom;
use warifu_server::service::{Reason, ServiceError, Verdict};

/// How many ask at the same moment.
const AT_ONCE: usize = 64;

/// Asks for all `codes` at once.
async fn at_once(world: &World, name: &MemberName, codes: Vec<String>) -> Vec<Verdict> {
    let barrier = Arc::new(Barrier::new(codes.len()));
    let mut tasks = JoinSet::new();
    for code in codes {
        let (service, barrier, request) = (world.service.clone(), barrier.clone(), request(name, &code));
        tasks.spawn(async move {
            barrier.wait().await;
            service.verify(&party(), &request).await.unwrap()
        });
    }
    tasks.join_all().await
}

fn count(verdicts: &[Verdict], is: impl Fn(&Verdict) -> bool) -> usize {
    verdicts.iter().filter(|verdict| is(verdict)).count()
}

fn accepted(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Accept { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_equal_right_codes_one_is_accepted_and_the_member_is_not_locked() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    for round in 0..rounds(200, 2) {
        world.clock.forward(30);
        let verdicts = at_once(&world, &name, vec![world.code(&held); AT_ONCE]).await;
        let replays = count(&verdicts, |verdict| matches!(verdict, Verdict::Reject(Reason::Replay)));
        assert_eq!((count(&verdicts, accepted), replays), (1, AT_ONCE - 1), "round {round}");
    }
    world.clock.forward(30);
    assert!(accepted(&world.verify(&name, &world.code(&held)).await.unwrap()), "not locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_wrong_codes_5_are_judged_and_59_are_locked() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    for round in 0..rounds(200, 2) {
        world.clock.forward(30);
        let wrong = (0..AT_ONCE as u32).map(|number| world.wrong_code(&held, number)).collect();
        let verdicts = at_once(&world, &name, wrong).await;
        let judged = count(&verdicts, |verdict| matches!(verdict, Verdict::Reject(Reason::Wrong)));
        let locked = count(&verdicts, |verdict| {
            matches!(verdict, Verdict::Reject(Reason::Locked { retry_after_s: 30 }))
        });
        assert_eq!((judged, locked), (5, 59), "round {round}");
        let right = world.verify(&name, &world.code(&held)).await.unwrap();
        assert!(matches!(right, Verdict::Reject(Reason::Locked { .. })), "the right one waits, too");
        world.clock.forward(30);
        assert!(accepted(&world.verify(&name, &world.code(&held)).await.unwrap()), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_ticket_gives_one_key_to_one_of_64_authenticators() {
    let world = Arc::new(World::new("nist").await);
    for round in 0..rounds(50, 1) {
        let name = world.add(&format!("m{round}")).await;
        let offer = world.offer(&name, Intent::Add).await;
        let mut tasks = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (world, offer) = (world.clone(), offer.clone());
            tasks.spawn(async move {
                world.redeem(&offer, &ClientKey::make(&OsRandom)).await.map(|held| held.id)
            });
        }
        let results = tasks.join_all().await;
        let gone = results.iter().filter(|result| matches!(result, Err(ServiceError::Gone))).count();
        assert_eq!((results.iter().filter(|result| result.is_ok()).count(), gone), (1, AT_ONCE - 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_code_said_64_times_confirms_once() {
    let world = Arc::new(World::new("nist").await);
    let name = world.add("a").await;
    let held = world.pending(&name, Intent::Add).await;
    let code = world.code(&held);
    let mut tasks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (world, held, code) = (world.clone(), held.clone(), code.clone());
        tasks.spawn(async move { world.confirm(&held, &code).await.is_ok() });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|confirmed| *confirmed).count(), 1);
    let again = world.verify(&name, &code).await.unwrap();
    assert!(matches!(again, Verdict::Reject(Reason::Replay)), "spent everywhere");
}
