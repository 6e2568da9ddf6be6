//! Words for what the files of other programs hold, and for what is wrong with them.

use warifu::transfer::{Format, MAX_BYTES, Part, Reason, Remedy, TransferError, Warning};

use super::Words;
use super::say::visible;

/// Whose file it is.
#[must_use]
pub fn format(words: Words, format: Format) -> &'static str {
    match format {
        Format::UriList => words.format_uris(),
        Format::Migration => words.format_google(),
        Format::Warifu => words.format_warifu(),
        Format::AuthenticatorExtension
        | Format::AuthenticatorSh
        | Format::Aegis
        | Format::TwoFas
        | Format::Bitwarden
        | Format::BitwardenAuthenticator
        | Format::Ente
        | Format::Proton
        | Format::AndOtp
        | Format::FreeOtpPlus
        | Format::Raivo
        | Format::KeePassXc
        | Format::CredentialExchange => format.name(),
    }
}

/// Why a file cannot be read, and what to do.
#[must_use]
pub fn error(words: Words, error: &TransferError) -> String {
    let name = |whose: &Format| format(words, *whose);
    match error {
        TransferError::Unknown => words.transfer_unknown().into(),
        TransferError::TooLarge { .. } => words.transfer_too_large((MAX_BYTES / 1024 / 1024) as u64),
        TransferError::TooMany { most } => words.transfer_too_many(*most as u64),
        TransferError::PasswordNeeded { format } => words.import_password_lead(name(format)),
        TransferError::WrongPassword { format } => words.transfer_wrong_password(name(format)),
        TransferError::Malformed { format, part: which } => {
            words.transfer_malformed(name(format), part(words, *which))
        }
        TransferError::Version { format, version } => words.transfer_version(name(format), *version),
        TransferError::Unsupported { format, how } => match how {
            Remedy::ExportWithPassword => words.transfer_own_password(name(format)),
            Remedy::NoPasswordSlot => words.transfer_no_slot(name(format)),
            Remedy::Unpack => words.transfer_unpack().into(),
        },
        TransferError::TooMuchWork { format } => words.transfer_too_much_work(name(format)),
    }
}

/// Why an entry cannot be added, or written.
#[must_use]
pub fn reason(words: Words, reason: &Reason) -> String {
    let part = part(words, reason.part());
    match reason {
        Reason::Missing { .. } => words.reason_missing(part),
        Reason::Twice { .. } => words.reason_twice(part),
        Reason::Malformed { .. } => words.reason_malformed(part),
        Reason::Range { min, max, .. } => words.reason_range(part, *min, *max),
        Reason::TooLong { most, .. } => words.reason_too_long(part, *most as u64),
        Reason::SecretEmpty => words.reason_secret_empty().into(),
        Reason::SecretCharacter { position, found } => {
            words.secret_character(*position as u64, &visible(*found))
        }
        Reason::SecretLength { characters } => words.secret_length(*characters as u64),
        Reason::Algorithm { found } => words.uri_algorithm(found),
        Reason::Kind { found } => words.reason_kind(found),
        Reason::Steam { .. } => words.uri_steam(part),
        Reason::Unwritable { .. } => words.reason_unwritable(part),
        Reason::Sealed => words.reason_sealed().into(),
    }
}

/// What to know of an account before it is added.
#[must_use]
pub fn warning(words: Words, warning: Warning) -> String {
    match warning {
        Warning::ShortSecret => words.short_key().into(),
        Warning::UnusualDigits => words.unusual_digits().into(),
        Warning::Assumed { part: which } => words.assumed(part(words, which)),
    }
}

/// What a file does not say.
#[must_use]
pub fn parts(words: Words, unclear: &[Part]) -> String {
    let names: Vec<_> = unclear.iter().map(|which| part(words, *which)).collect();
    names.join(words.list_joint())
}

/// A part of a file or of an account, by the name that the form gives it.
#[must_use]
pub fn part(words: Words, part: Part) -> &'static str {
    match part {
        Part::Issuer => words.issuer(),
        Part::User => words.username(),
        Part::Secret => words.secret(),
        Part::Algorithm => words.algorithm(),
        Part::Digits => words.digits(),
        Part::Period => words.period(),
        Part::Counter => words.counter(),
        Part::Type => words.type_of_code(),
        Part::Encoder => words.part_encoder(),
        Part::Label => words.uri_label(),
        Part::Parameter => words.uri_parameter(),
        Part::Uri => words.part_uri(),
        Part::Scheme => words.part_scheme(),
        Part::Entry => words.part_entry(),
        Part::Batch => words.part_batch(),
        Part::Structure => words.part_structure(),
        Part::Header => words.part_header(),
        Part::KeyDerivation => words.part_key_derivation(),
        Part::Salt => words.part_salt(),
        Part::Nonce => words.part_nonce(),
        Part::Contents => words.part_contents(),
        Part::Version => words.part_version(),
    }
}
