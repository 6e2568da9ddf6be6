//! What the server logs at its loudest, and what must not be in it.

use std::cell::RefCell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The log of a server. Once it has ended, nothing that was noted is in it.
#[derive(Debug)]
pub(crate) struct Log {
    file: PathBuf,
    secrets: RefCell<Vec<String>>,
}

impl Log {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { file: folder.join("log"), secrets: RefCell::default() }
    }

    /// Where the server writes, behind what is there.
    pub(crate) fn output(&self) -> Result<File> {
        File::options().create(true).append(true).open(&self.file).context("the server's log")
    }

    /// What only the member may know.
    pub(crate) fn note(&self, secret: &str) {
        assert!(secret.len() >= 6, "{secret} may stand there by chance");
        self.secrets.borrow_mut().push(secret.to_owned());
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let log = fs::read(&self.file).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        if std::thread::panicking() || log.is_empty() {
            return;
        }
        assert!(log.contains(" TRACE "), "the log is not at its loudest");
        for secret in &*self.secrets.borrow() {
            let line = log.lines().find(|line| holds(line, secret));
            assert!(line.is_none(), "{secret} is in the log: {line:?}");
        }
    }
}

/// Whether `line` has `secret` as a word of its own; 0.123456 is not 123456.
fn holds(line: &str, secret: &str) -> bool {
    line.match_indices(secret).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + secret.len()..].chars().next();
        before != Some('.') && ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_code_is_a_word_of_its_own() {
        for line in ["code: 123456.", "{\"code\":\"123456\"}", "123456"] {
            assert!(holds(line, "123456"), "{line}");
        }
        for line in ["elapsed_secs=0.123456", "9123456 ns", "123456789"] {
            assert!(!holds(line, "123456"), "{line}");
        }
    }
}
