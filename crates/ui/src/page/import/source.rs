//! From a file or pictures to rows, by way of the workers.

use std::rc::Rc;

use warifu::task::{Answer, Task};
use warifu::transfer::{Format, Import, MAX_BYTES, Password, TransferError, migration, uri_list};
use warifu::{otpauth, qr};
use web_sys::File;
use zeroize::Zeroizing;

use super::super::files;
use crate::add::{Blind, Patience, texts};
use crate::browser::worker::Following;
use crate::browser::{file, picture, worker};
use crate::words::{Words, moving, say};

/// A file gave no rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trouble {
    /// For this reason.
    Transfer(TransferError),
    /// The browser could not read it.
    Unreadable,
    /// The worker broke down over it.
    Broke,
}

impl Trouble {
    /// What to say.
    pub(super) fn words(&self, words: Words) -> String {
        match self {
            Self::Transfer(error) => moving::error(words, error),
            Self::Unreadable => words.file_unreadable().into(),
            Self::Broke => words.transfer_broke().into(),
        }
    }
}

/// True if the browser takes it for a picture.
pub(super) fn is_picture(file: &File) -> bool {
    file.type_().starts_with("image/")
}

/// What `file` holds. Its bytes go straight to the worker.
pub(super) async fn read(
    file: &File,
    format: Option<Format>,
    password: Option<Password>,
) -> Result<Import, Trouble> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of bytes")]
    let found = file.size() as usize;
    if found > MAX_BYTES {
        return Err(Trouble::Transfer(TransferError::TooLarge { most: MAX_BYTES, found }));
    }
    let data = file::buffer(file).await.ok_or(Trouble::Unreadable)?;
    match worker::run(&Task::ReadFile { format, password }, Some(&data), &Following::default()).await {
        Some(Answer::Import(import)) => Ok(import),
        Some(Answer::NoImport(error)) => Err(Trouble::Transfer(error)),
        _ => Err(Trouble::Broke),
    }
}

/// What pictures of codes said so far.
#[derive(Clone)]
pub(super) struct Scanned {
    /// The keys, a line each.
    lines: Vec<Zeroizing<String>>,
    /// The same as rows.
    pub(super) import: Rc<Import>,
}

impl Scanned {
    /// What was said `before`, with those of `keys` that are new. By themselves they must say something: what is damaged
    /// is that picture's, and not one row more.
    pub(super) fn joined(
        words: Words,
        before: Option<Self>,
        keys: Vec<Zeroizing<String>>,
    ) -> Result<Self, String> {
        rows(words, &keys)?;
        let mut lines = before.map(|before| before.lines).unwrap_or_default();
        for key in keys {
            if !lines.contains(&key) {
                lines.push(key);
            }
        }
        let import = Rc::new(rows(words, &lines)?);
        Ok(Self { lines, import })
    }
}

fn rows(words: Words, lines: &[Zeroizing<String>]) -> Result<Import, String> {
    let mut all = Zeroizing::new(String::with_capacity(lines.iter().map(|line| line.len() + 1).sum()));
    for line in lines {
        all.push_str(line);
        all.push('\n');
    }
    uri_list::read(&all).map_err(|error| moving::error(words, &error))
}

/// The codes on a picture that are keys: at least one.
pub(super) async fn keys(
    words: Words,
    file: &File,
    following: &Following,
) -> Result<Vec<Zeroizing<String>>, String> {
    if file.size() > files::MOST_BYTES {
        return Err(words.picture_unreadable().into());
    }
    let bitmap = picture::decode(file).await.ok_or_else(|| words.picture_unreadable().to_owned())?;
    let read = texts(&bitmap, picture::whole(&bitmap), Patience::Sure, following).await;
    bitmap.close(); // there may be many, and each is large
    let found = read.map_err(|blind| match blind {
        Blind::Picture(error) => say::picture_error(words, &error),
        Blind::Broke => words.reader_broke().into(),
    })?;
    let keys = found.iter().filter_map(qr::Found::text).filter(|text| is_key(text));
    let keys: Vec<_> = keys.map(|text| Zeroizing::new(text.trim().to_owned())).collect();
    if keys.is_empty() { Err(words.import_no_codes().into()) } else { Ok(keys) }
}

fn is_key(text: &str) -> bool {
    otpauth::is_uri(text) || migration::is_uri(text)
}
