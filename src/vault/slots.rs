//! Which of several copies of the vault counts.
//!
//! The first store has two slots, written in turn, so the edition before the last save stays whole while the next
//! one is written. A second store has a copy of its own. There is no pointer to the current slot: the highest
//! generation that authenticates is the current one, and a pointer could only disagree with it.

use super::{Contents, DataKey, Envelope, Purpose, VaultError};

/// Where a copy was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The first slot of the first store.
    A,
    /// The second slot of the first store.
    B,
    /// The copy in the second store.
    Copy,
}

/// One copy that could be read as a record.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Where it lay.
    pub slot: Slot,
    /// The record, not yet known to be authentic.
    pub envelope: Envelope,
}

/// One copy that could not be read as a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged {
    /// Where it lies.
    pub slot: Slot,
    /// Why it cannot be read.
    pub error: VaultError,
}

/// All copies that were found, the most promising first.
#[derive(Debug, Clone, Default)]
pub struct Copies {
    candidates: Vec<Candidate>,
    damaged: Vec<Damaged>,
}

/// A vault, opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Where the edition that counts lay.
    pub slot: Slot,
    /// The record.
    pub envelope: Envelope,
    /// What it holds.
    pub contents: Contents,
}

impl Copies {
    /// Reads the structure of every copy that is there; `unreadable` are those whose bytes could not even be taken
    /// from what is stored.
    pub fn read(found: Vec<(Slot, Vec<u8>)>, unreadable: Vec<Slot>) -> Self {
        let damaged = unreadable.into_iter().map(|slot| Damaged { slot, error: VaultError::NotARecord });
        let mut copies = Self { candidates: Vec::new(), damaged: damaged.collect() };
        for (slot, bytes) in found {
            match Envelope::from_bytes(Purpose::Vault, &bytes) {
                Ok(envelope) => copies.candidates.push(Candidate { slot, envelope }),
                Err(error) => copies.damaged.push(Damaged { slot, error }),
            }
        }
        copies.rank();
        copies
    }

    /// The copies that can be tried, the highest generation first. One of another vault than the first store's
    /// newest comes last: it is a leftover.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The copies that cannot be read.
    pub fn damaged(&self) -> &[Damaged] {
        &self.damaged
    }

    /// The format number of a copy that a newer version wrote, if there is one. A newer version writes the first store
    /// first, so the second one's word counts only where the first has nothing to say.
    pub fn newer(&self) -> Option<u8> {
        let first_speaks = self.candidates.iter().any(|candidate| candidate.slot != Slot::Copy);
        let heard = |damaged: &&Damaged| damaged.slot != Slot::Copy || !first_speaks;
        self.damaged.iter().filter(heard).find_map(|damaged| match damaged.error {
            VaultError::Newer { format } => Some(format),
            _ => None,
        })
    }

    /// True if there is no copy at all, readable or not: only then is there no vault.
    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty() && self.damaged.is_empty()
    }

    /// The newest copy that opens with `key`.
    ///
    /// # Errors
    /// The error of the most promising copy if none opens.
    pub fn open(&self, key: &DataKey) -> Result<Opened, VaultError> {
        let mut first_error = None;
        for Candidate { slot, envelope } in &self.candidates {
            match envelope.open(key) {
                Ok(contents) => return Ok(Opened { slot: *slot, envelope: envelope.clone(), contents }),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or(VaultError::NotARecord))
    }

    /// The slots whose bytes do not open with `key`: to be kept aside before anything is written over them.
    pub fn unopenable(&self, key: &DataKey) -> Vec<Slot> {
        let closed = self.candidates.iter().filter(|candidate| candidate.envelope.open(key).is_err());
        closed
            .map(|candidate| candidate.slot)
            .chain(self.damaged.iter().map(|damaged| damaged.slot))
            .collect()
    }

    /// The slot to write next when the edition in `current` counts: the one that is worth less. So whatever happens
    /// meanwhile, the best edition that an earlier key opens is still there.
    pub fn spare(&self, current: Slot) -> Slot {
        let worth = |slot: Slot| {
            let held = self.candidates.iter().find(|candidate| candidate.slot == slot);
            held.map(|candidate| candidate.envelope.header().generation)
        };
        match current {
            Slot::A | Slot::B => current.other(),
            Slot::Copy if worth(Slot::B) < worth(Slot::A) => Slot::B,
            Slot::Copy => Slot::A,
        }
    }

    /// The generation for the next save: above every one that lies there, whichever of them counts.
    ///
    /// # Errors
    /// [`VaultError::Malformed`] at the end of all numbers.
    pub fn next_generation(&self) -> Result<u64, VaultError> {
        let generations = self.candidates.iter().map(|candidate| candidate.envelope.header().generation);
        let highest = generations.max().unwrap_or(0);
        highest.checked_add(1).ok_or(VaultError::Malformed { part: "generation" })
    }

    fn rank(&mut self) {
        let ours = |candidate: &&Candidate| candidate.slot != Slot::Copy;
        let generation = |candidate: &Candidate| candidate.envelope.header().generation;
        let newest = self.candidates.iter().filter(ours).max_by_key(|candidate| generation(candidate));
        let vault = newest.map(|candidate| candidate.envelope.header().vault);
        self.candidates.sort_by_key(|candidate| {
            let other = vault.is_some_and(|vault| vault != candidate.envelope.header().vault);
            (other, core::cmp::Reverse(generation(candidate)), candidate.slot)
        });
    }
}

impl Slot {
    /// The first store's other slot; A for the copy.
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B | Self::Copy => Self::A,
        }
    }
}
