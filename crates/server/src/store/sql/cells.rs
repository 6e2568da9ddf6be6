//! Cells of rows as the values they are.

use sqlx::{ColumnIndex, Row};
use warifu::otp::UnixTime;

use super::DbRow;
use crate::domain::{Intent, KeyId};
use crate::store::{Answer, StoreError};

/// `N` bytes of a cell.
pub(super) fn bytes<const N: usize>(row: &DbRow, column: &'static str) -> Answer<[u8; N]> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map_err(|_| StoreError::Damaged { part: column })
}

/// `N` bytes of a cell that may be empty.
pub(super) fn maybe_bytes<const N: usize>(row: &DbRow, column: &'static str) -> Answer<Option<[u8; N]>> {
    let bytes: Option<Vec<u8>> = row.try_get(column)?;
    bytes.map(|bytes| bytes.try_into().map_err(|_| StoreError::Damaged { part: column })).transpose()
}

/// A number that is never negative.
pub(super) fn number<I: ColumnIndex<DbRow> + 'static>(row: &DbRow, column: I) -> Answer<u64> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| StoreError::Damaged { part: "number" })
}

/// A moment.
pub(super) fn time(row: &DbRow, column: &'static str) -> Answer<UnixTime> {
    Ok(UnixTime::from_ms(number(row, column)?))
}

/// A moment that may be missing.
pub(super) fn maybe_time(row: &DbRow, column: &'static str) -> Answer<Option<UnixTime>> {
    let found: Option<i64> = row.try_get(column)?;
    found.map(|_| time(row, column)).transpose()
}

/// The columns `intent` and `about`.
pub(super) fn intent(row: &DbRow) -> Answer<Intent> {
    let word: String = row.try_get("intent")?;
    let about = maybe_bytes(row, "about")?.map(KeyId::from_bytes);
    Intent::read(&word, about).ok_or(StoreError::Damaged { part: "intent" })
}

/// A number as a database keeps it; what is too large for it becomes the largest there is.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A moment as a database keeps it.
pub(super) fn ms(at: UnixTime) -> i64 {
    integer(at.as_ms())
}
