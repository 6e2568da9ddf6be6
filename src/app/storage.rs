//! Reading and writing the vault's copies through the ports.

use super::{App, AppError, Door, Entries, Home, Place, Ports, SESSION_KEY, SETTINGS_KEY, Session, Settings};
use super::{StoreError, Unlocked, from_base64, to_base64};
use crate::vault::slots::{Copies, Opened, Slot};
use crate::vault::{Contents, DataKey, Envelope, Header, Kek, VaultError, Wrap};

/// The device key's name, in whichever place the vault lies.
pub(super) const DEVICE_KEY: &str = "vault.device";
/// What was set aside before it was written over has a name that begins so.
const QUARANTINE: &str = "quarantine.";

impl Slot {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::A => "vault.a",
            Self::B => "vault.b",
            Self::Copy => "vault.copy",
        }
    }
}

impl Home {
    /// The place of both slots.
    pub(super) fn place(self) -> Place {
        match self {
            Self::Disk => Place::Local,
            Self::Lab => Place::Session,
        }
    }
}

/// What lies in the stores.
pub(super) struct Found {
    pub(super) home: Home,
    pub(super) first: Entries,
    pub(super) second: Entries,
    pub(super) copies: Copies,
}

impl Found {
    fn new(home: Home, first: Entries, second: Entries) -> Self {
        let copies = copies_in(&first, &second);
        Self { home, first, second, copies }
    }

    pub(super) fn device_key(&self) -> Option<Kek> {
        let read = |entries: &Entries| {
            let bytes = zeroize::Zeroizing::new(from_base64(entries.get(DEVICE_KEY)?)?);
            Some(Kek::from_bytes(bytes.as_slice().try_into().ok()?))
        };
        read(&self.first).or_else(|| read(&self.second))
    }

    /// What stands in the way when no key is at hand.
    pub(super) fn closed_door(&self) -> Door {
        if let Some(format) = self.copies.newer() {
            return Door::Newer { format };
        }
        match (self.copies.candidates().first(), self.copies.damaged().first()) {
            (Some(newest), _) => Door::Locked { recovery: newest.envelope.has_recovery() },
            (None, Some(damaged)) => Door::Unreadable { error: damaged.error },
            (None, None) => Door::New,
        }
    }
}

/// A vault to be written from the ground up.
pub(super) struct Anew<'a> {
    pub(super) home: Home,
    pub(super) header: Header,
    pub(super) wraps: Vec<Wrap>,
    pub(super) contents: Contents,
    pub(super) key: &'a DataKey,
    pub(super) device: Option<&'a Kek>,
    /// True if the second store has a copy under another key.
    pub(super) replaces_copy: bool,
}

fn copies_in(first: &Entries, second: &Entries) -> Copies {
    let texts = [(Slot::A, first), (Slot::B, first), (Slot::Copy, second)];
    let texts = texts.map(|(slot, entries)| Some((slot, entries.get(slot.name())?)));
    let bytes: Vec<_> = texts.into_iter().flatten().map(|(slot, text)| (slot, from_base64(text))).collect();
    let damaged =
        bytes.iter().filter(|(_, bytes)| bytes.is_none()).map(|(slot, _)| *slot).collect::<Vec<_>>();
    let mut copies = Copies::read(bytes.into_iter().filter_map(|(slot, bytes)| Some((slot, bytes?))));
    damaged.into_iter().for_each(|slot| copies.add_damaged(slot));
    copies
}

impl<P: Ports> App<P> {
    /// Everything that lies in the stores. An error of the second store counts only if the first one has nothing.
    pub(super) async fn find(&self) -> Result<Found, AppError> {
        let session = self.ports.read(Place::Session).await?;
        if session.contains_key(Slot::A.name()) {
            return Ok(Found::new(Home::Lab, session, Entries::new()));
        }
        let first = self.ports.read(Place::Local).await?;
        let has_first = first.contains_key(Slot::A.name()) || first.contains_key(Slot::B.name());
        let second = match self.ports.read(Place::Copy).await {
            Err(_) if has_first => Entries::new(),
            other => other?,
        };
        Ok(Found::new(Home::Disk, first, second))
    }

    /// The settings as they are stored.
    ///
    /// # Errors
    /// [`StoreError::Read`].
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let entries = self.ports.read(Place::Local).await?;
        Ok(Settings::parse(entries.get(SETTINGS_KEY).map(String::as_str)))
    }

    /// Stores the settings, and begins the session anew if the vault is open, so that the time to lock holds at once.
    ///
    /// # Errors
    /// [`StoreError::Write`], [`StoreError::Full`].
    pub async fn save_settings(&self, settings: &Settings) -> Result<(), AppError> {
        let set = Entries::from([(SETTINGS_KEY.to_owned(), settings.print())]);
        self.ports.write(Place::Local, set, &[]).await?;
        self.touch().await
    }

    /// Takes the newest edition that opens with `key` into memory.
    pub(super) fn admit(&self, found: &Found, key: DataKey) -> Result<(), AppError> {
        if let Some(format) = found.copies.newer() {
            return Err(VaultError::Newer { format }.into());
        }
        let opened = found.copies.open(&key)?;
        self.home.set(found.home);
        *self.unlocked.borrow_mut() = Some(Unlocked { key, opened });
        Ok(())
    }

    /// Applies `change` to the newest edition and saves what comes of it, all while no other page does.
    pub(super) async fn change<R>(
        &self,
        change: impl FnOnce(&mut Contents) -> Result<R, AppError>,
    ) -> Result<R, AppError> {
        self.ports
            .exclusive(async {
                let key = self.key_in_memory()?;
                let found = self.find().await?;
                self.still_allowed(&found).await?;
                self.admit(&found, key.clone())?;
                let (header, wraps, mut contents, slot) = self.current()?;
                let answer = change(&mut contents)?;
                let header = Header { generation: next_generation(&header)?, ..header };
                let envelope = Envelope::seal(header, wraps, &contents, &key, &self.ports);
                self.save(&found, Opened { slot: slot.next(), envelope, contents }, &key).await?;
                Ok(answer)
            })
            .await
    }

    /// Writes `opened` to its slot, setting aside what could not be opened, then the copy.
    async fn save(&self, found: &Found, opened: Opened, key: &DataKey) -> Result<(), AppError> {
        let text = to_base64(&opened.envelope.to_bytes());
        let unopenable = found.copies.unopenable(key);
        let mut first = Entries::from([(opened.slot.name().to_owned(), text.clone())]);
        if unopenable.contains(&opened.slot) {
            self.set_aside(&found.first, opened.slot, &mut first);
        }
        self.ports.write(found.home.place(), first, &[]).await?;
        let saved = Unlocked { key: key.clone(), opened };
        *self.unlocked.borrow_mut() = Some(saved);
        self.save_copy(found, &unopenable, text).await;
        self.touch().await
    }

    /// The second store. A vault saved once is saved; that the copy failed is no reason to tell the member otherwise,
    /// and the next save tries again.
    async fn save_copy(&self, found: &Found, unopenable: &[Slot], text: String) {
        if found.home == Home::Lab {
            return;
        }
        let mut second = Entries::from([(Slot::Copy.name().to_owned(), text)]);
        if unopenable.contains(&Slot::Copy) {
            self.set_aside(&found.second, Slot::Copy, &mut second);
        }
        if let Some(device) = found.first.get(DEVICE_KEY) {
            second.insert(DEVICE_KEY.to_owned(), device.clone());
        }
        let _ = self.ports.write(Place::Copy, second, &[]).await;
    }

    /// Keeps what lies in `slot`, byte for byte, under a name of its own.
    fn set_aside(&self, from: &Entries, slot: Slot, into: &mut Entries) {
        if let Some(text) = from.get(slot.name()) {
            into.insert(format!("{QUARANTINE}{}.{}", slot.name(), self.ports.now().as_ms()), text.clone());
        }
    }

    /// Writes `contents` as a new vault or under a new key: both slots, the copy and, for a vault without passphrase,
    /// the device key. For a vault with a passphrase an old device key is deleted.
    pub(super) async fn write_anew(&self, anew: Anew<'_>) -> Result<(), AppError> {
        let Anew { home, header, wraps, contents, key, device, replaces_copy } = anew;
        let older = Envelope::seal(header, wraps.clone(), &contents, key, &self.ports);
        let header = Header { generation: next_generation(&header)?, ..header };
        let newer = Envelope::seal(header, wraps, &contents, key, &self.ports);
        let text = to_base64(&newer.to_bytes());
        let device = device.map(|device| (DEVICE_KEY.to_owned(), to_base64(device.expose())));
        let remove: &[&str] = if device.is_some() { &[] } else { &[DEVICE_KEY] };
        let second =
            [(Slot::Copy.name().to_owned(), text.clone())].into_iter().chain(device.clone()).collect();
        let slots = [(Slot::A, to_base64(&older.to_bytes())), (Slot::B, text)];
        let first =
            slots.map(|(slot, text)| (slot.name().to_owned(), text)).into_iter().chain(device).collect();

        if replaces_copy {
            // Before the first store, and not in vain: an old copy would still open with the old key.
            self.ports.write(Place::Copy, second, remove).await?;
            self.ports.write(home.place(), first, remove).await?;
        } else {
            self.ports.write(home.place(), first, remove).await?;
            if home == Home::Disk {
                let _ = self.ports.write(Place::Copy, second, remove).await;
            }
        }
        self.home.set(home);
        let opened = Opened { slot: Slot::B, envelope: newer, contents };
        *self.unlocked.borrow_mut() = Some(Unlocked { key: key.clone(), opened });
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

    pub(super) fn key_in_memory(&self) -> Result<DataKey, AppError> {
        self.unlocked.borrow().as_ref().map(|unlocked| unlocked.key.clone()).ok_or(AppError::Locked)
    }

    pub(super) fn current(&self) -> Result<(Header, Vec<Wrap>, Contents, Slot), AppError> {
        let unlocked = self.unlocked.borrow();
        let Opened { slot, envelope, contents } = &unlocked.as_ref().ok_or(AppError::Locked)?.opened;
        Ok((*envelope.header(), envelope.wraps().to_vec(), contents.clone(), *slot))
    }
}

pub(super) fn next_generation(header: &Header) -> Result<u64, AppError> {
    Ok(header.generation.checked_add(1).ok_or(VaultError::Malformed { part: "generation" })?)
}
