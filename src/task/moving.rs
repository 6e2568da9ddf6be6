//! What is asked and answered about files of other programs, as bytes.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Reader;
use crate::transfer::{Format, Password};
use crate::vault::Passphrase;

/// For whom to write, of what the worker writes. Lists of URIs and Google's export need no worker.
#[derive(Clone, Debug)]
pub enum Aim {
    /// Aegis, encrypted under a password.
    Aegis(Password),
    /// FIDO Credential Exchange Format, not encrypted.
    CredentialExchange,
}

impl Aim {
    pub(super) fn number(&self) -> u8 {
        match self {
            Self::Aegis(_) => 0,
            Self::CredentialExchange => 1,
        }
    }

    pub(super) fn of(number: u8, password: Option<Password>) -> Option<Self> {
        match (number, password) {
            (0, Some(password)) => Some(Self::Aegis(password)),
            (1, None) => Some(Self::CredentialExchange),
            _ => None,
        }
    }

    pub(super) fn password(&self) -> Option<&Password> {
        match self {
            Self::Aegis(password) => Some(password),
            Self::CredentialExchange => None,
        }
    }
}

/// Stands for a format that the file itself tells.
const UNSAID: u8 = u8::MAX;

pub(super) fn number(format: Option<Format>) -> u8 {
    let place = format.and_then(|format| Format::ALL.iter().position(|other| *other == format));
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(UNSAID)
}

/// `None` for a number that stands for nothing.
pub(super) fn format(number: u8) -> Option<Option<Format>> {
    match number {
        UNSAID => Some(None),
        number => Format::ALL.get(usize::from(number)).copied().map(Some),
    }
}

/// Both its forms, each with its length.
pub(super) fn push_password(bytes: &mut Vec<u8>, password: &Password) {
    for form in [password.typed(), password.nfkc()] {
        let text = form.expose().as_bytes(); // the worker makes the key
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text);
    }
}

/// How many bytes [`push_password`] takes.
pub(super) fn size(password: &Password) -> usize {
    8 + password.typed().expose().len() + password.nfkc().expose().len()
}

/// The password at the end of a message; `Some(None)` if there is none.
pub(super) fn password(reader: &mut Reader<'_>) -> Option<Option<Password>> {
    if reader.is_empty() {
        return Some(None);
    }
    let mut form = || {
        let size = reader.u32()?.try_into().ok()?;
        Some(Passphrase::typed(str::from_utf8(reader.take(size)?).ok()?.into()))
    };
    Some(Some(Password::new(form()?, form()?)))
}

pub(super) fn push_json(bytes: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(bytes, value).expect("it is written to memory");
}

pub(super) fn json<T: DeserializeOwned>(reader: &mut Reader<'_>) -> Option<T> {
    serde_json::from_slice(reader.rest()).ok()
}
