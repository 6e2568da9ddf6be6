//! `warifu code` and `warifu uri check`.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod common;

use common::{check, file, warifu};

/// The key of RFC 6238, Appendix B.
const RFC: &str =
    "otpauth://totp/OMU:ab12345?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8&issuer=%E5%A4%A7%E9%98%AA";

#[test]
fn codes_as_json() {
    let uris = format!(
        "{RFC}\r\n\notpauth://hotp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=1\n\
         otpauth://steam/b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    );
    let expected = [
        r#"{"issuer":"大阪","account":"OMU:ab12345","code":"94287082","valid_for_ms":1000,"next":"37359152"}"#,
        r#"{"issuer":"","account":"a","code":"287082","valid_for_ms":null,"next":null}"#,
        r#"{"issuer":"","account":"b","code":"PV9M4","valid_for_ms":1000,"next":"B26KJ"}"#,
    ];
    check(&["code", "--at", "59", "--json"], &uris, &expected, true);
    let path = file("uris.txt", uris.as_bytes());
    check(&["--json", "code", "--at", "59", "--uri-file", &path], "", &expected, true);
}

#[test]
fn codes_for_people() {
    check(&["code", "--at", "59"], RFC, &["大阪\tOMU:ab12345\t9428 7082\t1 s"], true);
}

#[test]
fn codes_of_now() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let (code, _) = warifu(&["code", "--json"], RFC);
    let around = [now, now + 30].map(|at| warifu(&["code", "--json", "--at", &at.to_string()], RFC).0);
    let eight = |line: &str| line.split(r#""code":""#).nth(1).map(|rest| rest[..8].to_owned());
    assert!(around.iter().any(|line| eight(line) == eight(&code)), "{code} {around:?}");
}

#[test]
fn unusual_lengths_give_codes_but_are_not_what_a_uri_should_say() {
    let uri = "otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=2&digits=10";
    let code = r#"{"issuer":"","account":"a","code":"0137359152","valid_for_ms":null,"next":null}"#;
    check(&["code", "--json"], uri, &[code], true);
    let error =
        r#"{"ok":false,"line":1,"error":"range","part":"digits","message":"digits must be 6 to 8, got 10"}"#;
    check(&["uri", "check", "-", "--json"], uri, &[error], false);
}

#[test]
fn what_a_uri_says() {
    let short = "otpauth://hotp/b?secret=MZXW6YTB&counter=18446744073709551615&algorithm=sha-512";
    check(
        &["uri", "check", "-", "--json"],
        &format!("{RFC}\n{short}"),
        &[
            r#"{"ok":true,"issuer":"大阪","account":"OMU:ab12345","type":"totp","algorithm":"SHA1","digits":8,"period":30,"counter":null,"secret_bytes":20,"warnings":[]}"#,
            r#"{"ok":true,"issuer":"","account":"b","type":"hotp","algorithm":"SHA512","digits":6,"period":null,"counter":18446744073709551615,"secret_bytes":5,"warnings":["short_secret"]}"#,
        ],
        true,
    );
    check(
        &["uri", "check", "-"],
        short,
        &["\tb\thotp SHA512 6 digits counter 18446744073709551615 5 bytes (short_secret)"],
        true,
    );
}

#[test]
fn one_bad_line_fails_but_stops_nothing() {
    let uris = format!("otpauth://hotp/a?secret=MZXW6YTB\n{RFC}\nMZXW6YTB");
    let bad = r#"{"ok":false,"line":1,"error":"missing","part":"counter","message":"counter is missing"}"#;
    let good = r#"{"issuer":"大阪","account":"OMU:ab12345","code":"94287082","valid_for_ms":1000,"next":"37359152"}"#;
    let other =
        r#"{"ok":false,"line":3,"error":"scheme","part":"scheme","message":"the scheme is not otpauth"}"#;
    check(&["code", "--at", "59", "--json"], &uris, &[bad, good, other], false);
    check(&["uri", "check", "-"], "MZXW6YTB", &["line 1: the scheme is not otpauth"], false);
}

#[test]
fn every_bad_uri_of_the_collection_fails_as_it_says() {
    let rows = include_str!("../../../tests/data/uri/bad.txt");
    let rows: Vec<_> = rows.lines().filter(|row| !row.is_empty() && !row.starts_with("# ")).collect();
    let uris: String = rows.iter().map(|row| format!("{}\n", row.splitn(3, ' ').nth(2).unwrap())).collect();
    let (out, success) = warifu(&["uri", "check", "-", "--json"], &uris);
    assert!(!success && out.lines().count() == rows.len());
    for (line, row) in out.lines().zip(rows) {
        let [code, part, _] = row.splitn(3, ' ').collect::<Vec<_>>().try_into().unwrap();
        assert!(line.contains(&format!(r#""error":"{code}","part":"{part}""#)), "{row}: {line}");
    }
}

#[test]
fn the_guide_names_every_error() {
    let guide = include_str!("../../../docs/COMMAND_LINE.md");
    for row in include_str!("../../../tests/data/uri/bad.txt").lines().filter(|row| !row.starts_with('#')) {
        let code = row.split(' ').next().unwrap();
        assert!(guide.contains(&format!("`{code}`")) || code.is_empty(), "{code}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let path = file("bytes.txt", b"otpauth://totp/\xFF?secret=MZXW6YTB\n");
    let error = r#"{"ok":false,"line":1,"error":"utf8","part":"uri","message":"uri is not UTF-8"}"#;
    check(&["uri", "check", &path, "--json"], "", &[error], false);
}

#[test]
fn no_such_file() {
    let error =
        r#"{"ok":false,"line":null,"error":"unreadable","message":"No such file or directory (os error 2)"}"#;
    check(&["uri", "check", "/nonexistent", "--json"], "", &[error], false);
}

#[test]
fn no_key_on_the_command_line() {
    let (out, success) = warifu(&["code", RFC], "");
    assert!(out.is_empty() && !success);
}
