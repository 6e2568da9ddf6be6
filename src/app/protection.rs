//! Making a vault, opening and locking it, and changing what opens it.

use super::status::ASKED_KEY;
use super::storage::{Anew, Edition};
use super::stored::Found;
use super::{App, AppError, CLOCKS_KEY, Door, Entries, Home, Place, Ports, SESSION_KEY, Session};
use crate::otp::UnixTime;
use crate::vault::slots::Slot;
use crate::vault::{Contents, DataKey, Header, KdfParams, Kek, Passphrase, PassphraseError, Purpose};
use crate::vault::{RecoveryCode, VaultError, VaultId, Wrap};

/// What is to open the vault.
#[derive(Debug, Clone)]
pub enum Protection {
    /// A key that lies beside it on this machine. Guards against a look at the files, not against a copy of the
    /// whole browser profile.
    Device,
    /// Nothing, and nothing on disk either: the vault ends with the browser.
    Lab,
    /// A passphrase, and a recovery code beside it.
    Passphrase(Passphrase),
}

/// What the member knows, typed again.
#[derive(Debug, Clone, Copy)]
pub enum Credential<'a> {
    /// Nothing: enough only where the vault has no passphrase.
    Nothing,
    /// The passphrase.
    Passphrase(&'a Passphrase),
    /// The recovery code, for a member who forgot the passphrase.
    Recovery(&'a RecoveryCode),
}

/// Proof that the member is there now. Only [`App::reauthenticate`] gives one. It lets keys be seen for one minute, and
/// the protection be changed for 15: a good passphrase is not found in a hurry.
#[derive(Debug, Clone, Copy)]
pub struct Proof(UnixTime);

const SEEING_MS: u64 = 60_000;
const CHANGING_MS: u64 = 15 * 60_000;

impl Proof {
    pub(super) fn check(self, now: UnixTime) -> Result<(), AppError> {
        self.check_age(now, SEEING_MS)
    }

    fn check_age(self, now: UnixTime, most_ms: u64) -> Result<(), AppError> {
        match now.as_ms().checked_sub(self.0.as_ms()) {
            Some(age) if age <= most_ms => Ok(()),
            _ => Err(AppError::Stale),
        }
    }
}

/// New wraps and what goes with them.
struct Lock {
    wraps: Vec<Wrap>,
    device: Option<Kek>,
    code: Option<RecoveryCode>,
}

impl<P: Ports> App<P> {
    /// Looks what is there, and opens it if a device key or an unlocked session allows. The second store, which is
    /// slower, is asked only if the first does not open; [`App::settle`] looks there later.
    ///
    /// # Errors
    /// [`AppError::Store`] if a store cannot be read.
    pub async fn enter(&self) -> Result<Door, AppError> {
        let (home, first) = self.find_first().await?;
        self.home.set(home);
        let found = Found::new(home, first, Entries::new());
        let keys = self.keys_at_hand(&found).await?;
        if self.admit(&found, keys).is_ok() {
            return Ok(Door::Open);
        }
        let found = self.find().await?;
        let keys = self.keys_at_hand(&found).await?;
        if self.admit(&found, keys).is_ok() {
            return Ok(Door::Open);
        }
        *self.unlocked.borrow_mut() = None;
        Ok(found.closed_door())
    }

    /// What can wait until the page is drawn: keeps an unlocked vault unlocked for another while, and looks whether
    /// the second store has a newer edition than the first. True if what is shown has changed.
    ///
    /// # Errors
    /// [`AppError::Locked`] if the vault was locked meanwhile, [`AppError::Store`].
    pub async fn settle(&self) -> Result<bool, AppError> {
        let before = self.generation()?;
        self.newest().await?;
        self.touch().await?;
        Ok(self.generation()? != before)
    }

    fn generation(&self) -> Result<u64, AppError> {
        Ok(self.edition()?.header.generation)
    }

    /// The data keys by the device keys that lie there, and by the session.
    pub(super) async fn keys_at_hand(&self, found: &Found) -> Result<Vec<(DataKey, Option<Kek>)>, AppError> {
        let by_device = found.keys_by_device().into_iter().map(|(key, device)| (key, Some(device)));
        let in_session = self.key_in_session().await?.map(|key| (key, None));
        Ok(by_device.chain(in_session).collect())
    }

    /// The data key in the session, unless it has run out; then the session is deleted.
    async fn key_in_session(&self) -> Result<Option<DataKey>, AppError> {
        let session = self.ports.read(Place::Session).await?;
        let Some(text) = session.get(SESSION_KEY) else { return Ok(None) };
        let key = Session::parse(text).and_then(|session| session.key(self.ports.now()));
        if key.is_none() {
            self.ports.write(Place::Session, Entries::new(), &[SESSION_KEY]).await?;
        }
        Ok(key)
    }

    /// Makes a new, empty vault. Gives the recovery code of one with a passphrase; it cannot be shown again.
    ///
    /// # Errors
    /// [`AppError::Exists`] if there is anything already, [`AppError::Passphrase`] for a common passphrase,
    /// [`AppError::Kdf`], [`AppError::Store`].
    pub async fn create(&self, protection: Protection) -> Result<Option<RecoveryCode>, AppError> {
        self.refuse_common(&protection).await?;
        let header = Header { purpose: Purpose::Vault, vault: VaultId::make(&self.ports), generation: 1 };
        let key = DataKey::make(&self.ports);
        let Lock { wraps, device, code } = self.make_lock(&protection, &header, &key).await?;
        let home = if matches!(protection, Protection::Lab) { Home::Lab } else { Home::Disk };
        let contents = Contents::default();
        self.ports
            .exclusive(async {
                let found = self.find().await?;
                if !found.copies.is_empty() {
                    return Err(AppError::Exists);
                }
                let anew = Anew { home, header, wraps, contents, key, device, first: Slot::A };
                self.write_anew(&found, anew).await?;
                Ok(code)
            })
            .await
    }

    /// Opens the vault with the passphrase.
    ///
    /// # Errors
    /// [`AppError::Vault`] with [`VaultError::WrongKey`] if it is another one, or with what is wrong with the record;
    /// [`AppError::Kdf`], [`AppError::Store`].
    pub async fn unlock(&self, passphrase: &Passphrase) -> Result<(), AppError> {
        let found = self.find().await?;
        let keys = self.keys_by_passphrase(&found, passphrase).await?;
        self.admit(&found, keys.into_iter().map(|key| (key, None)))?;
        self.touch().await
    }

    /// Opens the vault with the recovery code.
    ///
    /// # Errors
    /// As [`App::unlock`].
    pub async fn unlock_by_recovery(&self, code: &RecoveryCode) -> Result<(), AppError> {
        let found = self.find().await?;
        let keys = keys_by_recovery(&found, code)?;
        self.admit(&found, keys.into_iter().map(|key| (key, None)))?;
        self.touch().await
    }

    /// Forgets the key, here and in the session. A vault in lab mode, or with a device key, has nothing to ask for
    /// and stays open.
    ///
    /// # Errors
    /// [`AppError::Store`] if the session cannot be deleted.
    pub async fn lock(&self) -> Result<(), AppError> {
        if !self.can_lock() {
            return Ok(());
        }
        *self.unlocked.borrow_mut() = None;
        self.ports.lock_at(None).await;
        Ok(self.ports.write(Place::Session, Entries::new(), &[SESSION_KEY, CLOCKS_KEY, ASKED_KEY]).await?)
    }

    /// True if the open vault asks for a passphrase once it is locked.
    pub fn can_lock(&self) -> bool {
        self.unlocked.borrow().as_ref().is_some_and(|unlocked| !unlocked.opened.envelope.has_device())
    }

    /// Proof that the member is there, if the vault has a passphrase. One without can ask for nothing.
    ///
    /// # Errors
    /// [`AppError::Locked`] if the vault is closed, or has a passphrase and nothing is given; else as [`App::unlock`].
    pub async fn reauthenticate(&self, credential: Credential<'_>) -> Result<Proof, AppError> {
        if self.unlocked.borrow().is_none() {
            return Err(AppError::Locked);
        }
        if self.can_lock() {
            let found = self.find().await?;
            match credential {
                Credential::Nothing => return Err(AppError::Locked),
                Credential::Passphrase(passphrase) => self.keys_by_passphrase(&found, passphrase).await?,
                Credential::Recovery(code) => keys_by_recovery(&found, code)?,
            };
        }
        Ok(Proof(self.ports.now()))
    }

    /// Puts the vault under another protection: a new data key, and everything written anew, so that nothing old
    /// opens it. Gives the new recovery code of a vault with a passphrase; the old code is void.
    ///
    /// # Errors
    /// [`AppError::Stale`] with an old proof, [`AppError::Passphrase`], [`AppError::Kdf`], [`AppError::Store`].
    pub async fn change_protection(
        &self,
        protection: Protection,
        proof: Proof,
    ) -> Result<Option<RecoveryCode>, AppError> {
        proof.check_age(self.ports.now(), CHANGING_MS)?;
        self.refuse_common(&protection).await?;
        self.ports
            .exclusive(async {
                let found = self.newest().await?;
                let Edition { header, contents, slot, .. } = self.edition()?;
                let header = Header { generation: found.copies.next_generation()?, ..header };
                let key = DataKey::make(&self.ports);
                let Lock { wraps, device, code } = self.make_lock(&protection, &header, &key).await?;
                let first = found.copies.spare(slot);
                let anew = Anew { home: found.home, header, wraps, contents, key, device, first };
                self.write_anew(&found, anew).await?;
                Ok(code)
            })
            .await
    }

    /// Removes everything of ours from every store, settings and what was set aside included.
    ///
    /// # Errors
    /// [`AppError::Store`] if a store cannot be emptied.
    pub async fn remove_everything(&self) -> Result<(), AppError> {
        self.ports
            .exclusive(async {
                // The copy first: where it cannot be reached, nothing is removed and that is said.
                for place in [Place::Copy, Place::Local, Place::Session] {
                    let entries = self.ports.read(place).await?;
                    let names: Vec<&str> = entries.keys().map(String::as_str).collect();
                    self.ports.write(place, Entries::new(), &names).await?;
                }
                *self.unlocked.borrow_mut() = None;
                self.ports.lock_at(None).await;
                self.home.set(Home::Disk);
                Ok(())
            })
            .await
    }

    async fn refuse_common(&self, protection: &Protection) -> Result<(), AppError> {
        match protection {
            Protection::Passphrase(passphrase) if self.ports.is_common(passphrase).await? => {
                Err(PassphraseError::Common.into())
            }
            _ => Ok(()),
        }
    }

    async fn make_lock(&self, wanted: &Protection, header: &Header, key: &DataKey) -> Result<Lock, AppError> {
        match wanted {
            Protection::Passphrase(passphrase) => {
                let params = KdfParams::make(&self.ports);
                let kek = self.ports.derive(passphrase, &params).await?;
                let code = RecoveryCode::make(&self.ports);
                let wraps = vec![
                    Wrap::passphrase(header, key, &kek, params, &self.ports),
                    Wrap::recovery(header, key, &code, &self.ports),
                ];
                Ok(Lock { wraps, device: None, code: Some(code) })
            }
            Protection::Device | Protection::Lab => {
                let device = Kek::make(&self.ports);
                let wraps = vec![Wrap::device(header, key, &device, &self.ports)];
                Ok(Lock { wraps, device: Some(device), code: None })
            }
        }
    }

    /// Tries each copy's own wrap: a change of passphrase that was cut off leaves copies with different ones.
    async fn keys_by_passphrase(
        &self,
        found: &Found,
        passphrase: &Passphrase,
    ) -> Result<Vec<DataKey>, AppError> {
        if let Some(format) = found.copies.newer() {
            return Err(VaultError::Newer { format }.into());
        }
        let mut derived: Vec<(KdfParams, Kek)> = Vec::new();
        let mut results = Vec::new();
        for candidate in found.copies.candidates() {
            let Some(params) = candidate.envelope.kdf_params() else { continue };
            if !derived.iter().any(|(known, _)| known == params) {
                derived.push((*params, self.ports.derive(passphrase, params).await?));
            }
            let keks = derived.iter().filter(|(known, _)| known == params);
            results.extend(keks.map(|(_, kek)| candidate.envelope.unwrap_by_passphrase(kek)));
        }
        Ok(all_ok(results)?)
    }
}

/// The data keys that the recovery code opens.
fn keys_by_recovery(found: &Found, code: &RecoveryCode) -> Result<Vec<DataKey>, VaultError> {
    all_ok(found.copies.candidates().iter().map(|candidate| candidate.envelope.unwrap_by_recovery(code)))
}

/// All successes if there is one, else the first error.
fn all_ok(
    results: impl IntoIterator<Item = Result<DataKey, VaultError>>,
) -> Result<Vec<DataKey>, VaultError> {
    let (mut keys, mut first_error) = (Vec::new(), None);
    for result in results {
        match result {
            Ok(key) => keys.push(key),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    if keys.is_empty() { Err(first_error.unwrap_or(VaultError::NoSuchWrap)) } else { Ok(keys) }
}
