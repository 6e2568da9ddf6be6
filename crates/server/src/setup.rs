//! From settings to a server: folder, key ring, database.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use crate::config::{Config, ConfigError};
use crate::directory::{Directory, LdapDirectory, LdapSetupError, Local};
use crate::keyring::{Keyring, KeyringError};
use crate::metrics::Metrics;
use crate::password::Hasher;
use crate::ports::{OsRandom, SystemClock};
use crate::service::{Service, ServiceError};
use crate::store::postgres::Postgres;
use crate::store::sqlite::Sqlite;
use crate::store::{Store, StoreError};

/// The variable with the address of a PostgreSQL database.
const DATABASE_URL: &str = "DATABASE_URL";
/// The variable with the text of a key ring.
const KEYRING: &str = "WARIFU_KEYRING";

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A setting.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The folder.
    #[error("the data folder cannot be used")]
    Folder(#[source] io::Error),
    /// The directory.
    #[error(transparent)]
    Directory(#[from] LdapSetupError),
    /// The key ring.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The work itself.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// There is a database, but not the ring that opens it. A new one would not.
    #[error("there is a database but no key ring; bring the ring back, or begin anew with init")]
    RingAway,
    /// A restore never overwrites.
    #[error("there is a database already; move it away first")]
    DatabaseThere,
    /// PostgreSQL is restored by its own means.
    #[error("restore with pg_restore, then run restore without a file")]
    NotAFile,
    /// SQLite finds the backup damaged.
    #[error("the backup is damaged")]
    Damaged,
}

/// What is open.
pub struct Setup {
    /// The database.
    pub database: Database,
    /// The server over it.
    pub service: Arc<Service>,
}

/// Which database it is.
#[derive(Clone, Debug)]
pub enum Database {
    /// A file of this machine.
    Sqlite(Sqlite),
    /// A server, shared by equal nodes.
    Postgres(Postgres),
}

/// Whether a key ring may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// A fresh one, if there is none; and no SQLite file that needs another.
    MayBeMade,
    /// The one that is there.
    IsThere,
}

impl Database {
    /// Finishes what is under way.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(store) => store.close().await,
            Self::Postgres(store) => store.close().await,
        }
    }

    fn store(&self) -> Arc<dyn Store> {
        match self {
            Self::Sqlite(store) => Arc::new(store.clone()),
            Self::Postgres(store) => Arc::new(store.clone()),
        }
    }
}

/// The server that the settings describe. With SQLite, folder, ring and database are made if none of them is there;
/// with PostgreSQL a ring is made only where `ring` says so, or every node would make its own.
///
/// # Errors
/// Every [`SetupError`] but those of a restore.
pub async fn open(config: &Config, ring: Ring) -> Result<Setup, SetupError> {
    make_folder(&config.data)?;
    let Some(url) = database_url() else {
        let ring = open_ring(config, Ring::MayBeMade)?;
        return build(config, Database::Sqlite(Sqlite::open(&config.database()).await?), ring);
    };
    let ring = open_ring(config, ring)?;
    build(config, Database::Postgres(Postgres::open(&url).await?), ring)
}

/// Puts the backup at `from` in place of a SQLite file that is not there any more.
///
/// # Errors
/// Every [`SetupError`].
pub async fn restore(config: &Config, from: &Path) -> Result<(), SetupError> {
    if database_url().is_some() {
        return Err(SetupError::NotAFile);
    }
    if config.database().exists() {
        return Err(SetupError::DatabaseThere);
    }
    make_folder(&config.data)?;
    let beside = config.data.join("restoring.db");
    fs::copy(from, &beside).map_err(SetupError::Folder)?;
    let ring = open_ring(config, Ring::MayBeMade)?;
    let store = Sqlite::open(&beside).await?;
    if !store.is_sound().await? {
        return Err(SetupError::Damaged);
    }
    build(config, Database::Sqlite(store.clone()), ring)?.service.restored().await?;
    store.close().await;
    fs::rename(&beside, config.database()).map_err(SetupError::Folder)
}

fn database_url() -> Option<String> {
    std::env::var(DATABASE_URL).ok()
}

fn build(config: &Config, database: Database, ring: Keyring) -> Result<Setup, SetupError> {
    let (origin, _) = config.origin()?;
    let hasher = Arc::new(Hasher::default());
    let service = Service {
        store: database.store(),
        ring,
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
        policy: config.policy()?,
        look: config.look()?,
        origin,
        campus: config.campus.clone(),
        proxies: config.proxies.clone(),
        sends_mail: config.smtp()?.is_some(),
        directory: directory(config, &hasher)?,
        hasher,
        metrics: Metrics::default(),
        writer: config.writer(),
    };
    Ok(Setup { database, service: Arc::new(service) })
}

/// The one that `ldap_url` names, or our own.
fn directory(config: &Config, hasher: &Arc<Hasher>) -> Result<Arc<dyn Directory>, SetupError> {
    Ok(match config.ldap()? {
        Some(ldap) => Arc::new(LdapDirectory::new(&ldap, &OsRandom)?),
        None => Arc::new(Local::new(hasher.clone())),
    })
}

fn open_ring(config: &Config, ring: Ring) -> Result<Keyring, SetupError> {
    if let Ok(text) = std::env::var(KEYRING) {
        return Ok(Keyring::from_text(&text)?);
    }
    let path = config.keyring();
    match (path.exists(), ring == Ring::IsThere || config.database().exists()) {
        (true, _) => Ok(Keyring::open(&path)?),
        (false, true) => Err(SetupError::RingAway),
        (false, false) => Ok(Keyring::create(&path, &OsRandom)?),
    }
}

/// Only its owner looks into the folder.
fn make_folder(path: &Path) -> Result<(), SetupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(SetupError::Folder)
}
