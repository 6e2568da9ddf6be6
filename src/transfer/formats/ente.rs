//! Ente Auth: a list of URIs, or that list encrypted.
//! <https://github.com/ente-io/ente/blob/main/docs/docs/auth/migration/export.md>

use serde::Deserialize;

use crate::transfer::json;
use crate::transfer::sealed::{Opened, Work, argon2id, base64, secretstream_open};
use crate::transfer::source::Source;
use crate::transfer::{Import, Part, TransferError, uri_list};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sealed {
    version: u64,
    kdf_params: KdfParams,
    encrypted_data: String,
    encryption_nonce: String,
}

/// As libsodium names them; memory in bytes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KdfParams {
    mem_limit: u64,
    ops_limit: u64,
    salt: String,
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    if !source.bytes.trim_ascii_start().starts_with(b"{") {
        return list(source, source.text()?);
    }
    let opened = open(source)?;
    list(source, str::from_utf8(&opened).map_err(|_| source.malformed(Part::Contents))?)
}

fn list(source: Source<'_>, text: &str) -> Result<Import, TransferError> {
    match uri_list::read(text) {
        Err(TransferError::Unknown) => Err(source.malformed(Part::Contents)),
        import => Ok(Import { format: source.format, ..import? }),
    }
}

fn open(source: Source<'_>) -> Result<Opened, TransferError> {
    let sealed: Sealed = json::file(source.format, source.bytes)?;
    source.check_version(sealed.version, 1..=1)?;
    let salt = base64(&sealed.kdf_params.salt).ok_or(source.malformed(Part::Salt))?;
    let header = base64(&sealed.encryption_nonce).ok_or(source.malformed(Part::Nonce))?;
    let contents = base64(&sealed.encrypted_data).ok_or(source.malformed(Part::Contents))?;
    let KdfParams { mem_limit, ops_limit, .. } = sealed.kdf_params;
    let work = Work { memory_kib: mem_limit / 1024, passes: ops_limit, lanes: 1 };
    let key = argon2id(source.typed()?, &salt, work).map_err(|error| source.too_much(error))?;
    secretstream_open(&key, &header, &contents).ok_or(source.wrong_password())
}
