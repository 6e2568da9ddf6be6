//! `warifu convert` and `warifu import check`.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod common;

use common::{check, warifu};

const URIS: &str = "otpauth://totp/OMU:ab12345?secret=MZXW6YTBOI&issuer=OMU&algorithm=SHA256&digits=8&period=30\n\
    otpauth://hotp/b?secret=MZXW6YTBOI&algorithm=SHA1&digits=6&counter=7\n";
const LINES: [&str; 2] = [
    r#"{"issuer":"OMU","account":"ab12345","kind":"totp","algorithm":"SHA256","digits":8,"period":30,"counter":null,"secret_base32":"MZXW6YTBOI"}"#,
    r#"{"issuer":"","account":"b","kind":"hotp","algorithm":"SHA1","digits":6,"period":null,"counter":7,"secret_base32":"MZXW6YTBOI"}"#,
];

#[test]
fn what_is_in_a_file() {
    check(&["import", "check", "-", "--json"], URIS, &LINES, true);
    check(
        &["import", "check", "-"],
        URIS,
        &[
            "OMU\tab12345\ttotp SHA256 8 digits 30 s 6 bytes (short_secret)",
            "\tb\thotp SHA1 6 digits counter 7 6 bytes (short_secret)",
            "otpauth: 2 accounts",
        ],
        true,
    );
}

#[test]
fn there_and_back() {
    let (google, all) = warifu(&["convert", "--to", "google", "-"], URIS);
    assert!(all && google.starts_with("otpauth-migration://offline?data="), "{google}");
    check(&["convert", "--from", "auto", "-", "--json"], &google, &LINES, true);
    let (uris, all) = warifu(&["convert", "--from", "google", "--to", "uris", "-"], &google);
    assert!(all && uris == URIS, "{uris}");
}

#[test]
fn what_cannot_be_kept_is_left_out_and_said() {
    let uris = "otpauth://totp/a?secret=MZXW6YTB&algorithm=MD5\notpauth://totp/b?secret=MZXW6YTBOI\n";
    let (written, all) = warifu(&["convert", "--to", "uris", "-"], uris);
    assert!(!all && written.lines().count() == 1, "{written}");
    let refused = r#"{"row":1,"issuer":"","account":"","error":"algorithm","part":"algorithm","message":"unknown algorithm \"MD5\""}"#;
    let (out, all) = warifu(&["import", "check", "-", "--json"], uris);
    assert!(!all && out.starts_with(refused), "{out}");
    check(&["import", "check", "-"], "nothing", &["file: no known format"], false);
}

/// One account with a counter and without a type.
const UNCLEAR: &str = "otpauth-migration://offline?data=ChUKCmhlbGxvMTIzNDUSAWEgASgCOAUQARgB";

#[test]
fn questions_need_an_answer() {
    let (out, all) = warifu(&["import", "check", "-", "--json"], UNCLEAR);
    assert!(!all && out.contains(r#""error":"question""#) && out.contains(r#""unclear":["type"]"#), "{out}");
    let answered = r#"{"issuer":"","account":"a","kind":"hotp","algorithm":"SHA1","digits":8,"period":null,"counter":5,"secret_base32":"NBSWY3DPGEZDGNBV"}"#;
    check(&["import", "check", "--answer", "1=2", "--json", "-"], UNCLEAR, &[answered], true);
}

#[test]
fn missing_parts_are_named() {
    let part = "otpauth-migration://offline?data=ChUKCmhlbGxvMTIzNDUSAWEgASgBMAIQARgCIAEoBw";
    let (out, all) = warifu(&["import", "check", "-", "--json"], part);
    let missing = r#"{"error":"missing_parts","message":"of 2 parts these are missing: 1","batch":7,"size":2,"missing":[1]}"#;
    assert!(!all && out.lines().last() == Some(missing), "{out}");
}
