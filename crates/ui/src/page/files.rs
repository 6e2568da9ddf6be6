//! Files out of the page and into it.

use warifu::app::AppError;
use warifu::qr::MAX_FILE_BYTES;
use warifu::vault::VaultError;
use web_sys::{File, HtmlInputElement};

use crate::browser::file;
use crate::words::{Words, say};

/// No file that we read is larger (house limit for pictures).
pub(super) const MOST_BYTES: f64 = MAX_FILE_BYTES as f64;

/// A file could not be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileError {
    /// More than 20 MB.
    TooLarge,
    /// The browser could not read it.
    Unreadable,
}

/// The file that was chosen in `input`, if one was.
pub(super) fn chosen(input: &HtmlInputElement) -> Option<File> {
    input.files().and_then(|files| files.get(0))
}

/// All bytes of `file`.
///
/// # Errors
/// [`FileError`].
pub(super) async fn read(file: &File) -> Result<Vec<u8>, FileError> {
    if file.size() > MOST_BYTES {
        return Err(FileError::TooLarge);
    }
    file::bytes(file).await.ok_or(FileError::Unreadable)
}

/// What to say about a file that was not taken in, or not handed over.
pub(super) fn words(words: Words, error: FileError) -> &'static str {
    match error {
        FileError::TooLarge => words.file_too_large(),
        FileError::Unreadable => words.file_unreadable(),
    }
}

/// What to say about a backup file that does not open.
pub(super) fn backup_words(words: Words, error: &AppError) -> String {
    let AppError::Vault(error) = error else { return say::app_error(words, error) };
    let words = match error {
        VaultError::WrongKey => words.file_wrong_key(),
        VaultError::NotARecord | VaultError::NoSuchWrap => words.file_not_backup(),
        VaultError::Newer { .. } => words.file_newer(),
        VaultError::Altered
        | VaultError::Malformed { .. }
        | VaultError::WeakKdf { .. }
        | VaultError::Contents => words.file_damaged(),
    };
    words.to_owned()
}

/// Offers `bytes` as a download under `name`.
///
/// # Errors
/// [`FileError::Unreadable`] if the browser refuses to make a file of them.
pub(super) fn save(name: &str, bytes: &[u8]) -> Result<(), FileError> {
    file::hand_over(name, bytes).then_some(()).ok_or(FileError::Unreadable)
}

/// `warifu-2026-11-23.ENDING`, by the member's own calendar.
pub(super) fn name(ending: &str) -> String {
    let now = js_sys::Date::new_0();
    format!("warifu-{}-{:02}-{:02}.{ending}", now.get_full_year(), now.get_month() + 1, now.get_date())
}
