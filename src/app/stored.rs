//! The vault's copies as the stores hold them: each one text, the record in base64, and behind a space the device key
//! of a vault that has no passphrase. One text is written whole or not at all, so no copy ever lacks its key.

use zeroize::Zeroizing;

use super::{Door, Entries, Home, Place, from_base64, to_base64};
use crate::vault::slots::{Copies, Slot};
use crate::vault::{DataKey, Envelope, Kek, VaultError};

impl Slot {
    /// The name of this copy in its store.
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

/// A copy as it is stored.
pub(super) fn print(envelope: &Envelope, device: Option<&Kek>) -> String {
    let record = to_base64(&envelope.to_bytes());
    match device {
        Some(device) => format!("{record} {}", to_base64(device.expose())),
        None => record,
    }
}

/// The record's bytes if they can be taken from the text, and the device key if one can be read.
fn parse(text: &str) -> (Option<Vec<u8>>, Option<Kek>) {
    let (record, device) = text.split_once(' ').map_or((text, None), |(record, key)| (record, Some(key)));
    (from_base64(record), device.and_then(device_key))
}

fn device_key(text: &str) -> Option<Kek> {
    let bytes = Zeroizing::new(from_base64(text)?);
    Some(Kek::from_bytes(bytes.as_slice().try_into().ok()?))
}

/// What lies in the stores.
pub(super) struct Found {
    pub(super) home: Home,
    pub(super) first: Entries,
    pub(super) second: Entries,
    pub(super) copies: Copies,
    devices: Vec<Kek>,
}

impl Found {
    pub(super) fn new(home: Home, first: Entries, second: Entries) -> Self {
        let mut devices = Vec::new();
        let mut records = Vec::new();
        let mut damaged = Vec::new();
        for (slot, entries) in [(Slot::A, &first), (Slot::B, &first), (Slot::Copy, &second)] {
            let Some(text) = entries.get(slot.name()) else { continue };
            let (record, device) = parse(text);
            devices.extend(device);
            match record {
                Some(record) => records.push((slot, record)),
                None => damaged.push(slot),
            }
        }
        let copies = Copies::read(records, damaged);
        Self { home, first, second, copies, devices }
    }

    /// The text of a copy as it lies there.
    pub(super) fn text(&self, slot: Slot) -> Option<&String> {
        if slot == Slot::Copy { self.second.get(slot.name()) } else { self.first.get(slot.name()) }
    }

    /// Every data key that a device key gives, the most promising copy's first, each with its device key.
    pub(super) fn keys_by_device(&self) -> Vec<(DataKey, Kek)> {
        let by_device = |envelope: &Envelope| {
            self.devices.iter().find_map(|kek| Some((envelope.unwrap_by_device(kek).ok()?, kek.clone())))
        };
        self.copies.candidates().iter().filter_map(|candidate| by_device(&candidate.envelope)).collect()
    }

    /// What stands in the way when no key is at hand.
    pub(super) fn closed_door(&self) -> Door {
        if let Some(format) = self.copies.newer() {
            return Door::Newer { format };
        }
        let envelopes = || self.copies.candidates().iter().map(|candidate| &candidate.envelope);
        let recovery = envelopes().any(Envelope::has_recovery);
        match (self.copies.candidates().first(), self.copies.damaged().first()) {
            // A vault that only a device key opens, without that key, is not one to ask a passphrase for.
            (Some(_), _) if !recovery && envelopes().all(|envelope| envelope.kdf_params().is_none()) => {
                Door::Unreadable { error: VaultError::Altered }
            }
            (Some(_), _) => Door::Locked { recovery },
            (None, Some(damaged)) => Door::Unreadable { error: damaged.error },
            (None, None) => Door::New,
        }
    }
}
