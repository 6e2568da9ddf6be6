//! What lies in the database after a kill: nothing by halves, and everything that was answered.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};
use warifu::enrol::protocol::Redeemed;
use warifu_server::domain::{EnrolmentId, KeyId};

use super::enrolling::Enrolling;

/// What there must be none of.
const HALVES: [(&str, &str); 7] = [
    ("enrolment without a key", "SELECT count(*) FROM enrolments WHERE key NOT IN (SELECT id FROM keys)"),
    ("key without an enrolment", "SELECT count(*) FROM keys WHERE id NOT IN (SELECT key FROM enrolments)"),
    (
        "ticket spent for nothing",
        "SELECT count(*) FROM tickets WHERE redeemed_ms IS NOT NULL \
         AND (enrolment IS NULL OR enrolment NOT IN (SELECT id FROM enrolments))",
    ),
    (
        "enrolment without a spent ticket",
        "SELECT count(*) FROM enrolments WHERE id NOT IN (SELECT enrolment FROM tickets WHERE redeemed_ms IS NOT NULL)",
    ),
    (
        "pending key without its counter",
        "SELECT count(*) FROM enrolments JOIN keys ON keys.id = enrolments.key WHERE state = 'pending' \
         AND enrolments.id NOT IN (SELECT subject FROM factor_guard WHERE kind = 'first_code')",
    ),
    (
        "member with two active keys",
        "SELECT count(*) FROM (SELECT member FROM keys WHERE state = 'active' GROUP BY member HAVING count(*) > 1)",
    ),
    (
        "key whose life is not in the log",
        "SELECT count(*) FROM keys LEFT JOIN (SELECT key, sum(what = 'redeemed') AS redeemed, \
         sum(what = 'confirmed') AS confirmed, sum(what = 'superseded') AS superseded FROM audit GROUP BY key) AS told \
         ON told.key = keys.id WHERE redeemed IS NOT 1 OR confirmed <> (state <> 'pending') \
         OR superseded <> (state = 'superseded')",
    ),
];

/// Looks into a copy, so that the server itself finds the files as the kill left them. How many keys wait for their
/// first code.
pub(crate) async fn look(database: &Path, enrolling: &[Mutex<Enrolling>], round: usize) -> i64 {
    let folder = tempfile::tempdir().unwrap();
    for end in ["", "-wal"] {
        let name = format!("warifu.db{end}");
        let _ = fs::copy(database.with_file_name(&name), folder.path().join(&name)); // no log, nothing in it
    }
    let mut connection =
        SqliteConnectOptions::new().filename(folder.path().join("warifu.db")).connect().await.unwrap();
    for (half, sql) in HALVES {
        assert_eq!(count(&mut connection, sql).await, 0, "round {round}: {half}");
    }
    for enrolling in enrolling {
        let (redeemed, is_confirmed) = enrolling.lock().unwrap().answered();
        if let Some(redeemed) = redeemed {
            is_kept(&mut connection, &redeemed, is_confirmed, round).await;
        }
    }
    let waiting = count(&mut connection, "SELECT count(*) FROM keys WHERE state = 'pending'").await;
    connection.close().await.unwrap();
    waiting
}

async fn count(connection: &mut SqliteConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()
}

/// Whoever got an answer finds what it said.
async fn is_kept(connection: &mut SqliteConnection, redeemed: &Redeemed, is_confirmed: bool, round: usize) {
    let enrolment = EnrolmentId::parse(redeemed.enrolment.as_str()).unwrap();
    let key = KeyId::parse(redeemed.key.as_str()).unwrap();
    let sql = "SELECT state, sealed FROM enrolments JOIN keys ON keys.id = enrolments.key \
               WHERE enrolments.id = $1 AND keys.id = $2 AND keys.member = enrolments.member";
    let found = sqlx::query(sql).bind(enrolment.as_bytes().as_slice()).bind(key.as_bytes().as_slice());
    let row = found.fetch_optional(connection).await.unwrap();
    let row = row.unwrap_or_else(|| panic!("round {round}: a key was handed out and is not there"));
    assert!(!row.get::<Vec<u8>, _>("sealed").is_empty());
    let state: String = row.get("state");
    assert!(state == "active" || (state == "pending" && !is_confirmed), "round {round}: {state}");
}
