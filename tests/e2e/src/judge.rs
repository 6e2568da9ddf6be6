//! `oathtool` judges the codes: a program that shares nothing with ours.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

/// A time-based key as oathtool is told of it.
#[derive(Clone, Debug)]
pub struct Totp {
    /// Base32, spaces allowed.
    pub key: String,
    /// How many digits.
    pub digits: u8,
    /// Seconds per code.
    pub period: u32,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: &'static str,
}

impl Totp {
    /// The usual parameters: six digits, 30 s, SHA-1.
    pub fn usual(key: &str) -> Self {
        Self { key: key.into(), digits: 6, period: 30, algorithm: "SHA1" }
    }

    /// The code at a time in Unix seconds.
    ///
    /// # Errors
    /// When oathtool is not installed or refuses the key.
    pub fn code_at(&self, seconds: u64) -> Result<String> {
        let key: String = self.key.split_whitespace().collect();
        let output = Command::new("oathtool")
            .arg(format!("--totp={}", self.algorithm))
            .args(["--base32", "--now", &format!("@{seconds}")])
            .args(["--digits", &self.digits.to_string(), "--time-step-size", &format!("{}s", self.period)])
            .arg(&key)
            .output()
            .context("oathtool")?;
        if !output.status.success() {
            bail!("oathtool: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?.trim().into())
    }

    /// The codes that a page drawn between two moments may show.
    ///
    /// # Errors
    /// As for [`Totp::code_at`].
    pub fn codes_between(&self, from: u64, to: u64) -> Result<Vec<String>> {
        [from, to].into_iter().map(|seconds| self.code_at(seconds)).collect()
    }
}

/// Seconds since 1970.
///
/// # Panics
/// When the clock stands before 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock stands after 1970").as_secs()
}
