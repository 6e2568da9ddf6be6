//! What lies on the disk: no key, nothing that can be moved, nothing that a restore brings back.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::HashMap;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use axum::http::StatusCode;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use common::browser::{Browser, Page, portal};
use common::postgres::Cluster;
use common::{World, rounds};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use warifu::secret::Secret;
use warifu_server::audit::Finding;
use warifu_server::domain::{Intent, MemberName};
use warifu_server::keyring::{Keyring, KeyringError};
use warifu_server::password::PlainPassword;
use warifu_server::service::{Fate, Post, Reason, ServiceError, Verdict, WrittenMail};
use zeroize::Zeroizing;

/// A second way to the database, as somebody has who may write to it.
async fn connect(world: &World) -> SqliteConnection {
    SqliteConnectOptions::new().filename(world.database()).connect().await.unwrap()
}

async fn execute(world: &World, sql: &str) {
    let mut connection = connect(world).await;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How a key may be spelled: raw, hexadecimal in both cases, base32, base64 in both alphabets.
fn spellings(seed: &Secret) -> [Vec<u8>; 6] {
    let bytes = seed.expose();
    let hex = hex(bytes);
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

/// A dump as text, and the bytes that stand in it in hexadecimal.
fn with_bytes(dump: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(dump).unwrap();
    let fields = text.split("\\\\x").skip(1).flat_map(|field| {
        let digits: Vec<u8> = field.bytes().take_while(u8::is_ascii_hexdigit).collect();
        digits.chunks_exact(2).map(|two| std::str::from_utf8(two).unwrap().to_owned()).collect::<Vec<_>>()
    });
    let bytes: Vec<u8> = fields.map(|two| u8::from_str_radix(&two, 16).unwrap()).collect();
    [text.into_bytes(), bytes].concat()
}

#[tokio::test]
async fn no_key_lies_in_a_dump_of_postgresql_in_any_spelling() {
    let cluster = Cluster::start().await;
    let world = World::with_nodes(1, &cluster.database("w").await, "nist").await;
    let mut known = Vec::new();
    for number in 0..rounds(1000, 100) {
        known.push(world.enrol(&format!("m{number}")).await.1.seed);
    }
    let dump = with_bytes(cluster.dump("w"));
    assert!(dump.len() > 100_000, "the dump has {} bytes", dump.len());
    assert_eq!(found(&dump, &known), 0);
    drop(world); // it watches its log, in which a statement with a key is found, too
    for spelling in spellings(&known[7]) {
        cluster.execute("w", &format!("UPDATE keys SET sealed = '\\x{}'", hex(&spelling))).await;
        assert!(found(&with_bytes(cluster.dump("w")), &known) > 0, "a key that is there is found");
    }
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

/// Two members of the portal.
const TWO: [&str; 2] = ["ab12345", "ab67890"];

/// Both with a password; nobody is signed in.
async fn two() -> World {
    let world = portal("osaka-u").await;
    let other = MemberName::parse(TWO[1]).unwrap();
    world.service.add_member(other.clone(), "taro@example.com", None).await.unwrap();
    let password = PlainPassword::new(Zeroizing::new("right".into())).unwrap();
    world.service.set_password(&other, password).await.unwrap();
    world
}

async fn sign_in<'a>(world: &'a World, name: &str) -> (Browser<'a>, Page) {
    world.clock.forward(60);
    let browser = Browser::new(world, "en");
    let page = browser.post("/sign-in", &format!("id={name}&password=right")).await;
    (browser, page)
}

/// What a member types, and where.
struct Typed<'a> {
    browser: Browser<'a>,
    path: &'static str,
    code: String,
}

impl Typed<'_> {
    async fn send(&self) -> Page {
        self.browser.post(self.path, &format!("code={}", self.code)).await
    }
}

/// Both with a mailed code.
async fn mailed<'a>(world: &'a World, name: &str) -> Typed<'a> {
    let (browser, _) = sign_in(world, name).await;
    let code = browser.mailed_code().await;
    Typed { browser, path: "/mail", code }
}

/// Signed in once more, after setting up a key, recovery codes and a release code.
async fn set_up<'a>(world: &'a World, name: &str) -> (Browser<'a>, String) {
    let (browser, _) = sign_in(world, name).await;
    browser.prove().await;
    browser.add_device("").await;
    let recovery = browser.post("/recovery", "").await.codes().remove(0);
    let set = browser.post("/devices/release", "code=2580").await;
    assert_eq!(set.location(), "/devices?said=release_set");
    (sign_in(world, name).await.0, recovery)
}

async fn recovering<'a>(world: &'a World, name: &str) -> Typed<'a> {
    let (browser, code) = set_up(world, name).await;
    Typed { browser, path: "/code/recovery", code }
}

async fn releasing<'a>(world: &'a World, name: &str) -> Typed<'a> {
    let (browser, _) = set_up(world, name).await;
    Typed { browser, path: "/code/release", code: "2580".into() }
}

/// Swaps in `table` what the rows of two members say in `column`.
fn swapped(table: &str, column: &str) -> String {
    format!(
        "CREATE TEMP TABLE was AS SELECT * FROM {table}; DELETE FROM {table}; INSERT INTO {table} SELECT * FROM was; \
         UPDATE {table} SET {column} = \
         (SELECT {column} FROM was WHERE was.member <> {table}.member ORDER BY was.id LIMIT 1)"
    )
}

/// The same for a column that must differ from row to row: the other member gets what was sealed for this one.
fn moved(table: &str) -> String {
    format!(
        "CREATE TEMP TABLE was AS SELECT * FROM {table}; DELETE FROM {table}; UPDATE was SET member = \
         (SELECT id FROM members WHERE id <> was.member LIMIT 1); INSERT INTO {table} SELECT * FROM was"
    )
}

/// Fails unless both members' codes are refused once `sql` was done, and are right without it.
macro_rules! refused_after {
    ($make:ident, $($sql:expr),* $(,)?) => {
        for sql in [String::new(), $($sql),*] {
            let world = two().await;
            let typed = [$make(&world, TWO[0]).await, $make(&world, TWO[1]).await];
            execute(&world, &sql).await;
            for typed in &typed {
                let status = typed.send().await.status;
                let is_right = status.is_success() || status.is_redirection();
                assert_eq!(is_right, sql.is_empty(), "{} after {sql:?}", typed.path);
                assert!(is_right || status == StatusCode::INTERNAL_SERVER_ERROR, "{status}: not merely wrong");
            }
        }
    };
}

#[tokio::test]
async fn passwords_of_others_are_refused() {
    let swap = "CREATE TEMP TABLE was AS SELECT * FROM members; \
                UPDATE members SET password = (SELECT password FROM was WHERE was.id <> members.id)";
    for (sql, expected) in [("", StatusCode::SEE_OTHER), (swap, StatusCode::INTERNAL_SERVER_ERROR)] {
        let world = two().await;
        execute(&world, sql).await;
        for name in TWO {
            assert_eq!(sign_in(&world, name).await.1.status, expected, "{name} after {sql:?}");
        }
    }
}

#[tokio::test]
async fn mailed_codes_of_others_are_refused() {
    refused_after!(mailed, swapped("mail_codes", "sealed"), swapped("mail_codes", "session"));
}

#[tokio::test]
async fn recovery_codes_of_others_are_refused() {
    let release = "UPDATE recovery_codes SET sealed = \
                   (SELECT sealed FROM releases WHERE releases.member = recovery_codes.member)";
    refused_after!(recovering, swapped("recovery_codes", "sealed"), moved("recovery_codes"), release.into());
}

#[tokio::test]
async fn releases_of_others_are_refused() {
    refused_after!(releasing, swapped("releases", "sealed"), moved("releases"));
}

#[tokio::test]
async fn mails_to_others_are_not_sent() {
    for sql in [String::new(), swapped("outbox", "sealed"), moved("outbox")] {
        let world = two().await;
        for name in TWO {
            sign_in(&world, name).await;
        }
        execute(&world, &sql).await;
        let sent = Sent::default();
        assert_eq!(
            world.service.deliver(&sent).await.unwrap(),
            2,
            "one that does not open holds no other up"
        );
        let expected = if sql.is_empty() { 2 } else { 0 };
        assert_eq!(sent.0.load(Ordering::SeqCst), expected, "{sql:?}");
        assert_eq!(world.service.mails_waiting().await.unwrap(), 0, "nor is it tried again");
    }
}

/// Counts what would be sent.
#[derive(Default)]
struct Sent(AtomicUsize);

#[async_trait]
impl Post for Sent {
    async fn send(&self, _: &WrittenMail) -> Fate {
        self.0.fetch_add(1, Ordering::SeqCst);
        Fate::Sent
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
