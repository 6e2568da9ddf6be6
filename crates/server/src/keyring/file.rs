//! The key ring's file: nobody but its owner reads it, and it is replaced whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use zeroize::Zeroizing;

use super::KeyringError;

/// More than any ring has, in bytes.
const MOST: u64 = 64 * 1024;

/// The text in the file at `path`, if only its owner may read it.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, KeyringError> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o177 != 0 {
        return Err(KeyringError::Mode { mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(metadata.len().min(MOST) as usize + 1));
    file.take(MOST).read_to_string(&mut text)?;
    Ok(text)
}

/// Writes a file that must not be there yet.
pub(super) fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    sync_folder(path)
}

/// Writes beside the file, then puts that in its place.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => create(&beside, text)?,
    }
    fs::rename(&beside, path)?;
    sync_folder(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
