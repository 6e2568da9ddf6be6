//! Which format a file has, by its contents alone: names of files say nothing.

use std::collections::BTreeMap;

use super::formats::{andotp, authenticator_extension, authenticator_sh, ente, keepassxc, warifu};
use super::json::Raw;
use super::source::without_mark;
use super::{Format, uri_list, zip};

/// What a file seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// Whose format.
    pub format: Format,
    /// Whether it needs its password.
    pub sealed: bool,
}

/// An object's values by their names, not looked into.
type Object<'a> = BTreeMap<String, Raw<'a>>;

/// The format of `bytes`; `None` if it is none that we know. The older kind of andOTP's encrypted files has no mark, and
/// is found by nobody; an archive is taken for Raivo's.
pub fn detect(bytes: &[u8]) -> Option<Detected> {
    if bytes.starts_with(warifu::MAGIC) {
        return Some(Detected::sealed(Format::Warifu));
    }
    if bytes.starts_with(zip::MAGIC) {
        return Some(Detected::sealed(Format::Raivo));
    }
    match str::from_utf8(without_mark(bytes)) {
        Ok(text) => detect_text(text),
        Err(_) => andotp::is_sealed(bytes).then_some(Detected::sealed(Format::AndOtp)),
    }
}

fn detect_text(text: &str) -> Option<Detected> {
    match text.trim_start().as_bytes().first()? {
        b'{' => object(&serde_json::from_str(text).ok()?),
        b'[' => array(&serde_json::from_str::<Vec<Raw<'_>>>(text).ok()?),
        _ if uri_list::is_list(text) => Some(Detected::plain(list(text))),
        _ => keepassxc::is_export(text).then_some(Detected::plain(Format::KeePassXc)),
    }
}

/// Ente Auth puts a parameter of its own into every URI.
fn list(text: &str) -> Format {
    match () {
        () if uri_list::lines(text).any(ente::is_line) => Format::Ente,
        () if uri_list::is_migration(text) => Format::Migration,
        () => Format::UriList,
    }
}

fn array(entries: &[Raw<'_>]) -> Option<Detected> {
    let first: Object<'_> = serde_json::from_str(entries.first()?.get()).ok()?;
    let has = |names: &[&str]| names.iter().all(|name| first.contains_key(*name));
    match () {
        () if has(&["kind", "timer", "secret"]) => Some(Detected::plain(Format::Raivo)),
        () if has(&["secret", "label", "type"]) => Some(Detected::plain(Format::AndOtp)),
        () => None,
    }
}

fn object(file: &Object<'_>) -> Option<Detected> {
    let has = |names: &[&str]| names.iter().all(|name| file.contains_key(*name));
    let is = |name: &str, json: &str| file.get(name).is_some_and(|value| value.get() == json);
    let is_text = |name: &str| file.get(name).is_some_and(|value| value.get().starts_with('"'));
    let format = |format, sealed| Some(Detected { format, sealed });
    match () {
        () if has(&["db", "header"]) => format(Format::Aegis, is_text("db")),
        () if has(&["schemaVersion"]) && (has(&["services"]) || has(&["servicesEncrypted"])) => {
            format(Format::TwoFas, is_text("servicesEncrypted"))
        }
        () if is("format", &format!("\"{}\"", authenticator_sh::SEALED)) => {
            format(Format::AuthenticatorSh, true)
        }
        () if has(&["exporterRpId", "accounts"]) || has(&["exporter", "items"]) => {
            format(Format::CredentialExchange, false)
        }
        () if has(&["accounts", "exportDate"]) => format(Format::AuthenticatorSh, false),
        () if has(&["kdfParams", "encryptedData"]) => format(Format::Ente, true),
        () if is("encrypted", "true") => format(Format::Bitwarden, true),
        () if is("encrypted", "false") && has(&["items"]) => format(bitwarden(file), false),
        () if has(&["version", "entries"]) => format(Format::Proton, false),
        () if has(&["version", "salt", "content"]) => format(Format::Proton, true),
        () if has(&["tokens", "tokenOrder"]) => format(Format::FreeOtpPlus, false),
        () => {
            let sealed = authenticator_extension::recognise(file)?;
            format(Format::AuthenticatorExtension, sealed)
        }
    }
}

/// The authenticator knows neither folders nor collections.
fn bitwarden(file: &Object<'_>) -> Format {
    let is_manager = file.contains_key("folders") || file.contains_key("collections");
    if is_manager { Format::Bitwarden } else { Format::BitwardenAuthenticator }
}

impl Detected {
    fn plain(format: Format) -> Self {
        Self { format, sealed: false }
    }

    fn sealed(format: Format) -> Self {
        Self { format, sealed: true }
    }
}
