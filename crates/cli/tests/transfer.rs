//! `warifu convert` and `warifu import check`.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod common;

use common::{check, data, file, warifu};

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
            "otpauth: 2 of 2 accounts",
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
    for args in [&["convert", "--to", "uris", "-"][..], &["convert", "--to", "uris", "--answer", "1=3", "-"]]
    {
        check(args, UNCLEAR, &[], false);
    }
    for (answers, why) in [
        (&["1=3"][..], "row 1 has 2 choices, not 3"),
        (&["2=1"], "there is no row 2"),
        (&["1=1", "1=2"], "row 1 is answered twice"),
    ] {
        let answers: Vec<_> = answers.iter().flat_map(|answer| ["--answer", answer]).collect();
        let said = format!("--answer: {why}");
        check(&[&["import", "check", "-"], &answers[..]].concat(), UNCLEAR, &[&said], false);
        check(&[&["convert", "--to", "uris", "-"], &answers[..]].concat(), UNCLEAR, &[], false);
    }
    let said = r#"{"error":"answer","message":"row 2 asks nothing"}"#;
    check(&["convert", "--json", "--answer", "2=1", "-"], URIS, &[said], false);
    let uri = "otpauth://hotp/a?secret=NBSWY3DPGEZDGNBV&algorithm=SHA1&digits=8&counter=5";
    check(&["convert", "--to", "uris", "--answer", "1=2", "-"], UNCLEAR, &[uri], true);
}

/// One account that says only its key and its type.
const SHORT: &str = "otpauth-migration://offline?data=ChEKCmhlbGxvMTIzNDUSAWEwAhAB";

#[test]
fn what_is_assumed_is_said() {
    let (out, all) = warifu(&["import", "check", "-"], SHORT);
    assert!(all && out.contains("10 bytes (assumed algorithm) (assumed digits)"), "{out}");
    let (out, all) = warifu(&["import", "check", "--json", "-"], SHORT);
    assert!(all && out.contains(r#","assumed":["algorithm","digits"]}"#), "{out}");
}

#[test]
fn missing_parts_are_named() {
    let part = "otpauth-migration://offline?data=ChUKCmhlbGxvMTIzNDUSAWEgASgBMAIQARgCIAEoBw";
    let (out, all) = warifu(&["import", "check", "-", "--json"], part);
    let missing = r#"{"error":"missing_parts","message":"of 2 parts these are missing: 1","batch":7,"size":2,"missing":[1]}"#;
    assert!(!all && out.lines().last() == Some(missing), "{out}");
}

/// A file of the samples.
fn sample(name: &str) -> String {
    data("transfer").join(name).into_os_string().into_string().unwrap()
}

#[test]
fn sealed_files_ask_for_their_password() {
    let sealed = sample("2fas_sealed.2fas");
    let needed = r#"{"error":"password_needed","message":"a file of 2FAS that needs its password"}"#;
    check(&["import", "check", "--json", &sealed], "", &[needed], false);
    let wrong = r#"{"error":"wrong_password","message":"the password does not open this file of 2FAS"}"#;
    check(&["import", "check", "--json", "--password-file", "-", &sealed], "wrong\n", &[wrong], false);
    let (out, all) =
        warifu(&["import", "check", "--json", "--password-file", "-", &sealed], "パスワード pass\n");
    assert!(all && out.lines().count() == 7, "{out}");
}

#[test]
fn the_older_files_of_andotp_must_be_named() {
    let old = sample("andotp_old.bin");
    let password = sample("andotp_old.password");
    check(&["import", "check", &old], "", &["file: no known format"], false);
    let (out, _) = warifu(&["import", "check", "--from", "andotp", "--password-file", &password, &old], "");
    assert!(out.ends_with("andOTP: 6 of 7 accounts\n"), "{out}");
}

#[test]
fn what_is_written_sealed_is_read_again() {
    for (format, name) in [("aegis", "Aegis"), ("warifu", "Warifu")] {
        let password = file(&format!("{format}.password"), "ガ new\n".as_bytes());
        let args = ["convert", "--to", format, "--new-password-file", &password, &sample("uris.txt")];
        let sealed = file(&format!("{format}.sealed"), &bytes(&args));
        let (out, all) = warifu(&["import", "check", "--password-file", &password, &sealed], "");
        assert!(all && out.ends_with(&format!("{name}: 6 of 6 accounts\n")), "{out}");
        let (out, all) = warifu(&["convert", "--to", format, &sample("uris.txt")], "");
        assert!(!all && out.is_empty(), "{out}");
    }
}

/// What goes to standard output, which need not be text.
fn bytes(args: &[&str]) -> Vec<u8> {
    std::process::Command::new(env!("CARGO_BIN_EXE_warifu")).args(args).output().unwrap().stdout
}

#[test]
fn what_the_new_format_cannot_say_is_left_out() {
    let (out, all) = warifu(&["convert", "--to", "cxf", &sample("uris.txt")], "");
    assert!(!all && out.matches("\"totp\"").count() == 3, "{out}");
    let (out, all) = warifu(&["convert", "--to", "2fas", &sample("uris.txt")], "");
    assert!(!all && out.is_empty());
}
