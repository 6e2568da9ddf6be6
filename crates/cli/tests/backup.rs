//! `warifu backup open`.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod common;

use std::cell::Cell;

use common::{check, file};
use warifu::account::{Account, Name};
use warifu::otp::UnixTime;
use warifu::otpauth;
use warifu::vault::{self, Binned, Contents, Entry, EntryId, KdfParams, Passphrase, Random};

const PASSPHRASE: &str = "さくら ふじ うめ ガ";

/// Counts; good enough where nothing is kept secret.
struct Counted(Cell<u8>);

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0.set(self.0.get().wrapping_add(1));
            *byte = self.0.get();
        }
    }
}

fn entry(random: &Counted, uri: &str) -> Entry {
    let account: Account = otpauth::parse_imported(uri).unwrap();
    let source = Some(Name::new("mfa.example.ac.jp").unwrap());
    Entry {
        id: EntryId::make(random),
        account,
        pinned: true,
        added: UnixTime::from_ms(1_700_000_000_123),
        source,
        issued: None,
    }
}

const FIRST: &str =
    "otpauth://totp/OMU:ab12345?secret=MZXW6YTBOI&issuer=OMU&algorithm=SHA1&digits=6&period=30";
const SECOND: &str = "otpauth://hotp/b?secret=MZXW6YTBOI&algorithm=SHA256&digits=10&counter=7";
const DELETED: &str = "otpauth://steam/c?secret=MZXW6YTBOI";

/// A backup file, quickly sealed: the least work that is accepted.
fn backup(name: &str) -> String {
    let random = Counted(Cell::new(0));
    let contents = Contents {
        entries: vec![entry(&random, FIRST), entry(&random, SECOND)],
        bin: vec![Binned { entry: entry(&random, DELETED), deleted: UnixTime::from_ms(1_700_000_001_000) }],
        waiting: Vec::new(),
    };
    let params = KdfParams::new(19 * 1024, 2, 1, [7; 16]).unwrap();
    let kek = vault::derive(&Passphrase::typed(PASSPHRASE.into()), &params).unwrap();
    file(name, &vault::backup::seal(&contents, &kek, params, &random))
}

#[test]
fn lists_what_is_in_it() {
    let path = backup("list.warifu");
    check(
        &["backup", "open", &path, "--json"],
        PASSPHRASE,
        &[
            r#"{"issuer":"OMU","account":"ab12345","type":"totp","algorithm":"SHA1","digits":6,"period":30,"counter":null,"secret_bytes":6,"warnings":["short_secret"],"pinned":true,"added_ms":1700000000123,"source":"mfa.example.ac.jp","deleted_ms":null}"#,
            r#"{"issuer":"","account":"b","type":"hotp","algorithm":"SHA256","digits":10,"period":null,"counter":7,"secret_bytes":6,"warnings":["short_secret","unusual_digits"],"pinned":true,"added_ms":1700000000123,"source":"mfa.example.ac.jp","deleted_ms":null}"#,
            r#"{"issuer":"","account":"c","type":"steam","algorithm":"SHA1","digits":5,"period":30,"counter":null,"secret_bytes":6,"warnings":["short_secret"],"pinned":true,"added_ms":1700000000123,"source":"mfa.example.ac.jp","deleted_ms":1700000001000}"#,
        ],
        true,
    );
}

#[test]
fn exports_uris() {
    let path = backup("export.warifu");
    check(&["backup", "open", &path, "--export", "uris"], PASSPHRASE, &[FIRST, SECOND], true);
    let object = format!(r#"{{"uri":"{SECOND}"}}"#);
    let first = format!(r#"{{"uri":"{FIRST}"}}"#);
    check(&["backup", "open", &path, "--export", "uris", "--json"], PASSPHRASE, &[&first, &object], true);
}

/// Another keyboard's way of writing the same: half-width kana, the voicing mark apart, a full-width space.
#[test]
fn a_passphrase_is_one_however_it_is_written() {
    let path = backup("form.warifu");
    let typed = file("passphrase.txt", "さくら\u{3000}ふじ うめ ｶﾞ\r\nsecond line".as_bytes());
    check(
        &["backup", "open", &path, "--passphrase-file", &typed, "--export", "uris"],
        "",
        &[FIRST, SECOND],
        true,
    );
}

#[test]
fn what_does_not_open_says_why() {
    let path = backup("wrong.warifu");
    let wrong = r#"{"error":"wrong_passphrase","message":"wrong key"}"#;
    check(&["backup", "open", &path, "--json"], "さくら", &[wrong], false);
    let other = file("other.warifu", b"not a backup");
    let error = r#"{"error":"not_a_backup","message":"not a Warifu record"}"#;
    check(&["backup", "open", &other, "--json"], PASSPHRASE, &[error], false);
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let altered = file("altered.warifu", &bytes);
    let error = r#"{"error":"altered","message":"the record was altered"}"#;
    check(&["backup", "open", &altered, "--json"], PASSPHRASE, &[error], false);
    check(
        &["backup", "open", "/nonexistent", "--json"],
        PASSPHRASE,
        &[r#"{"error":"unreadable","message":"No such file or directory (os error 2)"}"#],
        false,
    );
}
