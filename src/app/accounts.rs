//! Adding, changing and deleting accounts.

use super::{App, AppError, Ports, Proof};
use crate::account::{Account, Name};
use crate::otp::{Algorithm, Code, Digits, Kind, Otp, Period};
use crate::vault::{Binned, Contents, Entry, EntryId};
use zeroize::Zeroizing;

/// What to do if another key of the same issuer and user is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSameName {
    /// Add nothing, and say so.
    Ask,
    /// The new key counts; the older goes to the bin.
    Replace,
    /// Keep both.
    KeepBoth,
}

/// What adding did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// A new entry.
    New(EntryId),
    /// A new entry in the place of an older one, which is in the bin.
    Replaced {
        /// The new entry.
        id: EntryId,
        /// The one in the bin.
        older: EntryId,
    },
}

impl Added {
    /// The new entry.
    pub fn id(self) -> EntryId {
        match self {
            Self::New(id) | Self::Replaced { id, .. } => id,
        }
    }
}

/// What an account is to be changed to. The key itself never changes: another key is another account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Whose service.
    pub issuer: Name,
    /// Which user.
    pub user: Name,
    /// Digits of the code. Not looked at for Steam.
    pub digits: Digits,
    /// How long a code lives. Looked at for TOTP only.
    pub period: Period,
    /// The hash. Not looked at for Steam.
    pub algorithm: Algorithm,
}

impl<P: Ports> App<P> {
    /// Adds `account`, which came from a page at the host `source` if it was scanned.
    ///
    /// # Errors
    /// [`AppError::Duplicate`] if the same key is there, [`AppError::SameName`] if another key of the same issuer and
    /// user is and `on_same_name` says to ask, [`AppError::Locked`], [`AppError::Store`].
    pub async fn add(
        &self,
        account: Account,
        source: Option<Name>,
        on_same_name: OnSameName,
    ) -> Result<Added, AppError> {
        let entry = self.make_entry(account, source);
        let now = self.ports.now();
        self.change(|contents| {
            refuse_duplicate(contents, &entry.account)?;
            let id = entry.id;
            let older = contents.entries.iter().position(|other| other.account.same_name(&entry.account));
            match (older.filter(|_| is_named(&entry.account)), on_same_name) {
                (Some(older), OnSameName::Ask) => Err(same_name(&contents.entries[older])),
                (Some(place), OnSameName::Replace) => {
                    let older = core::mem::replace(&mut contents.entries[place], entry);
                    let answer = Added::Replaced { id, older: older.id };
                    contents.entries[place].pinned = older.pinned;
                    contents.bin.push(Binned { entry: older, deleted: now });
                    Ok(answer)
                }
                (Some(_), OnSameName::KeepBoth) | (None, _) => {
                    contents.entries.push(entry);
                    Ok(Added::New(id))
                }
            }
        })
        .await
    }

    pub(super) fn make_entry(&self, account: Account, source: Option<Name>) -> Entry {
        Entry {
            id: EntryId::make(&self.ports),
            account,
            pinned: false,
            added: self.ports.now(),
            source,
            issued: None,
        }
    }

    /// The code of the current counter of an HOTP account. The next counter is stored before the code is given, so no
    /// code is shown twice.
    ///
    /// # Errors
    /// [`AppError::NoNext`] if the account is not HOTP or its counter is used up, [`AppError::Gone`],
    /// [`AppError::Locked`], [`AppError::Store`].
    pub async fn next_hotp(&self, id: EntryId) -> Result<Code, AppError> {
        let now = self.ports.now();
        self.change(|contents| {
            let entry = entry_mut(contents, id)?;
            let code = entry.account.otp.code(now);
            entry.account.otp = entry.account.otp.advanced().ok_or(AppError::NoNext)?;
            Ok(code)
        })
        .await
    }

    /// What an account may be changed from: names and parameters as they are.
    ///
    /// # Errors
    /// [`AppError::Gone`], [`AppError::Locked`].
    pub fn edit_of(&self, id: EntryId) -> Result<Edit, AppError> {
        self.with_entry(id, |entry| {
            let otp = &entry.account.otp;
            Edit {
                issuer: entry.account.issuer.clone(),
                user: entry.account.user.clone(),
                digits: otp.digits(),
                period: otp.period().unwrap_or(Period::HALF_MINUTE),
                algorithm: otp.algorithm(),
            }
        })
    }

    /// Changes an account.
    ///
    /// # Errors
    /// [`AppError::Duplicate`] if that makes it the same as another, [`AppError::Gone`], [`AppError::Locked`],
    /// [`AppError::Store`].
    pub async fn edit(&self, id: EntryId, edit: Edit) -> Result<(), AppError> {
        self.change(|contents| {
            let entry = entry_mut(contents, id)?;
            let kind = match entry.account.otp.kind() {
                Kind::Totp { .. } => Kind::Totp { period: edit.period },
                other => other,
            };
            let otp = Otp::new(entry.account.otp.secret().clone(), edit.algorithm, edit.digits, kind);
            let changed = Account { issuer: edit.issuer, user: edit.user, otp };
            let others = contents.entries.iter().filter(|other| other.id != id);
            duplicate(others, &changed).map_or(Ok(()), Err)?;
            entry_mut(contents, id)?.account = changed;
            Ok(())
        })
        .await
    }

    /// Moves an account to the bin.
    ///
    /// # Errors
    /// [`AppError::Gone`], [`AppError::Locked`], [`AppError::Store`].
    pub async fn delete(&self, id: EntryId) -> Result<(), AppError> {
        let deleted = self.ports.now();
        self.change(|contents| {
            let place = place_of(contents, id)?;
            let entry = contents.entries.remove(place);
            contents.bin.push(Binned { entry, deleted });
            Ok(())
        })
        .await
    }

    /// Moves several accounts to the bin at once: the undo of an import.
    ///
    /// # Errors
    /// [`AppError::Locked`], [`AppError::Store`]. One that is gone already is no error.
    pub async fn delete_all(&self, ids: &[EntryId]) -> Result<(), AppError> {
        let deleted = self.ports.now();
        self.change(|contents| {
            let gone = contents.entries.extract_if(.., |entry| ids.contains(&entry.id));
            contents.bin.extend(gone.map(|entry| Binned { entry, deleted }));
            Ok(())
        })
        .await
    }

    /// Takes an account out of the bin again.
    ///
    /// # Errors
    /// [`AppError::Duplicate`] if the same key has been added since, [`AppError::Gone`], [`AppError::Locked`],
    /// [`AppError::Store`].
    pub async fn restore(&self, id: EntryId) -> Result<(), AppError> {
        self.change(|contents| {
            let place = binned_place(contents, id)?;
            refuse_duplicate(contents, &contents.bin[place].entry.account)?;
            let binned = contents.bin.remove(place);
            contents.entries.push(binned.entry);
            Ok(())
        })
        .await
    }

    /// Deletes all of the bin for good.
    ///
    /// # Errors
    /// [`AppError::Locked`], [`AppError::Store`].
    pub async fn empty_bin(&self) -> Result<(), AppError> {
        self.change(|contents| {
            contents.bin.clear();
            Ok(())
        })
        .await
    }

    /// Pins an account before all others, or unpins it.
    ///
    /// # Errors
    /// [`AppError::Gone`], [`AppError::Locked`], [`AppError::Store`].
    pub async fn pin(&self, id: EntryId, pinned: bool) -> Result<(), AppError> {
        self.change(|contents| {
            entry_mut(contents, id)?.pinned = pinned;
            Ok(())
        })
        .await
    }

    /// Moves an account right before another in the member's order. The pages group by issuer, so what they call a
    /// place up or down may be several places here.
    ///
    /// # Errors
    /// [`AppError::Gone`], [`AppError::Locked`], [`AppError::Store`].
    pub async fn move_before(&self, id: EntryId, other: EntryId) -> Result<(), AppError> {
        self.change(|contents| {
            let entry = contents.entries.remove(place_of(contents, id)?);
            let place = place_of(contents, other)?;
            contents.entries.insert(place, entry);
            Ok(())
        })
        .await
    }

    /// An account's otpauth URI, to be shown as a QR code for another device.
    ///
    /// # Errors
    /// [`AppError::Locked`] if the proof is too old or the vault is closed, [`AppError::Gone`].
    pub fn uri(&self, id: EntryId, proof: Proof) -> Result<Zeroizing<String>, AppError> {
        proof.check(self.ports.now())?;
        self.with_entry(id, |entry| crate::otpauth::print(&entry.account))
    }
}

pub(super) fn refuse_duplicate(contents: &Contents, account: &Account) -> Result<(), AppError> {
    duplicate(contents.entries.iter(), account).map_or(Ok(()), Err)
}

fn duplicate<'a>(mut others: impl Iterator<Item = &'a Entry>, account: &Account) -> Option<AppError> {
    others.find(|other| other.account.same_key(account)).map(|other| AppError::Duplicate {
        id: other.id,
        issuer: other.account.issuer.as_str().to_owned(),
        user: other.account.user.as_str().to_owned(),
    })
}

fn same_name(older: &Entry) -> AppError {
    AppError::SameName {
        older: older.id,
        issuer: older.account.issuer.as_str().to_owned(),
        user: older.account.user.as_str().to_owned(),
    }
}

/// Two accounts without any name have nothing in common but that.
pub(super) fn is_named(account: &Account) -> bool {
    !account.issuer.is_empty() || !account.user.is_empty()
}

fn place_of(contents: &Contents, id: EntryId) -> Result<usize, AppError> {
    contents.entries.iter().position(|entry| entry.id == id).ok_or(AppError::Gone)
}

fn binned_place(contents: &Contents, id: EntryId) -> Result<usize, AppError> {
    contents.bin.iter().position(|binned| binned.entry.id == id).ok_or(AppError::Gone)
}

fn entry_mut(contents: &mut Contents, id: EntryId) -> Result<&mut Entry, AppError> {
    contents.entries.iter_mut().find(|entry| entry.id == id).ok_or(AppError::Gone)
}
