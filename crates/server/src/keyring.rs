//! The keys that seal what lies in the database: a file of mode 0600, or the environment.
//!
//! A sealed value names its key, so a new key can be added while the server runs: what is sealed from then on uses
//! the newest one, and older values are sealed anew one by one. A file that others can read is refused.

mod file;
mod ring;

use std::path::{Path, PathBuf};
use std::sync::RwLock;

use warifu::vault::Random;
use zeroize::Zeroizing;

pub use ring::{Place, Ring, RingKeyId};

/// Where the key ring is, and what was last read there.
#[derive(Debug)]
pub struct Keyring {
    file: Option<PathBuf>,
    ring: RwLock<Ring>,
}

/// Why there is no key ring, or a value did not open.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The file cannot be read or written.
    #[error("the key ring cannot be read or written")]
    File(#[from] std::io::Error),
    /// Others than its owner may read the file.
    #[error("the key ring must have mode 0600, has {mode:04o}")]
    Mode {
        /// The permission bits it has.
        mode: u32,
    },
    /// Not the text of a key ring. Does not show what stands there.
    #[error("the key ring is damaged: {part}")]
    Malformed {
        /// Which part.
        part: &'static str,
    },
    /// It was given by the environment, which cannot be written.
    #[error("a key ring from the environment is changed where it comes from")]
    Environment,
    /// The value names a key that is not in the ring.
    #[error("the key ring has no key {id}")]
    NoSuchKey {
        /// Its id.
        id: RingKeyId,
    },
    /// The value was altered, or belongs to another row.
    #[error("a sealed value does not open in its place")]
    Sealed,
}

impl Keyring {
    /// The key ring in the file at `path`.
    ///
    /// # Errors
    /// [`KeyringError::File`], [`KeyringError::Mode`] and [`KeyringError::Malformed`].
    pub fn open(path: &Path) -> Result<Self, KeyringError> {
        let ring = Ring::parse(&file::read(path)?)?;
        Ok(Self { file: Some(path.to_owned()), ring: ring.into() })
    }

    /// The key ring written in `text`, as it stands in the environment.
    ///
    /// # Errors
    /// [`KeyringError::Malformed`].
    pub fn from_text(text: &str) -> Result<Self, KeyringError> {
        Ok(Self { file: None, ring: Ring::parse(text)?.into() })
    }

    /// Writes a ring with one fresh key to `path`, which must not exist.
    ///
    /// # Errors
    /// [`KeyringError::File`].
    pub fn create(path: &Path, random: &dyn Random) -> Result<Self, KeyringError> {
        let ring = Ring::make(random);
        file::create(path, &ring.to_text())?;
        Ok(Self { file: Some(path.to_owned()), ring: ring.into() })
    }

    /// Seals `plain` for its place, under the newest key.
    ///
    /// # Errors
    /// If the file has changed and cannot be read.
    pub fn seal(&self, place: Place<'_>, plain: &[u8], random: &dyn Random) -> Result<Vec<u8>, KeyringError> {
        self.reread()?;
        Ok(self.ring().seal(place, plain, random))
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`KeyringError::Sealed`]; if its key is not known even after reading the file again, [`KeyringError::NoSuchKey`].
    pub fn unseal(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyringError> {
        match self.ring().open(place, sealed) {
            Err(KeyringError::NoSuchKey { .. }) => {}
            opened => return opened,
        }
        self.reread()?;
        self.ring().open(place, sealed)
    }

    /// The id of the newest key, as the file says now.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn newest(&self) -> Result<RingKeyId, KeyringError> {
        self.reread()?;
        Ok(self.ring().newest())
    }

    /// 32 bytes for signing checkpoints of the audit log. They stay the same over rotations.
    pub fn audit_seed(&self) -> Zeroizing<[u8; 32]> {
        self.ring().audit_seed()
    }

    /// Adds a key that does not seal yet, so that it can be brought to every node first; its id.
    ///
    /// # Errors
    /// [`KeyringError::Environment`], and if the file cannot be written.
    pub fn prepare(&self, random: &dyn Random) -> Result<RingKeyId, KeyringError> {
        self.change(|ring| ring.prepared(random))?;
        Ok(self.ring().next().expect("it was just made"))
    }

    /// Lets the next key seal from now on, or a fresh one where none was prepared.
    ///
    /// # Errors
    /// [`KeyringError::Environment`], and if the file cannot be written.
    pub fn rotate(&self, random: &dyn Random) -> Result<RingKeyId, KeyringError> {
        self.change(|ring| ring.with_next_key(random))?;
        self.newest()
    }

    /// Takes away every key but the newest. Only for when no value is sealed under another.
    ///
    /// # Errors
    /// [`KeyringError::Environment`], and if the file cannot be written.
    pub fn retire(&self) -> Result<(), KeyringError> {
        self.change(Ring::newest_only)
    }

    fn change(&self, change: impl FnOnce(&Ring) -> Ring) -> Result<(), KeyringError> {
        let path = self.file.as_ref().ok_or(KeyringError::Environment)?;
        self.reread()?;
        let changed = change(&self.ring());
        file::replace(path, &changed.to_text())?;
        self.reread()
    }

    /// Another process may have added a key.
    fn reread(&self) -> Result<(), KeyringError> {
        let Some(path) = &self.file else { return Ok(()) };
        let ring = Ring::parse(&file::read(path)?)?;
        *self.ring.write().expect("nobody panics while holding it") = ring;
        Ok(())
    }

    fn ring(&self) -> std::sync::RwLockReadGuard<'_, Ring> {
        self.ring.read().expect("nobody panics while holding it")
    }
}

#[cfg(test)]
mod tests;
