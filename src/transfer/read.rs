//! From a file to rows.

use super::detect::detect;
use super::{Format, Import, MAX_BYTES, Password, TransferError, uri_list};

/// What the file `bytes` holds, whichever format it has. `password` is looked at only if the file is sealed.
///
/// # Errors
/// Every [`TransferError`]; [`TransferError::PasswordNeeded`] says to ask for the password and to call again.
pub fn read(bytes: &[u8], password: Option<&Password>) -> Result<Import, TransferError> {
    check_size(bytes)?;
    read_as(detect(bytes).ok_or(TransferError::Unknown)?.format, bytes, password)
}

/// The same for a file that the member says is of `format`.
///
/// # Errors
/// As [`read`].
pub fn read_as(format: Format, bytes: &[u8], _password: Option<&Password>) -> Result<Import, TransferError> {
    check_size(bytes)?;
    match format {
        Format::UriList | Format::Migration => uri_list::read(text(format, bytes)?),
        _ => Err(TransferError::Unknown),
    }
}

fn check_size(bytes: &[u8]) -> Result<(), TransferError> {
    if bytes.len() > MAX_BYTES {
        return Err(TransferError::TooLarge { most: MAX_BYTES, found: bytes.len() });
    }
    Ok(())
}

fn text(format: Format, bytes: &[u8]) -> Result<&str, TransferError> {
    str::from_utf8(bytes).map_err(|_| TransferError::Malformed { format, part: super::Part::Structure })
}
