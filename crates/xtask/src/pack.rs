//! Store packages that are the same bytes wherever they are made: sorted names, one date, one mode.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The files of a folder and those below it, by name with `/` between folders.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads every file under `folder`; what starts with a dot is left out.
///
/// # Errors
/// If something cannot be read or its name is not UTF-8.
pub fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name =
            path.file_name().and_then(|name| name.to_str()).context("a file name is not UTF-8")?.to_owned();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            files.extend(read(&path)?.into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            files.insert(name, fs::read(&path)?);
        }
    }
    Ok(files)
}

/// Makes `folder` hold exactly `files`.
///
/// # Errors
/// If the folder cannot be replaced.
pub fn write(files: &Files, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// One zip archive.
///
/// # Errors
/// If the archive would exceed the format's limits.
pub fn zip(files: &Files) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default()) // 1980-01-01, the format's zero
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Files, zip};

    #[test]
    fn an_archive_tells_neither_when_nor_by_whom() {
        let files =
            Files::from([("b/c.js".to_owned(), vec![7; 9000]), ("a.html".to_owned(), b"hello".to_vec())]);
        let bytes = zip(&files).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["a.html", "b/c.js"]);
        for (name, expected) in &files {
            let mut file = archive.by_name(name).unwrap();
            assert_eq!((file.unix_mode(), file.last_modified().unwrap().year()), (Some(0o100_644), 1980));
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            assert_eq!(&content, expected);
        }
    }
}
