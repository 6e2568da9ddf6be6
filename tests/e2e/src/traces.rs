//! Looks for secrets in every file of a profile, in every form that a program might have written them.

use std::path::Path;

use aho_corasick::AhoCorasick;
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Byte strings to look for, each with a name that tells a finding.
#[derive(Debug, Default)]
pub struct Traces {
    names: Vec<String>,
    patterns: Vec<Vec<u8>>,
}

impl Traces {
    /// Adds a text: in UTF-8, in UTF-16, and percent-encoded if that differs.
    pub fn add_text(&mut self, name: &str, text: &str) {
        self.add(format!("{name} (UTF-8)"), text.as_bytes());
        self.add(format!("{name} (UTF-16)"), &utf16(text));
        let escaped = crate::practice::percent(text);
        if escaped != text {
            self.add(format!("{name} (percent)"), escaped.as_bytes());
        }
    }

    /// Adds a key: raw, and in base32, hex and base64, each as a text.
    pub fn add_key(&mut self, name: &str, key: &[u8]) {
        self.add(format!("{name} (raw)"), key);
        let base32 = base32(key);
        let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        let groups: Vec<&str> =
            (0..base32.len()).step_by(4).map(|at| &base32[at..base32.len().min(at + 4)]).collect();
        self.add_text(&format!("{name} (groups)"), &groups.join(" "));
        for (form, text) in [("base32", base32), ("hex", hex)] {
            self.add_text(&format!("{name} ({form})"), &text);
            self.add_text(&format!("{name} ({form}, other case)"), &other_case(&text));
        }
        for (offset, text) in base64s(key).iter().enumerate() {
            self.add_text(&format!("{name} (base64, {offset} bytes in)"), text);
        }
    }

    fn add(&mut self, name: String, pattern: &[u8]) {
        self.names.push(name);
        self.patterns.push(pattern.to_vec());
    }

    /// The names of all that is found in files under `folder`, each with its file.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn find(&self, folder: &Path) -> Result<Vec<String>> {
        let search = AhoCorasick::new(&self.patterns).context("too many patterns")?;
        let mut found = Vec::new();
        for file in files(folder)? {
            let bytes = std::fs::read(&file).with_context(|| format!("{}", file.display()))?;
            for hit in search.find_overlapping_iter(&bytes) {
                found.push(format!("{} in {}", self.names[hit.pattern().as_usize()], file.display()));
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// All regular files under a folder; links and sockets are none.
fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            all.extend(files(&entry.path())?);
        } else if kind.is_file() {
            all.push(entry.path());
        }
    }
    Ok(all)
}

/// RFC 4648 §6, upper case, without padding.
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut bits = [0_u8; 8];
        bits[3..3 + chunk.len()].copy_from_slice(chunk);
        let value = u64::from_be_bytes(bits);
        for letter in 0..(chunk.len() * 8).div_ceil(5) {
            let digit = usize::try_from(value >> (35 - 5 * letter) & 31).expect("five bits");
            text.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[digit]));
        }
    }
    text
}

fn other_case(text: &str) -> String {
    let swap = |letter: char| {
        if letter.is_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
    };
    text.chars().map(swap).collect()
}

/// What all base64 texts have in common that hold the key 0, 1 or 2 bytes after a multiple of three.
fn base64s(key: &[u8]) -> [String; 3] {
    [0, 1, 2].map(|offset| {
        let padded = [&[0; 2][..offset], key].concat();
        let text = STANDARD_NO_PAD.encode(&padded[..padded.len() / 3 * 3]);
        text[(offset * 8).div_ceil(6)..].to_owned()
    })
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_vectors() {
        // RFC 4648 §10
        for (bytes, text) in [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn every_form_is_found_and_nothing_else() {
        let key = b"\x00twenty bytes of key";
        let mut traces = Traces::default();
        traces.add_key("key", key);
        traces.add_text("issuer", "割符大学");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        let check = |bytes: &[u8], expected: bool| {
            std::fs::write(&file, [b"before", bytes, b"after"].concat()).unwrap();
            assert_eq!(!traces.find(folder.path()).unwrap().is_empty(), expected, "{bytes:?}");
        };
        for text in [base32(key), base32(key).to_lowercase(), "割符大学".into()] {
            check(text.as_bytes(), true);
            check(&utf16(&text), true);
        }
        check(key, true);
        for before in ["", "x", "xy", "xyz"] {
            let whole = [before.as_bytes(), key, b"rest"].concat();
            check(STANDARD_NO_PAD.encode(whole).as_bytes(), true);
        }
        check(&key[1..], false);
    }
}
