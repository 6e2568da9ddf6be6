//! PostgreSQL: any number of equal processes over one database.
//!
//! READ COMMITTED is enough: whatever is spent is spent by one conditional UPDATE, which waits for the row and looks
//! again; decisions about all keys of a member lock the member first. Migrations run under an advisory lock.

mod clock;
mod guards;
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
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgTransaction, SqlSafeStr};

use sqlx::postgres::PgRow as DbRow;

use super::{Answer, Store, Transaction};

/// Connections of one process.
const CONNECTIONS: u32 = 16;
/// How long a transaction waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
const MIGRATIONS: [(i64, &str, &str); 6] = [
    (1, "first", include_str!("../../migrations/postgres/0001_first.sql")),
    (2, "portal", include_str!("../../migrations/postgres/0002_portal.sql")),
    (3, "key_page", include_str!("../../migrations/postgres/0003_key_page.sql")),
    (4, "devices", include_str!("../../migrations/postgres/0004_devices.sql")),
    (5, "mail", include_str!("../../migrations/postgres/0005_mail.sql")),
    (6, "release", include_str!("../../migrations/postgres/0006_release.sql")),
];

/// A database on a server.
#[derive(Clone, Debug)]
pub struct Postgres {
    pool: PgPool,
}

struct Open(PgTransaction<'static>);

impl Postgres {
    /// Connects to the database at `url` and brings it up to date.
    ///
    /// # Errors
    /// If it cannot be reached or a migration does not run.
    pub async fn open(url: &str) -> Answer<Self> {
        let options = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
        let pool = options.connect(url).await?;
        migrator().run(&pool).await?;
        Ok(Self { pool })
    }

    /// Finishes what is under way and closes the connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

#[async_trait]
impl Store for Postgres {
    async fn write(&self) -> Answer<Box<dyn Transaction>> {
        Ok(Box::new(Open(self.pool.begin().await?)))
    }

    async fn read(&self) -> Answer<Box<dyn Transaction>> {
        Ok(Box::new(Open(self.pool.begin_with("BEGIN READ ONLY").await?)))
    }
}

#[async_trait]
impl Transaction for Open {
    async fn commit(self: Box<Self>) -> Answer<()> {
        Ok(self.0.commit().await?)
    }
}

fn migrator() -> Migrator {
    let migrations = MIGRATIONS.map(|(version, name, sql)| {
        let sql = AssertSqlSafe(sql).into_sql_str();
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
    });
    Migrator { migrations: Cow::Owned(migrations.to_vec()), ..Migrator::DEFAULT }
}
