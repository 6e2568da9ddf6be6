//! What lies on the disk: no key, nothing that can be moved, nothing that a restore brings back.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::HashMap;
use std::fs;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use common::{World, rounds};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use warifu::secret::Secret;
use warifu_server::audit::Finding;
use warifu_server::domain::Intent;
use warifu_server::keyring::{Keyring, KeyringError};
use warifu_server::service::{Reason, ServiceError, Verdict};

/// A second way to the database, as somebody has who may write to it.
async fn connect(world: &World) -> SqliteConnection {
    SqliteConnectOptions::new().filename(world.database()).connect().await.unwrap()
}

async fn execute(world: &World, sql: &'static str) {
    let mut connection = connect(world).await;
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// How a key may be spelled: raw, hexadecimal in both cases, base32, base64 in both alphabets.
fn spellings(seed: &Secret) -> [Vec<u8>; 6] {
    let bytes = seed.expose();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [
        bytes.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        seed.to_base32().as_bytes().to_vec(),
        BASE64_STANDARD_NO_PAD.encode(bytes).into_bytes(),
        BASE64_URL_SAFE_NO_PAD.encode(bytes).into_bytes(),
    ]
}

/// Which of `known` stand in `dump`, found by their first 16 bytes.
fn found(dump: &[u8], known: &[Secret]) -> usize {
    let starts: HashMap<[u8; 16], usize> = known
        .iter()
        .enumerate()
        .flat_map(|(at, seed)| spellings(seed).map(|text| (*text.first_chunk().unwrap(), at)))
        .collect();
    dump.windows(16).filter(|window| starts.contains_key(*window)).count()
}

#[tokio::test]
async fn no_key_lies_in_the_database_in_any_spelling() {
    let world = World::new("nist").await;
    let mut known = Vec::new();
    for number in 0..rounds(1000, 100) {
        known.push(world.enrol(&format!("m{number}")).await.1.seed);
    }
    let copy = world.folder.path().join("copy.db");
    world.sqlite().backup(&copy).await.unwrap();
    let files = fs::read_dir(world.folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let dump: Vec<u8> =
        files.filter(|path| !path.ends_with("keyring")).flat_map(|path| fs::read(path).unwrap()).collect();
    assert!(dump.len() > 100_000, "the dump has {} bytes", dump.len());
    assert_eq!(found(&dump, &known), 0);
    let planted = [dump.as_slice(), &spellings(&known[7])[3]].concat();
    assert_eq!(found(&planted, &known), 1, "a key that is there is found");
}

#[tokio::test]
async fn rows_swapped_in_the_database_are_refused() {
    for sql in [
        "CREATE TEMP TABLE was AS SELECT * FROM keys; \
         UPDATE keys SET sealed = (SELECT sealed FROM was WHERE was.id <> keys.id)",
        "CREATE TEMP TABLE was AS SELECT * FROM keys; \
         UPDATE keys SET member = (SELECT member FROM was WHERE was.id <> keys.id)",
        "UPDATE keys SET sealed = CAST(substr(sealed, 1, 40) || x'0000' || substr(sealed, 43) AS BLOB)",
    ] {
        let world = World::new("nist").await;
        let [(a, of_a), (b, of_b)] = [world.enrol("a").await, world.enrol("b").await];
        world.clock.forward(30);
        execute(&world, sql).await;
        for (name, held) in [(&a, &of_a), (&b, &of_b), (&a, &of_b), (&b, &of_a)] {
            let verdict = world.verify(name, &world.code(held)).await;
            assert!(
                matches!(verdict, Err(ServiceError::Keyring(KeyringError::Sealed))),
                "{sql}: {verdict:?}"
            );
        }
    }
}

#[tokio::test]
async fn without_its_key_ring_nothing_is_accepted() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    let path = world.folder.path().join("keyring");
    fs::remove_file(&path).unwrap();
    Keyring::create(&path, &warifu_server::ports::OsRandom).unwrap();
    let (folder, clock) = (world.folder, world.clock);
    let world = World::over(folder, clock, "nist").await;
    world.clock.forward(30);
    let verdict = world.verify(&name, &world.code(&held)).await;
    assert!(matches!(verdict, Err(ServiceError::Keyring(KeyringError::NoSuchKey { .. }))));
}

#[tokio::test]
async fn a_restored_backup_accepts_no_code_that_may_have_been_used() {
    let world = World::new("nist").await;
    let (name, held) = world.enrol("a").await;
    let pending = world.pending(&name, Intent::Add).await;
    let offer = world.offer(&name, Intent::Add).await;
    let copy = world.folder.path().join("copy.db");
    world.sqlite().backup(&copy).await.unwrap();
    world.clock.forward(60);
    let ahead = common::code(&held.seed, common::START + 90); // an authenticator that is a step ahead
    assert!(matches!(world.verify(&name, &ahead).await.unwrap(), Verdict::Accept { .. }));

    let folder = tempfile::tempdir().unwrap();
    fs::copy(world.folder.path().join("keyring"), folder.path().join("keyring")).unwrap();
    fs::copy(&copy, folder.path().join("warifu.db")).unwrap();
    let world = World::over(folder, world.clock.clone(), "nist").await;
    world.service.restored().await.unwrap();
    for secs in [30, 60, 90] {
        let code = common::code(&held.seed, common::START + secs);
        let verdict = world.verify(&name, &code).await.unwrap();
        assert!(matches!(verdict, Verdict::Reject(Reason::Replay)), "{secs}: {verdict:?}");
    }
    assert!(matches!(world.confirm(&pending, &world.code(&pending)).await, Err(ServiceError::Expired)));
    let client = warifu::enrol::ClientKey::make(&warifu_server::ports::OsRandom);
    assert!(matches!(world.redeem(&offer, &client).await, Err(ServiceError::Gone)));
    world.clock.forward(60);
    assert!(matches!(world.verify(&name, &world.code(&held)).await.unwrap(), Verdict::Accept { .. }));
}

#[tokio::test]
async fn the_log_in_the_database_shows_every_change_before_the_last_checkpoint() {
    for (sql, finding) in [
        ("UPDATE audit SET detail = 'x' WHERE seq = 3", Finding::Altered { seq: 3 }),
        ("UPDATE audit SET at_ms = at_ms + 1 WHERE seq = 1", Finding::Altered { seq: 1 }),
        ("DELETE FROM audit WHERE seq = 2", Finding::Altered { seq: 2 }),
        ("DELETE FROM audit WHERE seq > 4", Finding::Cut { found: 4, counted: 6 }),
        ("DELETE FROM audit", Finding::Cut { found: 0, counted: 6 }),
        ("UPDATE checkpoints SET seq = 5", Finding::Forged { counted: 5 }),
    ] {
        let world = World::new("nist").await;
        let (name, _) = world.enrol("a").await; // added, ticket, redeemed, confirmed
        for _ in 0..2 {
            world.verify(&name, "000000").await.unwrap();
        }
        let outside = world.service.checkpoint().await.unwrap().unwrap();
        world.verify(&name, "000000").await.unwrap();
        let whole = world.service.verify_audit(&[outside]).await.unwrap();
        assert_eq!(whole, [(world.service.writer, Ok(7))]);
        execute(&world, sql).await;
        let found = world.service.verify_audit(&[]).await.unwrap();
        assert_eq!(found, [(world.service.writer, Err(finding))], "{sql}");
        execute(&world, "DELETE FROM checkpoints").await;
        let found = world.service.verify_audit(&[outside]).await.unwrap();
        assert_eq!(
            found[0].1.is_err(),
            !sql.contains("checkpoints"),
            "{sql}, against the checkpoint elsewhere"
        );
    }
}
