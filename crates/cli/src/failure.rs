//! What went wrong, for people and for programs.

use std::io;

use image::ImageError;
use serde::Serialize;
use warifu::otpauth::UriError;
use warifu::qr::PictureError;
use warifu::transfer::{Reason, TransferError};
use warifu::vault::{KdfError, VaultError};

/// A name that will not change, and words that may.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'static str>,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(error: &'static str, message: &impl ToString) -> Self {
        Self { error, part: None, message: message.to_string() }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new("unreadable", &error)
    }
}

impl From<UriError> for Failure {
    fn from(error: UriError) -> Self {
        Self { error: error.code(), part: Some(error.part()), message: error.to_string() }
    }
}

impl From<PictureError> for Failure {
    fn from(error: PictureError) -> Self {
        Self::new("size", &error)
    }
}

impl From<ImageError> for Failure {
    fn from(error: ImageError) -> Self {
        let code = match error {
            ImageError::Unsupported(_) => "format",
            ImageError::Limits(_) => "size",
            _ => "damaged",
        };
        Self::new(code, &error)
    }
}

impl From<TransferError> for Failure {
    fn from(error: TransferError) -> Self {
        let part = match error {
            TransferError::Malformed { part, .. } => Some(part.id()),
            _ => None,
        };
        Self { error: error.code(), part, message: error.to_string() }
    }
}

impl From<&Reason> for Failure {
    fn from(reason: &Reason) -> Self {
        Self { error: reason.code(), part: Some(reason.part().id()), message: reason.to_string() }
    }
}

impl From<KdfError> for Failure {
    fn from(error: KdfError) -> Self {
        Self::new("no_memory", &error)
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        let code = match error {
            VaultError::NotARecord => "not_a_backup",
            VaultError::Newer { .. } => "newer",
            VaultError::Malformed { .. } => "damaged",
            VaultError::WeakKdf { .. } => "weak",
            VaultError::NoSuchWrap => "no_passphrase",
            VaultError::WrongKey => "wrong_passphrase",
            VaultError::Altered => "altered",
            VaultError::Contents => "contents",
        };
        Self::new(code, &error)
    }
}
