use warifu::otp::UnixTime;

use super::*;
use crate::domain::throttle::Limits;
use crate::domain::{MemberId, Throttle};
use crate::store::Factor;

/// A database in a folder of its own.
async fn open() -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("warifu.db")).await.unwrap();
    (folder, store)
}

#[tokio::test]
async fn commits_reach_the_disk_and_readers_do_not_write() {
    let (_folder, store) = open().await;
    let mut writing = store.lane.begin().await.unwrap();
    let (mode,): (String,) = sqlx::query_as("PRAGMA journal_mode").fetch_one(&mut *writing).await.unwrap();
    let (sync,): (i64,) = sqlx::query_as("PRAGMA synchronous").fetch_one(&mut *writing).await.unwrap();
    drop(writing);
    assert_eq!((mode.as_str(), sync), ("wal", 2));
    let mut reading = store.read().await.unwrap();
    assert!(reading.add_guard(Factor::code(MemberId::from_bytes([1; 16]))).await.is_err());
    assert!(store.is_sound().await.unwrap());
}

#[tokio::test]
async fn the_pause_in_sql_is_the_domains() {
    let (_folder, store) = open().await;
    let guard = Factor::code(MemberId::from_bytes([1; 16]));
    for limits in [
        Limits { free: 5, first_pause_s: 30, longest_pause_s: 3600, stop_at: 100 },
        Limits { free: 1, first_pause_s: 1, longest_pause_s: 86_400, stop_at: 100 },
        Limits { free: 10, first_pause_s: 3600, longest_pause_s: 3600, stop_at: 11 },
    ] {
        let mut tx = store.write().await.unwrap();
        tx.add_guard(guard).await.unwrap();
        tx.clear_tries(guard).await.unwrap();
        let (mut throttle, mut now) = (Throttle::FRESH, UnixTime::from_secs(1_800_000_000));
        for _ in 0..120 {
            let by_domain = throttle.reserve(now, &limits);
            let by_sql = tx.reserve_try(guard, now, &limits).await.unwrap();
            assert_eq!(by_sql, by_domain.ok(), "{throttle:?}");
            throttle = by_sql.unwrap_or(throttle);
            assert_eq!(tx.throttle(guard).await.unwrap(), Some(throttle));
            now = now.max(throttle.locked_until);
        }
        assert_eq!(throttle.tries, limits.stop_at);
        tx.give_back_try(guard, Throttle::FRESH.locked_until).await.unwrap();
        assert_eq!(tx.throttle(guard).await.unwrap(), Some(throttle.give_back()));
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_try_that_nobody_judged_does_not_make_the_others_forgotten() {
    let (_folder, store) = open().await;
    let guard = Factor { subject: [1; 16], kind: "password" };
    let limits = Limits { free: 1, first_pause_s: 1, longest_pause_s: 300, stop_at: 100 };
    let at = |secs: u64| UnixTime::from_secs(1_800_000_000 + secs);
    let mut tx = store.write().await.unwrap();
    tx.add_guard(guard).await.unwrap();
    for now in [0, 10, 20] {
        tx.reserve_try(guard, at(now), &limits).await.unwrap().unwrap();
    }
    tx.give_back_try(guard, at(20)).await.unwrap();
    assert_eq!(tx.throttle(guard).await.unwrap(), Some(Throttle { tries: 2, locked_until: at(20) }));
    tx.forget(at(20), at(0)).await.unwrap();
    assert!(tx.throttle(guard).await.unwrap().is_some());
    tx.reserve_try(guard, at(20), &limits).await.unwrap().expect("and nobody has to wait");
    tx.forget(at(30), at(0)).await.unwrap();
    assert_eq!(tx.throttle(guard).await.unwrap(), None, "after its day it is forgotten");
}

#[tokio::test]
async fn what_is_not_committed_never_was() {
    let (_folder, store) = open().await;
    let guard = Factor::code(MemberId::from_bytes([1; 16]));
    let mut tx = store.write().await.unwrap();
    tx.add_guard(guard).await.unwrap();
    drop(tx);
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.throttle(guard).await.unwrap(), None);
}

/// A guard of a member of that number, and whether it is there.
fn guard_of(number: u8) -> Factor {
    Factor::code(MemberId::from_bytes([number; 16]))
}

async fn is_there(store: &Sqlite, number: u8) -> bool {
    store.read().await.unwrap().throttle(guard_of(number)).await.unwrap().is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_write_at_once_share_a_commit_and_keep_their_own() {
    let (_folder, store) = open().await;
    let is_dropped = |number: u8| number.is_multiple_of(3);
    let work = |number: u8| {
        let store = store.clone();
        async move {
            let mut tx = store.write().await.unwrap();
            tx.add_guard(guard_of(number)).await.unwrap();
            if is_dropped(number) {
                return; // dropped in the middle of the others
            }
            tx.commit().await.unwrap();
            assert!(is_there(&store, number).await, "committed is seen by who reads");
        }
    };
    let tasks: Vec<_> = (1..=100).map(|number| tokio::spawn(work(number))).collect();
    for task in tasks {
        task.await.unwrap();
    }
    for number in 1..=100 {
        assert_eq!(is_there(&store, number).await, !is_dropped(number), "{number}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_gives_up_at_any_moment_holds_nobody_up() {
    let (_folder, store) = open().await;
    for micros in (0..4000).step_by(100) {
        let number = u8::try_from(micros / 100 + 1).unwrap();
        let given_up = store.clone();
        let work = async move {
            let mut tx = given_up.write().await.unwrap();
            tx.add_guard(guard_of(number)).await.unwrap();
            tx.commit().await.unwrap();
        };
        let _ = tokio::time::timeout(Duration::from_micros(micros), work).await;
        let mut tx = store.write().await.unwrap();
        tx.add_guard(guard_of(200)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(is_there(&store, 200).await);
    }
}

#[tokio::test]
async fn when_the_common_commit_fails_everybody_is_told() {
    let (_folder, store) = open().await;
    let mut first = store.lane.begin().await.unwrap();
    sqlx::query("INSERT INTO factor_guard VALUES (x'01', 'code', 0, 0)").execute(&mut *first).await.unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move {
            let mut second = store.lane.begin().await.unwrap();
            // What some errors of the disk do by themselves: the transaction ends, and all that was done in it.
            sqlx::query("ROLLBACK").execute(&mut *second).await.unwrap();
            second.commit().await
        }
    });
    tokio::time::sleep(Duration::from_millis(50)).await; // it waits for its turn
    assert!(first.commit().await.is_err());
    assert!(waiting.await.unwrap().is_err());
    let mut third = store.write().await.unwrap();
    third.add_guard(guard_of(3)).await.unwrap();
    third.commit().await.unwrap();
    assert!(is_there(&store, 3).await, "the next goes on");
    let rows = sqlx::query("SELECT * FROM factor_guard").fetch_all(&store.readers).await.unwrap();
    assert_eq!(rows.len(), 1);
}
