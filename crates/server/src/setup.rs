//! From settings to a server: folder, key ring, database.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use crate::config::{Config, ConfigError};
use crate::domain::WriterId;
use crate::keyring::{Keyring, KeyringError};
use crate::password::Hasher;
use crate::ports::{OsRandom, SystemClock};
use crate::service::{Service, ServiceError};
use crate::store::StoreError;
use crate::store::sqlite::Sqlite;

/// One chain for a database of one file: whichever process writes, only one does at a time.
const WRITER: WriterId = WriterId::from_bytes([0; 16]);
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
    #[error("there is a database but no key ring; bring the ring back, or move the database away")]
    RingAway,
    /// A restore never overwrites.
    #[error("there is a database already; move it away first")]
    DatabaseThere,
    /// SQLite finds the backup damaged.
    #[error("the backup is damaged")]
    Damaged,
}

/// The server that the settings describe. Folder, ring and database are made if none of them is there.
///
/// # Errors
/// Every [`SetupError`] but the last two.
pub async fn open(config: &Config) -> Result<(Sqlite, Arc<Service>), SetupError> {
    make_folder(&config.data)?;
    let ring = open_ring(config)?;
    let store = Sqlite::open(&config.database()).await?;
    let service = build(config, &store, ring)?;
    Ok((store, Arc::new(service)))
}

/// Puts the backup at `from` in place of a database that is not there any more.
///
/// # Errors
/// Every [`SetupError`].
pub async fn restore(config: &Config, from: &Path) -> Result<(), SetupError> {
    if config.database().exists() {
        return Err(SetupError::DatabaseThere);
    }
    make_folder(&config.data)?;
    let beside = config.data.join("restoring.db");
    fs::copy(from, &beside).map_err(SetupError::Folder)?;
    let ring = open_ring(config)?;
    let store = Sqlite::open(&beside).await?;
    if !store.is_sound().await? {
        return Err(SetupError::Damaged);
    }
    build(config, &store, ring)?.restored().await?;
    store.close().await;
    fs::rename(&beside, config.database()).map_err(SetupError::Folder)
}

fn build(config: &Config, store: &Sqlite, ring: Keyring) -> Result<Service, SetupError> {
    let (origin, _) = config.origin()?;
    Ok(Service {
        store: Arc::new(store.clone()),
        ring,
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
        policy: config.policy()?,
        origin,
        campus: config.campus.clone(),
        hasher: Hasher::default(),
        writer: WRITER,
    })
}

fn open_ring(config: &Config) -> Result<Keyring, SetupError> {
    if let Ok(text) = std::env::var(KEYRING) {
        return Ok(Keyring::from_text(&text)?);
    }
    let path = config.keyring();
    match (path.exists(), config.database().exists()) {
        (true, _) => Ok(Keyring::open(&path)?),
        (false, true) => Err(SetupError::RingAway),
        (false, false) => Ok(Keyring::create(&path, &OsRandom)?),
    }
}

/// Only its owner looks into the folder.
fn make_folder(path: &Path) -> Result<(), SetupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(SetupError::Folder)
}
