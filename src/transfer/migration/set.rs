//! The parts of an export, which come one by one and in any order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::transfer::{Format, Import, Part as What, Row, TransferError};

/// The most parts of one export: far more than anybody scans.
const MAX_PARTS: u64 = 100;

/// One part of an export: what one QR code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its accounts.
    pub rows: Vec<Row>,
    /// Which export it belongs to.
    pub batch: i64,
    /// Which part it is, from 0.
    pub index: u32,
    /// How many parts there are, 1 to 100.
    pub size: u32,
}

impl Part {
    /// `None` if index and size do not fit together.
    pub(super) fn new(rows: Vec<Row>, batch: i64, index: u64, size: u64) -> Option<Self> {
        let fits = (1..=MAX_PARTS).contains(&size) && index < size;
        fits.then_some(Self { rows, batch, index: index as u32, size: size as u32 })
    }
}

/// How far one export has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartSet {
    /// Which export.
    pub batch: i64,
    /// How many parts it has.
    pub size: u32,
    /// Which are not there yet, from 1, as the app counts them for people.
    pub missing: Vec<u32>,
}

/// The parts that were read so far.
#[derive(Clone, Debug, Default)]
pub struct Sets(BTreeMap<i64, BTreeMap<u32, Part>>);

impl Sets {
    /// Takes one part in, and says how far its export has come. The same part again changes nothing.
    ///
    /// # Errors
    /// [`TransferError::Malformed`] if another part of the export gave another number of parts, or this part was
    /// there with other accounts.
    pub fn add(&mut self, part: Part) -> Result<PartSet, TransferError> {
        let batch = part.batch;
        let parts = self.0.entry(batch).or_default();
        let fits = parts.values().all(|other| other.size == part.size)
            && parts.get(&part.index).is_none_or(|other| *other == part);
        if !fits {
            return Err(TransferError::Malformed { format: Format::Migration, part: What::Batch });
        }
        parts.insert(part.index, part);
        Ok(progress(batch, parts))
    }

    /// How far each export has come.
    pub fn progress(&self) -> Vec<PartSet> {
        self.0.iter().map(|(batch, parts)| progress(*batch, parts)).collect()
    }

    /// What all parts say, in the order of the exports and their parts, whether or not some are missing.
    pub fn import(self) -> Import {
        let sets = self.progress();
        let parts = self.0.into_values().flat_map(BTreeMap::into_values);
        Import { sets, ..Import::of(Format::Migration, parts.flat_map(|part| part.rows).collect()) }
    }
}

fn progress(batch: i64, parts: &BTreeMap<u32, Part>) -> PartSet {
    let size = parts.values().next().map_or(0, |part| part.size);
    let missing = (0..size).filter(|index| !parts.contains_key(index)).map(|index| index + 1);
    PartSet { batch, size, missing: missing.collect() }
}
