//! What the pages may ask of a vault.
//!
//! [`App`] is the one door: pages hold it, call it and draw what it answers. It knows no browser. Storage, clock,
//! randomness and the slow key derivation come in through [`Ports`], which the pages implement over the browser and
//! the tests in memory.
//!
//! Each change is: take the lock, read what lies in the stores, open the newest edition, apply the change to that,
//! write the next edition, answer. So two pages that save at once both keep what they saved.

mod accounts;
mod begun;
mod clock;
mod enrol;
mod entry;
mod import;
mod protection;
mod session;
mod settings;
mod status;
mod storage;
mod stored;
mod transfer;
mod views;

use core::cell::{Cell, RefCell};
use std::collections::BTreeMap;

pub use accounts::{Added, Edit, OnSameName};
pub use begun::Begun;
pub use clock::{CLOCKS_KEY, ClockOff};
pub use enrol::{EnrolError, Unreachable};
pub use entry::{EntryForm, Field, FormError, KindChoice, Problem, whole_number};
pub use import::ImportPlan;
pub use protection::{Credential, Proof, Protection};
pub use session::{SESSION_KEY, Session};
pub use settings::{AutoLock, Language, SETTINGS_KEY, Settings, Theme};
pub use transfer::{Plan, PlanRow, Standing};
pub use views::{AccountView, BinView, KindView};

use zeroize::Zeroizing;

#[cfg(doc)]
use crate::enrol::protocol::MAX_REPLY;
use crate::enrol::protocol::Reply;
use crate::otp::UnixTime;
use crate::vault::slots::Opened;
use crate::vault::{
    DataKey, EntryId, KdfError, KdfParams, Kek, Passphrase, PassphraseError, Random, VaultError,
};

/// Where something lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The first store, on disk: `storage.local`.
    Local,
    /// The second store, on disk: IndexedDB.
    Copy,
    /// Memory that ends with the browser: `storage.session`.
    Session,
}

/// What a store holds for us: texts by name.
pub type Entries = BTreeMap<String, String>;

/// A store could not be read or written. Never means that it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It could not be read.
    #[error("a store could not be read")]
    Read,
    /// It could not be written; what lay there before still lies there.
    #[error("a store could not be written")]
    Write,
    /// There is no room left.
    #[error("a store is full")]
    Full,
    /// Pages of this kind of window cannot reach it.
    #[error("a store is out of reach of this window")]
    OutOfReach,
}

/// What [`App`] needs of the world. Everything runs on one thread.
#[expect(async_fn_in_trait, reason = "pages run on one thread, so no future needs to be Send")]
pub trait Ports: Random {
    /// Everything of ours that lies at `place`.
    ///
    /// # Errors
    /// [`StoreError::Read`].
    async fn read(&self, place: Place) -> Result<Entries, StoreError>;

    /// Sets all of `set` at once, then removes the names in `remove`.
    ///
    /// # Errors
    /// [`StoreError::Write`] or [`StoreError::Full`]; nothing was set then.
    async fn write(&self, place: Place, set: Entries, remove: &[&str]) -> Result<(), StoreError>;

    /// Runs `work` while no other page of ours runs one.
    async fn exclusive<T>(&self, work: impl Future<Output = T>) -> T;

    /// The time now.
    fn now(&self) -> UnixTime;

    /// Posts JSON to a server, without cookies and following no redirect, and gives what it answers.
    ///
    /// # Errors
    /// [`Unreachable`] if there is no answer, or one of more than [`MAX_REPLY`] bytes.
    async fn post(&self, url: &str, body: Zeroizing<String>) -> Result<Reply, Unreachable>;

    /// Asks for the vault to be locked at `at` even if no page is open then; `None` takes the wish back.
    async fn lock_at(&self, at: Option<UnixTime>);

    /// The key that `passphrase` gives with `params`: [`crate::vault::derive`], wherever it may take its time.
    ///
    /// # Errors
    /// [`KdfError::Unavailable`].
    async fn derive(&self, passphrase: &Passphrase, params: &KdfParams) -> Result<Kek, KdfError>;

    /// True if `passphrase` is one of those that are tried first.
    ///
    /// # Errors
    /// [`KdfError::Unavailable`].
    async fn is_common(&self, passphrase: &Passphrase) -> Result<bool, KdfError>;
}

/// What stands between the member and the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// There is no vault yet.
    New,
    /// There is one, and it must be unlocked.
    Locked {
        /// True if a recovery code opens it too.
        recovery: bool,
    },
    /// It is open.
    Open,
    /// Something lies there that cannot be read. It is left as it is.
    Unreadable {
        /// The first reason.
        error: VaultError,
    },
    /// A newer version of the extension wrote it. It is left as it is.
    Newer {
        /// The format number that it names.
        format: u8,
    },
}

/// What could not be done, and why. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppError {
    /// A store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record could not be opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A key could not be derived.
    #[error(transparent)]
    Kdf(#[from] KdfError),
    /// The new passphrase is refused.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// The vault is locked.
    #[error("the vault is locked")]
    Locked,
    /// Too long ago the member proved to be there.
    #[error("the proof is too old")]
    Stale,
    /// There is a vault already.
    #[error("there is a vault already")]
    Exists,
    /// The entry is not there any more.
    #[error("there is no such entry")]
    Gone,
    /// The same key is there already.
    #[error("the same key is there already")]
    Duplicate {
        /// The entry that has it.
        id: EntryId,
        /// Its issuer.
        issuer: String,
        /// Its user.
        user: String,
    },
    /// Another key of the same issuer and user is there: the member must say which counts.
    #[error("another key of the same issuer and user is there")]
    SameName {
        /// The older entry.
        older: EntryId,
        /// Its issuer.
        issuer: String,
        /// Its user.
        user: String,
    },
    /// The entry does not count codes, or its counter is used up.
    #[error("there is no next code")]
    NoNext,
}

/// The vault in memory while it is open.
struct Unlocked {
    key: DataKey,
    /// The device key, if that is what opens it.
    device: Option<Kek>,
    opened: Opened,
}

/// The door to the vault. One per page.
pub struct App<P: Ports> {
    ports: P,
    unlocked: RefCell<Option<Unlocked>>,
    /// Where this page found, or put, the vault.
    home: Cell<Home>,
    /// How far the clocks of servers are ahead of ours, in milliseconds, by their origins; as far as heard.
    offsets: RefCell<BTreeMap<String, i64>>,
    /// When each server was last asked, in milliseconds.
    asked: RefCell<BTreeMap<String, u64>>,
    follows_servers: Cell<bool>,
}

/// Where the vault lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// On disk, in both stores.
    Disk,
    /// In memory only, until the browser closes.
    Lab,
}

impl<P: Ports> App<P> {
    /// A door that has not been looked through yet; [`App::enter`] comes first.
    pub fn new(ports: P) -> Self {
        Self {
            ports,
            unlocked: RefCell::new(None),
            home: Cell::new(Home::Disk),
            offsets: RefCell::default(),
            asked: RefCell::default(),
            follows_servers: Cell::new(false),
        }
    }

    /// The ports it was made with.
    pub fn ports(&self) -> &P {
        &self.ports
    }

    /// Where the vault lives.
    pub fn home(&self) -> Home {
        self.home.get()
    }
}

/// What a store's text is in bytes.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

/// Bytes as a store's text.
fn to_base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
