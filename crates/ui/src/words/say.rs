//! Words for the core's errors: the one place where a code becomes a sentence.

use warifu::account::NameError;
use warifu::app::{AppError, EnrolError, FormError, Problem, StoreError};
use warifu::enrol::protocol::{Refusal, ReplyError};
use warifu::enrol::{KeyStatus, OfferError};
use warifu::otp::OtpError;
use warifu::otpauth::UriError;
use warifu::qr::PictureError;
use warifu::secret::SecretError;
use warifu::vault::{PassphraseError, RecoveryCodeError, VaultError};

use super::Words;

/// A headline that members know from manuals, if there is one, and what exactly is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// For a secret: "Invalid account secret".
    pub headline: Option<&'static str>,
    /// What is wrong.
    pub detail: String,
}

impl Said {
    fn plain(detail: impl Into<String>) -> Self {
        Self { headline: None, detail: detail.into() }
    }
}

/// What is wrong with a field of the typed form, whose key is spelled in hexadecimal digits if `hex`.
#[must_use]
pub fn form_error(words: Words, error: &FormError, hex: bool) -> Said {
    match &error.problem {
        Problem::Nameless => Said::plain(words.nameless()),
        Problem::Secret(secret) => {
            Said { headline: Some(words.secret_invalid()), detail: secret_error(words, secret, hex) }
        }
        Problem::Uri(UriError::Secret(secret)) => {
            Said { headline: Some(words.secret_invalid()), detail: secret_error(words, secret, false) }
        }
        Problem::Uri(uri) => Said::plain(uri_error(words, uri)),
        Problem::Name(NameError::TooLong { characters }) => {
            Said::plain(words.name_too_long(number(*characters)))
        }
        Problem::Otp(error) => Said::plain(otp_error(words, error)),
        Problem::NotANumber => Said::plain(words.not_a_number()),
    }
}

/// What is wrong with a key.
#[must_use]
pub fn secret_error(words: Words, error: &SecretError, hex: bool) -> String {
    match *error {
        SecretError::Empty => words.secret_empty().into(),
        SecretError::Character { position, found, .. } if hex => {
            words.secret_hex_character(number(position), &visible(found))
        }
        SecretError::Character { position, found, likely } => {
            let wrong = words.secret_character(number(position), &visible(found));
            match *likely {
                [] => wrong,
                [one] => words.two_sentences(&wrong, &words.secret_likely(&one.to_string())),
                [first, second, ..] => {
                    let likely = words.secret_likely_two(&first.to_string(), &second.to_string());
                    words.two_sentences(&wrong, &likely)
                }
            }
        }
        SecretError::Length { characters } => words.secret_length(number(characters)),
        SecretError::TooLong { bytes } => words.secret_too_long(number(bytes)),
    }
}

/// A character as it can be shown; one that cannot by its number.
pub(super) fn visible(character: char) -> String {
    if character.is_control() || character.is_whitespace() {
        format!("U+{:04X}", u32::from(character))
    } else {
        character.to_string()
    }
}

fn otp_error(words: Words, error: &OtpError) -> String {
    match error {
        OtpError::Digits { min, max, .. } => {
            words.out_of_range(words.digits(), u64::from(*min), u64::from(*max))
        }
        OtpError::Period { .. } => words.out_of_range(words.period(), 1, 86_400),
        OtpError::Algorithm { found } => words.uri_algorithm(found),
    }
}

/// Why an otpauth URI cannot be kept: what part of it, and what about it.
#[must_use]
pub fn uri_error(words: Words, error: &UriError) -> String {
    let part = part(words, error.part());
    match error {
        UriError::TooLong { bytes } => words.uri_too_long(number(*bytes)),
        UriError::Scheme => words.uri_scheme().into(),
        UriError::Type => words.uri_type().into(),
        UriError::Fragment => words.uri_fragment().into(),
        UriError::TooManyParameters { found } => words.uri_parameters(number(*found)),
        UriError::Escape { .. } | UriError::Utf8 { .. } => words.uri_garbled(part),
        UriError::Twice { .. } => words.uri_twice(part),
        UriError::Missing { .. } => words.uri_missing(part),
        UriError::Secret(error) => secret_error(words, error, false),
        UriError::Name { error: NameError::TooLong { characters }, .. } => {
            words.name_too_long(number(*characters))
        }
        UriError::Algorithm { found } => words.uri_algorithm(found),
        UriError::Number { .. } => words.uri_number(part),
        UriError::Range { min, max, .. } => words.out_of_range(part, *min, *max),
        UriError::Counter => words.uri_counter().into(),
        UriError::Encoder => words.uri_encoder().into(),
        UriError::Steam { .. } => words.uri_steam(part),
    }
}

/// A part of a URI by the name that the form gives it.
fn part(words: Words, part: &str) -> &'static str {
    match part {
        "secret" => words.secret(),
        "issuer" => words.issuer(),
        "user" => words.username(),
        "digits" => words.digits(),
        "period" => words.period(),
        "counter" => words.counter(),
        "algorithm" => words.algorithm(),
        "type" => words.type_of_code(),
        "label" => words.uri_label(),
        _ => words.uri_parameter(),
    }
}

/// Why something could not be done.
#[must_use]
pub fn app_error(words: Words, error: &AppError) -> String {
    match error {
        AppError::Store(StoreError::Read) => words.store_read().into(),
        AppError::Store(StoreError::Write) => words.store_write().into(),
        AppError::Store(StoreError::Full) => words.store_full().into(),
        AppError::Store(StoreError::OutOfReach) => words.store_out_of_reach().into(),
        AppError::Vault(error) => vault_error(words, error),
        AppError::Kdf(_) => words.kdf_unavailable().into(),
        AppError::Passphrase(error) => passphrase_error(words, error),
        AppError::Locked => words.unlock_lead().into(),
        AppError::Stale => words.proof_stale().into(),
        AppError::Exists => words.vault_exists().into(),
        AppError::Gone => words.entry_gone().into(),
        AppError::Duplicate { issuer, user, .. } => words.duplicate_text(&account(words, issuer, user)),
        AppError::SameName { issuer, user, .. } => words.replaces_text(&account(words, issuer, user)),
        AppError::NoNext => words.no_next().into(),
    }
}

/// Why an enrolment at `host` did not go on.
#[must_use]
pub fn enrol_error(words: Words, error: &EnrolError, host: &str) -> String {
    match error {
        EnrolError::App(AppError::Gone) => words.enrol_finished().into(),
        EnrolError::App(error) => app_error(words, error),
        EnrolError::Unreachable(_) => words.enrol_unreachable(host),
        EnrolError::Reply(ReplyError::Broken { part }) => words.enrol_broken(host, part),
        EnrolError::Reply(ReplyError::Refused(refusal)) => refusal_of(words, *refusal, host),
    }
}

fn refusal_of(words: Words, refusal: Refusal, host: &str) -> String {
    match refusal {
        Refusal::Gone => words.enrol_gone(host),
        Refusal::Expired => words.enrol_expired(host),
        Refusal::WrongCode => words.enrol_wrong_code(host),
        Refusal::ClockOff { seconds } => {
            words.two_sentences(&clock_off(words, seconds, host), words.clock_what_to_do())
        }
        Refusal::Locked { retry_after_s } => words.enrol_locked(retry_after_s.div_ceil(60)),
        Refusal::Stopped => words.enrol_stopped().into(),
        Refusal::TooManyKeys => words.enrol_too_many(host),
        Refusal::Unavailable => words.enrol_unavailable(host),
        Refusal::Other => words.enrol_refused(host),
    }
}

/// How far our clock is ahead of that of `host`.
#[must_use]
pub fn clock_off(words: Words, ahead_s: i64, host: &str) -> String {
    let seconds = ahead_s.unsigned_abs();
    if ahead_s < 0 { words.clock_behind(seconds, host) } else { words.clock_ahead(seconds, host) }
}

/// Why an offer cannot be taken up.
#[must_use]
pub fn offer_error(words: Words, error: OfferError) -> &'static str {
    match error {
        OfferError::Insecure => words.offer_insecure(),
        OfferError::Foreign => words.offer_foreign(),
        OfferError::None | OfferError::Part { .. } => words.offer_unreadable(),
    }
}

/// How the server that handed a key out sees it.
#[must_use]
pub fn key_status(words: Words, status: KeyStatus) -> &'static str {
    match status {
        KeyStatus::Pending => words.key_pending(),
        KeyStatus::Current => words.key_current(),
        KeyStatus::Superseded => words.key_superseded(),
        KeyStatus::Revoked => words.key_revoked(),
        KeyStatus::Unknown => words.key_unknown(),
    }
}

/// Why a record could not be opened.
#[must_use]
pub fn vault_error(words: Words, error: &VaultError) -> String {
    match error {
        VaultError::NotARecord => words.not_a_backup().into(),
        VaultError::Newer { format } => words.newer_text(u64::from(*format)),
        VaultError::Malformed { .. } | VaultError::Altered | VaultError::Contents => {
            words.record_damaged().into()
        }
        VaultError::WeakKdf { .. } => words.weak_kdf().into(),
        VaultError::NoSuchWrap => words.no_such_wrap().into(),
        VaultError::WrongKey => words.unlock_wrong().into(),
    }
}

/// Why a new passphrase is refused.
#[must_use]
pub fn passphrase_error(words: Words, error: &PassphraseError) -> String {
    match error {
        PassphraseError::TooShort { characters } => words.passphrase_short(number(*characters)),
        PassphraseError::TooLong { .. } => words.passphrase_long().into(),
        PassphraseError::Common => words.passphrase_common().into(),
    }
}

/// Why what was typed is no recovery code.
#[must_use]
pub fn recovery_error(words: Words, error: &RecoveryCodeError) -> String {
    match error {
        RecoveryCodeError::Spelling(SecretError::Empty) => words.recovery_length().into(),
        RecoveryCodeError::Spelling(error) => secret_error(words, error, false),
        RecoveryCodeError::Length => words.recovery_length().into(),
    }
}

/// Why a picture was not looked at.
#[must_use]
pub fn picture_error(words: Words, error: &PictureError) -> String {
    match error {
        PictureError::TooLarge { width, height } => words.picture_large(number(*width), number(*height)),
        _ => words.picture_unreadable().into(),
    }
}

/// An account by issuer and user, whichever it has.
#[must_use]
pub fn account(words: Words, issuer: &str, user: &str) -> String {
    match (issuer.is_empty(), user.is_empty()) {
        (false, false) => words.account_of(issuer, user),
        (false, true) => issuer.into(),
        (true, false) => user.into(),
        (true, true) => words.no_user().into(),
    }
}

fn number(count: usize) -> u64 {
    count as u64
}
