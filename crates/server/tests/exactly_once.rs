//! Nothing is accepted twice and nothing is done by halves.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::sync::Arc;

use common::postgres::Cluster;
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
    for (node, code) in world.nodes.iter().cycle().zip(codes) {
        let (service, barrier, request) = (node.clone(), barrier.clone(), request(name, &code));
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

async fn equal_right_codes(world: Arc<World>) {
    let (name, held) = world.enrol("a").await;
    for round in 0..rounds(200, 10) {
        world.clock.forward(30);
        let verdicts = at_once(&world, &name, vec![world.code(&held); AT_ONCE]).await;
        let replays = count(&verdicts, |verdict| matches!(verdict, Verdict::Reject(Reason::Replay)));
        assert_eq!((count(&verdicts, accepted), replays), (1, AT_ONCE - 1), "round {round}");
    }
    world.clock.forward(30);
    assert!(accepted(&world.verify(&name, &world.code(&held)).await.unwrap()), "not locked");
}

async fn wrong_codes(world: Arc<World>) {
    let (name, held) = world.enrol("a").await;
    for round in 0..rounds(200, 10) {
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

async fn one_ticket(world: Arc<World>) {
    for round in 0..rounds(50, 1) {
        let name = world.add(&format!("m{round}")).await;
        let offer = world.offer(&name, Intent::Add).await;
        let mut tasks = JoinSet::new();
        for node in world.nodes.iter().cycle().take(AT_ONCE) {
            let (world, node, offer) = (world.clone(), node.clone(), offer.clone());
            tasks.spawn(async move {
                world.redeem_at(&node, &offer, &ClientKey::make(&OsRandom)).await.map(|held| held.id)
            });
        }
        let results = tasks.join_all().await;
        let gone = results.iter().filter(|result| matches!(result, Err(ServiceError::Gone))).count();
        assert_eq!((results.iter().filter(|result| result.is_ok()).count(), gone), (1, AT_ONCE - 1));
    }
}

async fn first_code(world: Arc<World>) {
    let name = world.add("a").await;
    let held = world.pending(&name, Intent::Add).await;
    let code = world.code(&held);
    let mut tasks = JoinSet::new();
    for node in world.nodes.iter().cycle().take(AT_ONCE) {
        let (world, node, held, code) = (world.clone(), node.clone(), held.clone(), code.clone());
        tasks.spawn(async move { world.confirm_at(&node, &held, &code).await.is_ok() });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|confirmed| *confirmed).count(), 1);
    let again = world.verify(&name, &code).await.unwrap();
    assert!(matches!(again, Verdict::Reject(Reason::Replay)), "spent everywhere");
}

/// Two keys of a member who may have one, confirmed at the same moment.
async fn only_one_key(world: Arc<World>) {
    for round in 0..rounds(50, 5) {
        let name = world.add(&format!("ab{round:05}")).await;
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(world.pending(&name, Intent::Add).await);
        }
        let mut tasks = JoinSet::new();
        for (node, held) in world.nodes.iter().cycle().zip(held) {
            let (world, node, code) = (world.clone(), node.clone(), world.code(&held));
            tasks.spawn(async move { world.confirm_at(&node, &held, &code).await.unwrap().replaced.len() });
        }
        let replaced: usize = tasks.join_all().await.into_iter().sum();
        assert_eq!(replaced, 3, "round {round}: one of four is left");
    }
}

macro_rules! on_both {
    ($($check:ident: $preset:literal, $name:ident;)*) => {
        mod sqlite {
            use super::*;

            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$check(Arc::new(World::new($preset).await)).await;
            })*
        }

        /// One database server for all, since making one takes seconds.
        async fn on_postgres(nodes: u8) {
            let cluster = Cluster::start().await;
            $({
                let url = cluster.database(stringify!($check)).await;
                $check(Arc::new(World::with_nodes(nodes, &url, $preset).await)).await;
            })*
        }
    };
}

on_both! {
    equal_right_codes: "nist", of_64_equal_right_codes_one_is_accepted_and_the_member_is_not_locked;
    wrong_codes: "nist", of_64_wrong_codes_5_are_judged_and_59_are_locked;
    one_ticket: "nist", one_ticket_gives_one_key_to_one_of_64_authenticators;
    first_code: "nist", a_first_code_said_64_times_confirms_once;
    only_one_key: "omu", keys_confirmed_at_once_leave_one;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_with_one_node() {
    on_postgres(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_with_three_nodes() {
    on_postgres(3).await;
}
