//! Files of other programs: what each of `data/transfer` holds stands beside it. README.md there says who made them.

#![cfg(feature = "transfer")]
#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use support::passphrase;
use warifu::account::Account;
use warifu::otp::Kind;
use warifu::transfer::{Format, Import, Password, Row, TransferError, detect, read, read_as};

/// A file, and what stands beside it.
struct Sample {
    name: String,
    bytes: Vec<u8>,
    rows: String,
    password: Option<Password>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/transfer")
}

/// A password in both forms; those of the samples are written so that the difference shows.
fn password(text: &str) -> Password {
    let nfkc = if text.starts_with('ﾊ') { "パスワード pass" } else { text };
    Password::new(passphrase(text), passphrase(nfkc))
}

fn samples() -> Vec<Sample> {
    let mut paths: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let is_sample = |path: &PathBuf| {
        !["rows", "password", "md", "py", "mjs"].contains(&path.extension().unwrap().to_str().unwrap())
    };
    paths.into_iter().filter(is_sample).map(|path| Sample::read(&path)).collect()
}

impl Sample {
    fn read(path: &PathBuf) -> Self {
        let password_file = path.with_extension("password");
        let typed = fs::read_to_string(password_file).ok();
        Self {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            bytes: fs::read(path).unwrap(),
            rows: fs::read_to_string(path.with_extension("rows")).unwrap(),
            password: typed.map(|typed| password(typed.trim_end_matches('\n'))),
        }
    }

    fn format(&self) -> Format {
        // The older files of andOTP have no mark.
        if self.name == "andotp_old.bin" { Format::AndOtp } else { detect(&self.bytes).unwrap().format }
    }

    fn import(&self, bytes: &[u8], password: Option<&Password>) -> Result<Import, TransferError> {
        if self.name == "andotp_old.bin" {
            read_as(Format::AndOtp, bytes, password)
        } else {
            read(bytes, password)
        }
    }
}

fn account(account: &Account) -> String {
    let otp = &account.otp;
    let (kind, counter) = match otp.kind() {
        Kind::Totp { .. } => ("totp", None),
        Kind::Steam => ("steam", None),
        Kind::Hotp { counter } => ("hotp", Some(counter.to_string())),
    };
    let period = otp.period().map(|period| period.seconds().to_string());
    let dash = |number: Option<String>| number.unwrap_or_else(|| "-".into());
    format!(
        "{kind}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        otp.algorithm(),
        otp.digits().get(),
        dash(period),
        dash(counter),
        *otp.secret().to_base32(),
        account.issuer,
        account.user
    )
}

fn line(row: &Row) -> String {
    let (issuer, user) = row.names();
    match row {
        Row::Account { account: one, .. } => account(one),
        Row::Question(question) => {
            let unclear: Vec<_> = question.unclear.iter().map(|part| part.id()).collect();
            format!("question\t{}\t{}\t{issuer}\t{user}", question.choices.len(), unclear.join(","))
        }
        Row::Refused(refused) => {
            format!("refused\t{}\t{}\t{issuer}\t{user}", refused.reason.code(), refused.reason.part().id())
        }
    }
}

fn lines(import: &Import) -> String {
    let mut lines: Vec<_> = import.rows.iter().map(line).collect();
    for set in import.sets.iter().filter(|set| !set.missing.is_empty()) {
        let missing: Vec<_> = set.missing.iter().map(u32::to_string).collect();
        lines.push(format!("missing\t{}", missing.join(",")));
    }
    if import.others > 0 {
        lines.push(format!("others\t{}", import.others));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[test]
fn every_file_is_what_stands_beside_it() {
    for sample in samples() {
        let import = sample.import(&sample.bytes, sample.password.as_ref());
        let import = import.unwrap_or_else(|error| panic!("{}: {error}", sample.name));
        assert_eq!(lines(&import), sample.rows, "{}", sample.name);
        assert_eq!(Import::from_bytes(&import.to_bytes()).as_ref(), Some(&import), "{}", sample.name);
    }
}

#[test]
fn every_format_has_a_sample() {
    let found: BTreeSet<_> = samples().iter().map(Sample::format).collect();
    // Our own are made in other tests.
    let missing =
        Format::ALL.into_iter().filter(|format| !found.contains(format) && *format != Format::Warifu);
    let missing: Vec<_> = missing.collect();
    assert_eq!(missing, []);
}

#[test]
fn formats_are_known_by_their_names() {
    for format in Format::ALL {
        assert_eq!(format.id().parse(), Ok(format));
    }
    assert!("lastpass".parse::<Format>().is_err());
}

#[test]
fn sealed_files_ask_for_their_password_and_refuse_another() {
    let wrong = password("another");
    for sample in samples().iter().filter(|sample| sample.password.is_some()) {
        let format = sample.format();
        let name = &sample.name;
        assert!(detect(&sample.bytes).is_none_or(|detected| detected.sealed), "{name}");
        assert_eq!(
            sample.import(&sample.bytes, None),
            Err(TransferError::PasswordNeeded { format }),
            "{name}"
        );
        assert_eq!(
            sample.import(&sample.bytes, Some(&wrong)),
            Err(TransferError::WrongPassword { format }),
            "{name}"
        );
    }
    for sample in samples().iter().filter(|sample| sample.password.is_none()) {
        assert!(detect(&sample.bytes).is_some_and(|detected| !detected.sealed), "{}", sample.name);
        assert_eq!(
            sample.import(&sample.bytes, Some(&wrong)),
            sample.import(&sample.bytes, None),
            "{}",
            sample.name
        );
    }
}

#[test]
fn nothing_is_printed_by_debug() {
    for sample in samples() {
        let shown = format!("{:?}", sample.import(&sample.bytes, sample.password.as_ref()).unwrap());
        for hidden in ["ab12345", "alice", "大阪", "GEZDGNBV", "gamer"] {
            assert!(!shown.contains(hidden), "{} shows {hidden}", sample.name);
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_read_or_refused() {
    for sample in samples() {
        let step = if sample.password.is_some() { 211 } else { 1 };
        for length in (0..sample.bytes.len()).step_by(step) {
            let _ = sample.import(&sample.bytes[..length], sample.password.as_ref());
        }
    }
}
