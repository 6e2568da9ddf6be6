//! Reading files and standard input, up to a size.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use warifu::transfer::MAX_BYTES;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// The same as the pages take.
const MAX_TEXT: u64 = MAX_BYTES as u64;

/// Where text comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Stdin,
    File(PathBuf),
}

impl FromStr for Source {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(if text == "-" { Self::Stdin } else { Self::File(text.into()) })
    }
}

impl Source {
    /// All of it, if it is not more than [`MAX_TEXT`].
    pub(crate) fn read(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        match self {
            Self::Stdin => all(io::stdin().lock(), 0, MAX_TEXT),
            Self::File(path) => file(path, MAX_TEXT),
        }
    }
}

/// The whole file, if it has at most `most` bytes.
pub(crate) fn file(path: &Path, most: u64) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    all(file, size, most)
}

/// `size` is a guess that saves growing the buffer, which would leave what was read in the old one.
fn all(from: impl Read, size: u64, most: u64) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(size.min(most) as usize + 1));
    from.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Failure::new("too_large", &format!("more than {most} bytes")));
    }
    Ok(bytes)
}

/// The lines that are not blank, each with its number from 1, without line ends.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.is_empty())
}
