//! What the core needs of the world, over the browser.

use std::cell::RefCell;

use js_sys::Promise;
use warifu::app::{Entries, Place, Ports, StoreError, Unreachable};
use warifu::enrol::protocol::Reply;
use warifu::otp::UnixTime;
use warifu::task::{Answer, Task};
use warifu::vault::{KdfError, KdfParams, Kek, Passphrase, Random};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::browser::storage::{self, Which};
use crate::browser::worker::Following;
use crate::browser::{extension, idb, locks, net, now_ms, random, worker};

/// The browser's stores, clock, randomness and worker.
#[derive(Debug, Default)]
pub struct BrowserPorts {
    early: RefCell<Early>,
}

/// What start.js asked the stores for while the module was loading. Each serves one read, the first.
#[derive(Debug, Default)]
pub struct Early {
    /// `storage.local`.
    pub local: Option<Promise>,
    /// `storage.session`.
    pub session: Option<Promise>,
}

impl BrowserPorts {
    /// The browser, with reads that are on their way already.
    pub fn new(early: Early) -> Self {
        Self { early: RefCell::new(early) }
    }

    async fn read_area(&self, which: Which) -> Result<Vec<(String, String)>, JsValue> {
        let early = {
            let mut early = self.early.borrow_mut();
            let slot = match which {
                Which::Local => &mut early.local,
                Which::Session => &mut early.session,
            };
            slot.take()
        };
        storage::entries(early.unwrap_or_else(|| storage::get_all(which))).await
    }
}

impl Random for BrowserPorts {
    fn fill(&self, bytes: &mut [u8]) {
        random(bytes);
    }
}

impl Ports for BrowserPorts {
    async fn read(&self, place: Place) -> Result<Entries, StoreError> {
        let read = match place {
            Place::Local => self.read_area(Which::Local).await,
            Place::Session => self.read_area(Which::Session).await,
            // Firefox gives private windows no IndexedDB. They see the first store, which all windows share; the copy
            // is written by the next ordinary window. A copy that cannot be seen here is never overwritten unseen:
            // there it is found again, and set aside if it is another vault's.
            Place::Copy => match idb::entries().await {
                Err(_) if extension::is_in_private() => Ok(Vec::new()),
                entries => entries,
            },
        };
        read.map(|entries| entries.into_iter().collect()).map_err(|_| StoreError::Read)
    }

    async fn write(&self, place: Place, set: Entries, remove: &[&str]) -> Result<(), StoreError> {
        let written = match place {
            Place::Local => write_area(Which::Local, set, remove).await,
            Place::Session => write_area(Which::Session, set, remove).await,
            Place::Copy if set.is_empty() && remove.is_empty() => Ok(()),
            Place::Copy => match idb::write(set, remove).await {
                Err(_) if extension::is_in_private() => return Err(StoreError::OutOfReach),
                written => written,
            },
        };
        written.map_err(|error| write_error(&error))
    }

    async fn exclusive<T>(&self, work: impl Future<Output = T>) -> T {
        locks::exclusive("warifu.vault", work).await
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_ms(now_ms())
    }

    async fn post(&self, url: &str, body: Zeroizing<String>) -> Result<Reply, Unreachable> {
        net::post(url, &body).await
    }

    async fn lock_at(&self, at: Option<UnixTime>) {
        extension::lock_at(at.map(UnixTime::as_ms));
    }

    async fn derive(&self, passphrase: &Passphrase, params: &KdfParams) -> Result<Kek, KdfError> {
        let task = Task::DeriveKey { passphrase: passphrase.clone(), params: *params };
        match worker::run(&task, None, &Following::default()).await {
            Some(Answer::Key(key)) => Ok(key),
            _ => Err(KdfError::Unavailable),
        }
    }

    async fn is_common(&self, passphrase: &Passphrase) -> Result<bool, KdfError> {
        let task = Task::IsCommon { passphrase: passphrase.clone() };
        match worker::run(&task, None, &Following::default()).await {
            Some(Answer::Common(common)) => Ok(common),
            _ => Err(KdfError::Unavailable),
        }
    }
}

async fn write_area(which: Which, set: Entries, remove: &[&str]) -> Result<(), JsValue> {
    if !set.is_empty() {
        storage::set(which, set).await?;
    }
    if !remove.is_empty() {
        storage::remove(which, remove).await?;
    }
    Ok(())
}

/// Browsers say in words only that there is no room: Chromium "quota", Firefox and IndexedDB "QuotaExceededError".
fn write_error(error: &JsValue) -> StoreError {
    let text = |name: &str| js_sys::Reflect::get(error, &name.into()).ok().and_then(|it| it.as_string());
    let said = [text("name"), text("message")].into_iter().flatten().collect::<String>();
    if said.to_ascii_lowercase().contains("quota") { StoreError::Full } else { StoreError::Write }
}
