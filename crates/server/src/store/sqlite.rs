//! SQLite: one connection that writes, several that read.
//!
//! WAL with `synchronous=FULL`: a commit lies on the disk when it returns. The writer begins with BEGIN IMMEDIATE, so a
//! transaction never finds halfway that it may not write. Those who write at once share a commit: `lane`.

mod clock;
mod guards;
mod lane;
mod locks;

// What both databases understand alike, compiled once for each.
#[path = "sql/browsers.rs"]
mod browsers;
#[path = "sql/cells.rs"]
mod cells;
#[path = "sql/journal.rs"]
mod journal;
#[path = "sql/keys.rs"]
mod keys;
#[path = "sql/members.rs"]
mod members;
#[path = "sql/notices.rs"]
mod notices;
#[path = "sql/outbox.rs"]
mod outbox;
#[path = "sql/portal.rs"]
mod portal;
#[path = "sql/recovery.rs"]
mod recovery;
#[path = "sql/releases.rs"]
mod releases;
#[path = "sql/tickets.rs"]
mod tickets;
#[path = "sql/upkeep.rs"]
mod upkeep;

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqlSafeStr, SqliteConnection, SqliteTransaction};

use self::lane::{Lane, Writing};

use sqlx::sqlite::SqliteRow as DbRow;

use super::{Answer, Store, Transaction};

/// Readers beside the writer.
const READERS: u32 = 4;
/// How long a transaction waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);
const MIGRATIONS: [(i64, &str, &str); 9] = [
    (1, "first", include_str!("../../migrations/sqlite/0001_first.sql")),
    (2, "portal", include_str!("../../migrations/sqlite/0002_portal.sql")),
    (3, "key_page", include_str!("../../migrations/sqlite/0003_key_page.sql")),
    (4, "devices", include_str!("../../migrations/sqlite/0004_devices.sql")),
    (5, "mail", include_str!("../../migrations/sqlite/0005_mail.sql")),
    (6, "release", include_str!("../../migrations/sqlite/0006_release.sql")),
    (7, "groups", include_str!("../../migrations/sqlite/0007_groups.sql")),
    (8, "address", include_str!("../../migrations/sqlite/0008_address.sql")),
    (9, "wish", include_str!("../../migrations/sqlite/0009_wish.sql")),
];

/// A database in a file.
#[derive(Clone, Debug)]
pub struct Sqlite {
    options: Arc<SqliteConnectOptions>,
    lane: Lane,
    readers: SqlitePool,
}

struct Open(Turn);

/// A transaction of either kind, as the connection that it has.
enum Turn {
    Reading(SqliteTransaction<'static>),
    Writing(Writing),
}

impl Deref for Turn {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Reading(reading) => reading,
            Self::Writing(writing) => writing,
        }
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Reading(reading) => reading,
            Self::Writing(writing) => writing,
        }
    }
}

impl Sqlite {
    /// Opens the database at `path`, made if it is not there, and brings it up to date.
    ///
    /// # Errors
    /// If the file cannot be opened or a migration does not run.
    pub async fn open(path: &Path) -> Answer<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON") // a wiped key does not stay in free pages
            .busy_timeout(PATIENCE);
        let mut writer = options.connect().await?;
        migrator().run(&mut writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .connect_with(options.clone().pragma("query_only", "ON"))
            .await?;
        Ok(Self { options: Arc::new(options), lane: Lane::new(writer), readers })
    }

    /// Writes a copy of the database, as it is now, to `path`, which must not be there. Others go on reading and
    /// writing meanwhile.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn backup(&self, path: &Path) -> Answer<()> {
        let mut connection = self.options.connect().await?; // the readers may write nothing, not even elsewhere
        let path = path.to_string_lossy();
        sqlx::query("VACUUM INTO ?").bind(path.as_ref()).execute(&mut connection).await?;
        Ok(connection.close().await?)
    }

    /// Whether SQLite finds nothing wrong with its file.
    ///
    /// # Errors
    /// If it cannot be read at all.
    pub async fn is_sound(&self) -> Answer<bool> {
        let (said,): (String,) = sqlx::query_as("PRAGMA integrity_check").fetch_one(&self.readers).await?;
        Ok(said == "ok")
    }

    /// Finishes what is under way and closes the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.lane.close().await;
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn write(&self) -> Answer<Box<dyn Transaction>> {
        Ok(Box::new(Open(Turn::Writing(self.lane.begin().await?))))
    }

    async fn read(&self) -> Answer<Box<dyn Transaction>> {
        Ok(Box::new(Open(Turn::Reading(self.readers.begin().await?))))
    }
}

#[async_trait]
impl Transaction for Open {
    async fn commit(self: Box<Self>) -> Answer<()> {
        match self.0 {
            Turn::Reading(reading) => Ok(reading.commit().await?),
            Turn::Writing(writing) => writing.commit().await,
        }
    }
}

fn migrator() -> Migrator {
    let migrations = MIGRATIONS.map(|(version, name, sql)| {
        let sql = AssertSqlSafe(sql).into_sql_str();
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
    });
    Migrator { migrations: Cow::Owned(migrations.to_vec()), ..Migrator::DEFAULT }
}

#[cfg(test)]
mod tests;
