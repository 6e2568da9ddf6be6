//! A code as text, and how it is computed.

use core::fmt::{self, Write};

use totp_rs::Builder;
use zeroize::Zeroizing;

use super::{Algorithm, Kind, Otp};

/// The longest code, in characters.
const LONGEST: usize = 10;

/// A one-time code. Wiped when it goes, and never printed by `Debug`.
#[derive(Clone)]
pub struct Code(Zeroizing<String>);

impl Code {
    /// The code as it is typed: `123456`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code as it is read, in two groups: `123 456`, `1234 5678`. Codes of five characters, Steam's
    /// among them, stay whole.
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LONGEST + 1));
        let (first, second) = self.0.split_at(self.0.len() / 2);
        text.push_str(first);
        if self.0.len() > 5 {
            text.push(' ');
        }
        text.push_str(second);
        text
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

/// The code of `otp` for `counter` (RFC 4226 §5.3).
pub(super) fn compute(otp: &Otp, counter: u64) -> Code {
    let totp = Builder::new()
        .with_algorithm(algorithm(otp))
        .with_digits(otp.digits.get())
        .with_secret(otp.secret.expose()) // the HMAC needs the bytes; the copy is wiped by totp-rs
        .with_step_duration(1) // so that its time is our counter
        .build_noncompliant();
    let mut text = Zeroizing::new(String::with_capacity(LONGEST));
    let written = match otp.digits.get() {
        // 10^10 does not fit into totp-rs's u32, and 31 bits have no more than ten digits.
        10 => write!(text, "{:010}", truncate(totp.sign(counter).as_ref())),
        _ => write!(text, "{}", totp.generate(counter)),
    };
    written.expect("a String takes what is written");
    Code(text)
}

fn algorithm(otp: &Otp) -> totp_rs::Algorithm {
    match (otp.kind, otp.algorithm) {
        (Kind::Steam, _) => totp_rs::Algorithm::Steam,
        (_, Algorithm::Sha1) => totp_rs::Algorithm::SHA1,
        (_, Algorithm::Sha256) => totp_rs::Algorithm::SHA256,
        (_, Algorithm::Sha512) => totp_rs::Algorithm::SHA512,
    }
}

/// Dynamic truncation: 31 bits of the HMAC from where its last four bits say (RFC 4226 §5.3).
pub(super) fn truncate(hmac: &[u8]) -> u32 {
    let offset = usize::from(hmac[hmac.len() - 1] & 0xF);
    let four = hmac[offset..offset + 4].try_into().expect("four bytes");
    u32::from_be_bytes(four) & 0x7FFF_FFFF
}
