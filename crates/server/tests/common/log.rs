//! What the servers under test log at their loudest, and what must not be in it.

use std::io::{self, Write};
use std::sync::{Mutex, Once};

use aho_corasick::AhoCorasick;
use tracing_subscriber::filter::LevelFilter;
use warifu::secret::Secret;

/// Everything logged by this program so far.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// From now on everything is kept.
fn listen() {
    static ONCE: Once = Once::new();
    let log = || tracing_subscriber::fmt().with_ansi(false).with_max_level(LevelFilter::TRACE);
    ONCE.call_once(|| log().with_writer(|| Kept).init());
}

/// What must not be in the log.
#[derive(Default)]
pub(crate) struct Secrets {
    /// Nowhere, not even within another word.
    texts: Vec<String>,
    /// Not as a word of its own: so short that a number may hold it by chance.
    words: Vec<String>,
}

impl Secrets {
    pub(crate) fn text(&mut self, text: impl Into<String>) {
        let text = text.into();
        assert!(text.len() >= 5, "{text} may stand there by chance");
        self.texts.push(text);
    }

    pub(crate) fn word(&mut self, word: impl Into<String>) {
        let word = word.into();
        assert!(!word.is_empty());
        self.words.push(word);
    }

    /// A code in groups, as it is shown and as it is read.
    pub(crate) fn grouped(&mut self, code: &str) {
        assert!(code.contains('-'), "{code}");
        self.text(code);
        self.text(code.replace('-', ""));
    }

    pub(crate) fn key(&mut self, key: &Secret) {
        let bytes = key.expose();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.text(hex.to_uppercase());
        self.text(hex);
        self.text(key.to_base32().as_str());
        self.text(format!("{bytes:?}"));
    }

    fn are_not_in(&self, log: &[u8]) {
        let all: Vec<&String> = self.texts.iter().chain(&self.words).collect();
        let finder = AhoCorasick::new(&all).unwrap();
        for found in finder.find_overlapping_iter(log) {
            let is_of_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            // 0.123456 holds no code.
            let before = log[..found.start()].last();
            let is_alone = !is_of_word(before) && before != Some(&b'.') && !is_of_word(log.get(found.end()));
            if found.pattern().as_usize() < self.texts.len() || is_alone {
                let around = found.start().saturating_sub(300)..log.len().min(found.end() + 100);
                let around = String::from_utf8_lossy(&log[around]);
                panic!("{} is in the log: {around}", all[found.pattern()]);
            }
        }
    }
}

/// Collects secrets; when it goes, none of them is in what was logged since it came.
pub(crate) struct Watch {
    from: usize,
    secrets: Mutex<Secrets>,
}

impl Watch {
    pub(crate) fn new() -> Self {
        listen();
        Self { from: LOG.lock().unwrap().len(), secrets: Mutex::default() }
    }

    pub(crate) fn note(&self, note: impl FnOnce(&mut Secrets)) {
        note(&mut self.secrets.lock().unwrap());
    }

    /// What was logged since it came.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&LOG.lock().unwrap()[self.from..]).into_owned()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let log = LOG.lock().unwrap()[self.from..].to_vec();
            self.secrets.lock().unwrap().are_not_in(&log);
        }
    }
}
