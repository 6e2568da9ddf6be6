//! What operators do while the server runs.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::path::Path;

use common::browser::{Browser, portal};
use common::{World, party, request};
use warifu::enrol::ClientKey;
use warifu_server::audit::{Checkpoint, Finding};
use warifu_server::domain::{Intent, WriterId};
use warifu_server::keyring::Keyring;
use warifu_server::look::Look;
use warifu_server::metrics::Metrics;
use warifu_server::password::PlainPassword;
use warifu_server::ports::OsRandom;
use warifu_server::service::{Reason, Service, ServiceError, TicketLife, Verdict};
use zeroize::Zeroizing;

#[tokio::test]
async fn rotation_seals_everything_anew_while_codes_are_accepted() {
    let world = World::new("nist").await;
    let mut members = Vec::new();
    for number in 0..120 {
        members.push(world.enrol(&format!("m{number}")).await);
    }
    let password = || PlainPassword::new(Zeroizing::new("right".into())).unwrap();
    world.service.set_password(&members[0].0, password()).await.unwrap();
    world.clock.forward(30);
    world.service.ring.rotate(&warifu_server::ports::OsRandom).unwrap();
    assert!(matches!(world.service.retire().await, Err(ServiceError::StillUsed)));
    let (newest, count) = world.service.rotate().await.unwrap();
    assert_eq!(count, 241, "keys, notices of them and a password");
    world.service.retire().await.unwrap();
    assert_eq!(world.service.ring.newest().unwrap(), newest);
    for (name, held) in &members {
        assert!(matches!(world.verify(name, &world.code(held)).await.unwrap(), Verdict::Accept { .. }));
    }
    world.service.sign_in(&members[0].0, password()).await.unwrap();
}

/// Another node over the same database, with a copy of the ring of its own.
fn other_node(world: &World, ring: &Path) -> Service {
    let one = &world.service;
    Service {
        store: one.store.clone(),
        ring: Keyring::open(ring).unwrap(),
        clock: one.clock.clone(),
        random: one.random.clone(),
        policy: one.policy.clone(),
        look: Look::default(),
        origin: one.origin.clone(),
        campus: Vec::new(),
        proxies: Vec::new(),
        sends_mail: one.sends_mail,
        directory: one.directory.clone(),
        hasher: one.hasher.clone(),
        metrics: Metrics::default(),
        writer: WriterId::from_bytes([9; 16]),
    }
}

#[tokio::test]
async fn nodes_with_rings_of_their_own_rotate_without_a_gap() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    let [first, second] = ["keyring", "second"].map(|file| world.folder.path().join(file));
    let copy = || fs::copy(&first, &second).unwrap();
    copy();
    let node = other_node(&world, &second);
    let verify = async || {
        world.clock.forward(30);
        let verdict = node.verify(&party(), &request(&name, &world.code(&held))).await.unwrap();
        assert!(matches!(verdict, Verdict::Accept { .. }), "{verdict:?}");
    };
    let next = world.service.ring.prepare(&OsRandom).unwrap();
    assert_eq!(world.service.ring.prepare(&OsRandom).unwrap(), next, "prepared once");
    copy();
    assert_eq!(world.service.rotate().await.unwrap().0, next);
    verify().await; // the other one knows the key that seals now, and does not seal with it yet
    let offer = node.make_ticket(&name, Intent::Add, TicketLife::Portal).await.unwrap();
    world.redeem_at(&node, &offer, &ClientKey::make(&OsRandom)).await.unwrap();
    assert!(matches!(world.service.retire().await, Err(ServiceError::StillUsed)));
    copy();
    assert_eq!(node.reseal().await.unwrap(), (next, 1), "what the other one sealed meanwhile");
    world.service.retire().await.unwrap();
    copy();
    verify().await;
}

#[tokio::test]
async fn after_a_restore_nothing_that_was_open_counts() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    let pending = world.pending(&name, Intent::Add).await;
    world.clock.forward(60);
    world.service.restored().await.unwrap();
    let verdict = world.verify(&name, &world.code(&held)).await.unwrap();
    assert!(matches!(verdict, Verdict::Reject(Reason::Replay)), "{verdict:?}");
    assert!(matches!(world.confirm(&pending, &world.code(&pending)).await, Err(ServiceError::Expired)));
    world.clock.forward(60);
    assert!(matches!(world.verify(&name, &world.code(&held)).await.unwrap(), Verdict::Accept { .. }));
}

#[tokio::test]
async fn recovery_codes_are_sealed_anew_and_a_restore_voids_them() {
    let world = portal("nist").await;
    let browser = Browser::new(&world, "en");
    browser.set_up().await;
    let codes = browser.post("/recovery", "").await.codes();
    world.service.rotate().await.unwrap();
    world.service.retire().await.unwrap();
    let sign_in = async |code: &str| {
        browser.post("/sign-out", "").await;
        browser.sign_in().await;
        browser.post("/code/recovery", &format!("code={code}")).await.location().to_owned()
    };
    assert_eq!(sign_in(&codes[0]).await, "/devices");
    world.service.restored().await.unwrap();
    assert_eq!(sign_in(&codes[1]).await, "");
}

#[tokio::test]
async fn a_log_of_more_than_a_thousand_entries_is_verified_whole() {
    let world = World::new("nist").await;
    for number in 0..1005 {
        world.add(&format!("m{number}")).await;
    }
    let checkpoint = world.service.checkpoint().await.unwrap().unwrap();
    assert_eq!(world.service.verify_audit(&[checkpoint]).await.unwrap(), [(world.service.writer, Ok(1005))]);
    let other = Checkpoint { writer: WriterId::from_bytes([99; 16]), ..checkpoint };
    let found = world.service.verify_audit(&[other]).await.unwrap();
    assert!(found.contains(&(other.writer, Err(Finding::Forged { counted: 1005 }))), "{found:?}");
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
