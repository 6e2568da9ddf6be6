//! Reading and writing the vault's copies through the ports.

use super::stored::{self, Found};
use super::{App, AppError, Entries, Home, Place, Ports, SESSION_KEY, SETTINGS_KEY, Session, Settings};
use super::{StoreError, Unlocked};
use crate::vault::slots::{Opened, Slot};
use crate::vault::{Contents, DataKey, Envelope, Header, Kek, VaultError, Wrap};

/// What was set aside before it was written over has a name that begins so.
const QUARANTINE: &str = "quarantine.";

/// A vault to be written from the ground up.
pub(super) struct Anew {
    pub(super) home: Home,
    pub(super) header: Header,
    pub(super) wraps: Vec<Wrap>,
    pub(super) contents: Contents,
    pub(super) key: DataKey,
    pub(super) device: Option<Kek>,
    /// The slot to write first; the other one has the edition that counts up to now, if any does.
    pub(super) first: Slot,
}

/// An edition of the vault, taken apart.
pub(super) struct Edition {
    pub(super) header: Header,
    pub(super) wraps: Vec<Wrap>,
    pub(super) contents: Contents,
    pub(super) slot: Slot,
    pub(super) key: DataKey,
    pub(super) device: Option<Kek>,
}

impl<P: Ports> App<P> {
    /// Everything that lies in the stores. An error of the second store counts only if the first one has nothing.
    pub(super) async fn find(&self) -> Result<Found, AppError> {
        let (home, first) = self.find_first().await?;
        if home == Home::Lab {
            return Ok(Found::new(home, first, Entries::new()));
        }
        let has_first = first.contains_key(Slot::A.name()) || first.contains_key(Slot::B.name());
        let second = match self.ports.read(Place::Copy).await {
            Err(_) if has_first => Entries::new(),
            other => other?,
        };
        Ok(Found::new(home, first, second))
    }

    /// The place of both slots and what lies there.
    pub(super) async fn find_first(&self) -> Result<(Home, Entries), AppError> {
        let session = self.ports.read(Place::Session).await?;
        self.remember_clocks(&session);
        self.remember_asked(&session);
        if session.contains_key(Slot::A.name()) {
            return Ok((Home::Lab, session));
        }
        Ok((Home::Disk, self.ports.read(Place::Local).await?))
    }

    /// The settings as they are stored.
    ///
    /// # Errors
    /// [`StoreError::Read`].
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let entries = self.ports.read(Place::Local).await?;
        Ok(Settings::parse(entries.get(SETTINGS_KEY).map(String::as_str)))
    }

    /// Changes the settings as they are stored now, so that two pages, or two quick changes, lose nothing; and begins
    /// the session anew if the vault is open, so that the time to lock holds at once. Gives them as they then are.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn change_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<Settings, AppError> {
        self.ports
            .exclusive(async {
                let mut settings = self.settings().await?;
                change(&mut settings);
                let set = Entries::from([(SETTINGS_KEY.to_owned(), settings.print())]);
                self.ports.write(Place::Local, set, &[]).await?;
                self.touch().await?;
                Ok(settings)
            })
            .await
    }

    /// Takes the newest edition that one of `keys` opens into memory.
    pub(super) fn admit(
        &self,
        found: &Found,
        keys: impl IntoIterator<Item = (DataKey, Option<Kek>)>,
    ) -> Result<(), AppError> {
        if let Some(format) = found.copies.newer() {
            return Err(VaultError::Newer { format }.into());
        }
        let mut first_error = None;
        for (key, device) in keys {
            match found.copies.open(&key) {
                Ok(opened) => {
                    self.home.set(found.home);
                    *self.unlocked.borrow_mut() = Some(Unlocked { key, device, opened });
                    return Ok(());
                }
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.map_or(AppError::Locked, AppError::Vault))
    }

    /// Applies `change` to the newest edition and saves what comes of it, all while no other page does.
    pub(super) async fn change<R>(
        &self,
        change: impl FnOnce(&mut Contents) -> Result<R, AppError>,
    ) -> Result<R, AppError> {
        self.ports
            .exclusive(async {
                let found = self.newest().await?;
                let Edition { header, wraps, mut contents, slot, key, device } = self.edition()?;
                let answer = change(&mut contents)?;
                let header = Header { generation: found.copies.next_generation()?, ..header };
                let envelope = Envelope::seal(header, wraps, &contents, &key, &self.ports);
                let opened = Opened { slot: found.copies.spare(slot), envelope, contents };
                self.save(&found, Unlocked { key, device, opened }).await?;
                Ok(answer)
            })
            .await
    }

    /// Reads the stores again and takes the newest edition into memory, unless the vault was locked meanwhile.
    pub(super) async fn newest(&self) -> Result<Found, AppError> {
        if self.unlocked.borrow().is_none() {
            return Err(AppError::Locked);
        }
        let found = self.find().await?;
        let keys = self.keys_at_hand(&found).await?;
        if keys.is_empty() {
            *self.unlocked.borrow_mut() = None;
        }
        self.admit(&found, keys)?;
        Ok(found)
    }

    /// Writes an edition to its slot, setting aside what could not be opened, then the copy. The other slot is written
    /// too if it does not open with this key: left by a change of protection that was cut off, it would let the old
    /// passphrase open an old edition. A vault saved once is saved: that the copy failed is no reason to tell the
    /// member otherwise, and the next save tries again.
    async fn save(&self, found: &Found, unlocked: Unlocked) -> Result<(), AppError> {
        let Unlocked { key, device, opened } = &unlocked;
        let text = stored::print(&opened.envelope, device.as_ref());
        let closed = found.copies.unopenable(key);
        let entries = |slot| self.replacing(found, &closed, slot, text.clone());
        self.ports.write(found.home.place(), entries(opened.slot), &[]).await?;
        if closed.contains(&opened.slot.other()) {
            self.ports.write(found.home.place(), entries(opened.slot.other()), &[]).await?;
        }
        if found.home == Home::Disk {
            let _ = self.ports.write(Place::Copy, entries(Slot::Copy), &[]).await;
        }
        *self.unlocked.borrow_mut() = Some(unlocked);
        self.touch().await
    }

    /// `text` in its `slot`, and beside it, byte for byte under a name of its own, what lies there and cannot be
    /// opened.
    fn replacing(&self, found: &Found, closed: &[Slot], slot: Slot, text: String) -> Entries {
        let aside = found.text(slot).filter(|_| closed.contains(&slot));
        let name = || format!("{QUARANTINE}{}.{}", slot.name(), self.ports.now().as_ms());
        let aside = aside.map(|text| (name(), text.clone()));
        [(slot.name().to_owned(), text)].into_iter().chain(aside).collect()
    }

    /// Writes `contents` as a new vault or under a new key: both slots and the copy. The slot that counts is written
    /// last, so whatever is cut off, the newest edition opens with the old key or with the new one.
    pub(super) async fn write_anew(&self, found: &Found, anew: Anew) -> Result<(), AppError> {
        let Anew { home, header, wraps, contents, key, device, first } = anew;
        let older = Envelope::seal(header, wraps.clone(), &contents, &key, &self.ports);
        let header = Header { generation: next(header.generation)?, ..header };
        let newer = Envelope::seal(header, wraps, &contents, &key, &self.ports);
        let closed =
            self.unlocked.borrow().as_ref().map_or_else(Vec::new, |old| found.copies.unopenable(&old.key));
        let put = async |place, slot, envelope| {
            let text = stored::print(envelope, device.as_ref());
            self.ports.write(place, self.replacing(found, &closed, slot, text), &[]).await
        };

        let replaces = !found.copies.is_empty();
        if replaces && home == Home::Disk {
            // Not in vain: an old copy would still open with the old key.
            put(Place::Copy, Slot::Copy, &newer).await?;
        }
        put(home.place(), first, &older).await?;
        put(home.place(), first.other(), &newer).await?;
        if !replaces && home == Home::Disk {
            let _ = put(Place::Copy, Slot::Copy, &newer).await;
        }
        self.home.set(home);
        let opened = Opened { slot: first.other(), envelope: newer, contents };
        *self.unlocked.borrow_mut() = Some(Unlocked { key, device, opened });
        self.touch().await
    }

    /// Keeps an unlocked vault unlocked for another while. Without a passphrase there is nothing to keep.
    ///
    /// # Errors
    /// [`StoreError`] if the session cannot be stored.
    pub async fn touch(&self) -> Result<(), AppError> {
        let Some(key) = self.session_key() else { return Ok(()) };
        let auto_lock = self.settings().await?.auto_lock;
        let session = Session::begin(&key, self.ports.now(), auto_lock);
        let set = Entries::from([(SESSION_KEY.to_owned(), session.print())]);
        self.ports.write(Place::Session, set, &[]).await?;
        self.ports.lock_at(session.ends()).await;
        Ok(())
    }

    /// The key to keep in the session: only of a vault that a device key does not open anyway.
    fn session_key(&self) -> Option<DataKey> {
        let unlocked = self.unlocked.borrow();
        let unlocked = unlocked.as_ref()?;
        (!unlocked.opened.envelope.has_device()).then(|| unlocked.key.clone())
    }

    /// What is open, to build the next edition from.
    pub(super) fn edition(&self) -> Result<Edition, AppError> {
        let unlocked = self.unlocked.borrow();
        let Unlocked { key, device, opened } = unlocked.as_ref().ok_or(AppError::Locked)?;
        Ok(Edition {
            header: *opened.envelope.header(),
            wraps: opened.envelope.wraps().to_vec(),
            contents: opened.contents.clone(),
            slot: opened.slot,
            key: key.clone(),
            device: device.clone(),
        })
    }
}

fn next(generation: u64) -> Result<u64, AppError> {
    Ok(generation.checked_add(1).ok_or(VaultError::Malformed { part: "generation" })?)
}
