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
use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgSslMode};
use sqlx::{AssertSqlSafe, PgTransaction, SqlSafeStr};

use sqlx::postgres::PgRow as DbRow;

use super::{Answer, Store, Transaction};

/// Connections of one process.
const CONNECTIONS: u32 = 16;
/// How long a transaction waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
const MIGRATIONS: [(i64, &str, &str); 9] = [
    (1, "first", include_str!("../../migrations/postgres/0001_first.sql")),
    (2, "portal", include_str!("../../migrations/postgres/0002_portal.sql")),
    (3, "key_page", include_str!("../../migrations/postgres/0003_key_page.sql")),
    (4, "devices", include_str!("../../migrations/postgres/0004_devices.sql")),
    (5, "mail", include_str!("../../migrations/postgres/0005_mail.sql")),
    (6, "release", include_str!("../../migrations/postgres/0006_release.sql")),
    (7, "groups", include_str!("../../migrations/postgres/0007_groups.sql")),
    (8, "address", include_str!("../../migrations/postgres/0008_address.sql")),
    (9, "wish", include_str!("../../migrations/postgres/0009_wish.sql")),
];

/// A database on a server.
#[derive(Clone, Debug)]
pub struct Postgres {
    pool: PgPool,
}

struct Open(PgTransaction<'static>);

impl Postgres {
    /// Connects to the database at `url` and brings it up to date. To another machine it goes over TLS, and its
    /// certificate must be of that name and of an authority that the system or `sslrootcert` knows, unless the address
    /// says otherwise by `sslmode`.
    ///
    /// # Errors
    /// If it cannot be reached or a migration does not run.
    pub async fn open(url: &str) -> Answer<Self> {
        let options = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
        let pool = options.connect_with(protected(url.parse()?)).await?;
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

/// `prefer`, which goes without TLS as soon as somebody between says so, is enough on this machine only.
fn protected(options: PgConnectOptions) -> PgConnectOptions {
    let host = options.get_host();
    let is_here = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    match options.get_ssl_mode() {
        PgSslMode::Allow | PgSslMode::Prefer if !is_here => options.ssl_mode(PgSslMode::VerifyFull),
        _ => options,
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
mod tests {
    use super::*;

    fn check(url: &str, expected: &str) {
        let mode = protected(url.parse().unwrap()).get_ssl_mode();
        assert_eq!(format!("{mode:?}"), expected, "{url}");
    }

    #[test]
    fn to_another_machine_the_way_is_protected() {
        for here in ["localhost", "127.0.0.1", "%2Frun%2Fpostgresql"] {
            check(&format!("postgres://warifu@{here}/warifu"), "Prefer");
        }
        for there in ["db.example.ac.jp", "10.0.0.7", "localhost.example"] {
            check(&format!("postgres://warifu@{there}/warifu"), "VerifyFull");
            check(&format!("postgres://warifu@{there}/warifu?sslmode=prefer"), "VerifyFull");
            check(&format!("postgres://warifu@{there}/warifu?sslmode=disable"), "Disable");
        }
    }
}
