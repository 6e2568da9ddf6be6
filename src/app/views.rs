//! What pages draw: no keys, only what may be seen.

use std::collections::BTreeMap;

use super::clock::shifted;
use super::{App, AppError, Ports};
use crate::enrol::KeyStatus;
use crate::otp::{Code, Kind, UnixTime};
use crate::vault::{Contents, Entry, EntryId};

/// What makes the code change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindView {
    /// The clock.
    Totp {
        /// How long a code lives, in milliseconds.
        period_ms: u32,
    },
    /// The member, by "next".
    Hotp,
    /// The clock, in Steam's letters.
    Steam {
        /// How long a code lives, in milliseconds.
        period_ms: u32,
    },
}

/// An account in the list.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountView {
    /// Which entry.
    pub id: EntryId,
    /// Whose service.
    pub issuer: String,
    /// Which user.
    pub user: String,
    /// What makes the code change.
    pub kind: KindView,
    /// The code in groups; `None` for HOTP, which shows one when asked for the next.
    pub code: Option<String>,
    /// The code after this one, in groups.
    pub next: Option<String>,
    /// How long `code` is valid yet, in milliseconds.
    pub valid_for_ms: Option<u32>,
    /// How far the clock that the code follows is ahead of ours, in milliseconds.
    pub clock_ms: i64,
    /// Shown before all others.
    pub pinned: bool,
    /// True if the key is shorter than is safe (under 80 bits).
    pub short_key: bool,
    /// Digits of the code.
    pub digits: u8,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: &'static str,
    /// The length of the key in bits.
    pub key_bits: usize,
    /// The host it was scanned from.
    pub source: Option<String>,
    /// How the server that handed it out sees its key; nothing if none did.
    pub status: Option<KeyStatus>,
    /// When it was added, if another account has the same issuer and user: nothing else tells them apart.
    pub twin_added: Option<UnixTime>,
}

/// An entry in the bin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BinView {
    /// Which entry.
    pub id: EntryId,
    /// Whose service.
    pub issuer: String,
    /// Which user.
    pub user: String,
    /// When it was deleted.
    pub deleted: UnixTime,
}

impl KindView {
    /// How long a code lives, in milliseconds; `None` without a clock.
    pub fn period_ms(self) -> Option<u32> {
        match self {
            Self::Totp { period_ms } | Self::Steam { period_ms } => Some(period_ms),
            Self::Hotp => None,
        }
    }
}

impl AccountView {
    /// The account at `now` by our clock, which that of its codes is `clock_ms` ahead of.
    fn new(entry: &Entry, now: UnixTime, clock_ms: i64) -> Self {
        let now = shifted(now, clock_ms);
        let otp = &entry.account.otp;
        let grouped = |code: &Code| code.grouped().to_string();
        let period_ms = otp.period().map_or(0, |period| period.seconds() * 1000);
        let kind = match otp.kind() {
            Kind::Totp { .. } => KindView::Totp { period_ms },
            Kind::Hotp { .. } => KindView::Hotp,
            Kind::Steam => KindView::Steam { period_ms },
        };
        Self {
            id: entry.id,
            issuer: entry.account.issuer.as_str().to_owned(),
            user: entry.account.user.as_str().to_owned(),
            kind,
            code: kind.period_ms().map(|_| grouped(&otp.code(now))),
            next: otp.next_code(now).as_ref().map(grouped),
            valid_for_ms: otp.valid_for_ms(now),
            clock_ms,
            pinned: entry.pinned,
            short_key: otp.secret().is_short(),
            digits: otp.digits().get(),
            algorithm: otp.algorithm().as_str(),
            key_bits: otp.secret().len() * 8,
            source: entry.source.as_ref().map(|source| source.as_str().to_owned()),
            status: entry.issued.as_ref().map(|issued| issued.status),
            twin_added: None,
        }
    }
}

/// How many accounts have each issuer and user.
fn namesakes(entries: &[Entry]) -> BTreeMap<(&str, &str), usize> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        *counts.entry(name(entry)).or_default() += 1;
    }
    counts
}

fn name(entry: &Entry) -> (&str, &str) {
    (entry.account.issuer.as_str(), entry.account.user.as_str())
}

impl<P: Ports> App<P> {
    /// The accounts, pinned ones first, else in the member's order, with their codes at `now`. Empty while locked.
    pub fn accounts(&self, now: UnixTime) -> Vec<AccountView> {
        self.with_entries(|entries| {
            let namesakes = namesakes(entries);
            let view = |entry: &Entry| AccountView {
                twin_added: (namesakes[&name(entry)] > 1).then_some(entry.added),
                ..AccountView::new(entry, now, self.clock_of(entry))
            };
            let (pinned, rest): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.pinned);
            pinned.into_iter().chain(rest).map(view).collect()
        })
        .unwrap_or_default()
    }

    /// The code to copy, without groups.
    ///
    /// # Errors
    /// [`AppError::Locked`], [`AppError::Gone`], or [`AppError::NoNext`] for HOTP.
    pub fn code_to_copy(&self, id: EntryId, now: UnixTime) -> Result<Code, AppError> {
        self.with_entry(id, |entry| match entry.account.otp.kind() {
            Kind::Hotp { .. } => Err(AppError::NoNext),
            Kind::Totp { .. } | Kind::Steam => Ok(entry.account.otp.code(shifted(now, self.clock_of(entry)))),
        })?
    }

    /// What is in the bin, newest first. Empty while locked.
    pub fn bin(&self) -> Vec<BinView> {
        let unlocked = self.unlocked.borrow();
        let bin = unlocked.as_ref().map(|unlocked| unlocked.opened.contents.bin.iter().rev());
        let views = bin.into_iter().flatten().map(|binned| BinView {
            id: binned.entry.id,
            issuer: binned.entry.account.issuer.as_str().to_owned(),
            user: binned.entry.account.user.as_str().to_owned(),
            deleted: binned.deleted,
        });
        views.collect()
    }

    pub(super) fn with_contents<R>(&self, look: impl FnOnce(&Contents) -> R) -> Result<R, AppError> {
        let unlocked = self.unlocked.borrow();
        let unlocked = unlocked.as_ref().ok_or(AppError::Locked)?;
        Ok(look(&unlocked.opened.contents))
    }

    pub(super) fn with_entries<R>(&self, look: impl FnOnce(&[Entry]) -> R) -> Result<R, AppError> {
        self.with_contents(|contents| look(&contents.entries))
    }

    pub(super) fn with_entry<R>(&self, id: EntryId, look: impl FnOnce(&Entry) -> R) -> Result<R, AppError> {
        self.with_entries(|entries| entries.iter().find(|entry| entry.id == id).map(look))?
            .ok_or(AppError::Gone)
    }
}
