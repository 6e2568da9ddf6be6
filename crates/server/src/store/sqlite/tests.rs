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
    let (mode,): (String,) = sqlx::query_as("PRAGMA journal_mode").fetch_one(&store.writer).await.unwrap();
    let (sync,): (i64,) = sqlx::query_as("PRAGMA synchronous").fetch_one(&store.writer).await.unwrap();
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
