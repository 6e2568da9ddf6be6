//! From a file to rows.

use super::detect::detect;
use super::formats::{
    aegis, andotp, authenticator_extension, authenticator_sh, bitwarden, cxf, ente, freeotp_plus, keepassxc,
    proton, raivo, two_fas, warifu,
};
use super::source::{Source, without_mark};
use super::{Format, Import, MAX_BYTES, Password, Remedy, TransferError, uri_list, zip};

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
pub fn read_as(format: Format, bytes: &[u8], password: Option<&Password>) -> Result<Import, TransferError> {
    check_size(bytes)?;
    if bytes.starts_with(zip::MAGIC) && format != Format::Raivo {
        return Err(TransferError::Unsupported { format, how: Remedy::Unpack });
    }
    let source = Source { format, bytes: without_mark(bytes), password };
    match format {
        Format::UriList | Format::Migration => uri_list::read(source.text()?),
        Format::AuthenticatorExtension => authenticator_extension::read(source),
        Format::AuthenticatorSh => authenticator_sh::read(source),
        Format::Aegis => aegis::read(source),
        Format::TwoFas => two_fas::read(source),
        Format::Bitwarden | Format::BitwardenAuthenticator => bitwarden::read(source),
        Format::Ente => ente::read(source),
        Format::Proton => proton::read(source),
        Format::AndOtp => andotp::read(source),
        Format::FreeOtpPlus => freeotp_plus::read(source),
        Format::Raivo => raivo::read(source),
        Format::KeePassXc => keepassxc::read(source),
        Format::CredentialExchange => cxf::read(source),
        Format::Warifu => warifu::read(source),
    }
}

fn check_size(bytes: &[u8]) -> Result<(), TransferError> {
    if bytes.len() > MAX_BYTES {
        return Err(TransferError::TooLarge { most: MAX_BYTES, found: bytes.len() });
    }
    Ok(())
}
