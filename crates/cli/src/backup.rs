//! `warifu backup open`.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use warifu::account::Name;
use warifu::otpauth;
use warifu::qr::MAX_FILE_BYTES;
use warifu::transfer::Password;
use warifu::vault::{self, Contents, Entry, Passphrase};

use crate::args::Export;
use crate::failure::Failure;
use crate::input::{self, Source};
use crate::output::Output;
use crate::uri::Fields;

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    fields: Fields<'a>,
    pinned: bool,
    added_ms: u64,
    source: Option<&'a str>,
    /// When it was deleted, for what lies in the bin.
    deleted_ms: Option<u64>,
}

#[derive(Serialize)]
struct UriLine<'a> {
    uri: &'a str,
}

/// Lists the backup in `file`, or prints its keys. What lies in the bin is listed, but not exported.
pub(crate) fn open(
    file: &Path,
    passphrase: &Source,
    export: Option<Export>,
    output: &mut Output<impl Write>,
) -> io::Result<()> {
    let contents = match read(file, passphrase) {
        Ok(contents) => contents,
        Err(failure) => return output.fail(&failure, &file.to_string_lossy(), &failure),
    };
    match export {
        Some(Export::Uris) => print_uris(&contents, output),
        None => list(&contents, output),
    }
}

fn read(file: &Path, passphrase: &Source) -> Result<Contents, Failure> {
    let (envelope, params) = vault::backup::read(&input::file(file, MAX_FILE_BYTES as u64)?)?;
    let kek = vault::derive(&first_line(passphrase)?, &params)?;
    Ok(vault::backup::open(&envelope, &kek)?)
}

/// The passphrase in the form that the pages of the extension give (NFKC).
pub(crate) fn first_line(source: &Source) -> Result<Passphrase, Failure> {
    Ok(password(source)?.nfkc().clone())
}

/// The first line in both forms.
pub(crate) fn password(source: &Source) -> Result<Password, Failure> {
    let bytes = source.read()?;
    let text =
        str::from_utf8(&bytes).map_err(|_| Failure::new("passphrase", &"the passphrase is not UTF-8"))?;
    let line = text.lines().next().unwrap_or_default();
    let mut form = String::with_capacity(3 * line.len()); // so that it is seldom outgrown and left behind
    form.extend(line.nfkc());
    Ok(Password::new(Passphrase::typed(line.to_owned()), Passphrase::typed(form)))
}

fn print_uris(contents: &Contents, output: &mut Output<impl Write>) -> io::Result<()> {
    contents.entries.iter().try_for_each(|entry| {
        let uri = otpauth::print(&entry.account);
        output.line(&UriLine { uri: &uri }, &uri)
    })
}

fn list(contents: &Contents, output: &mut Output<impl Write>) -> io::Result<()> {
    contents.entries.iter().try_for_each(|entry| print(entry, None, output))?;
    contents.bin.iter().try_for_each(|binned| print(&binned.entry, Some(binned.deleted.as_ms()), output))
}

fn print(entry: &Entry, deleted_ms: Option<u64>, output: &mut Output<impl Write>) -> io::Result<()> {
    let line = Line {
        fields: Fields::of(&entry.account),
        pinned: entry.pinned,
        added_ms: entry.added.as_ms(),
        source: entry.source.as_ref().map(Name::as_str),
        deleted_ms,
    };
    let bin = if deleted_ms.is_some() { " (deleted)" } else { "" };
    output.line(&line, &format!("{}{bin}", line.fields.text()))
}
