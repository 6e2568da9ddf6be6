//! Thousands of bad files of other programs, each made from a good one: none is taken for what it is not, and none makes
//! the reader panic.

#![cfg(feature = "transfer")]
#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod support;

use std::env;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use support::passphrase;
use warifu::transfer::{
    Format, Import, MAX_BYTES, MAX_ENTRIES, Part, Password, Remedy, Row, TransferError, detect, read, read_as,
};

const PASSWORD: &str = "パスワード pass";

fn data(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/transfer").join(name)).unwrap()
}

fn password() -> Password {
    Password::new(passphrase(PASSWORD), passphrase(PASSWORD))
}

fn open(format: Format, bytes: &[u8]) -> Result<Import, TransferError> {
    read_as(format, bytes, Some(&password()))
}

fn is_long() -> bool {
    env::var_os("WARIFU_LONG").is_some_and(|long| long == "1")
}

/// One sample of each format that is not sealed.
const PLAIN: [(Format, &str); 13] = [
    (Format::UriList, "uris.txt"),
    (Format::Migration, "google.txt"),
    (Format::AuthenticatorExtension, "authenticator_cc.json"),
    (Format::AuthenticatorSh, "authenticator_sh.json"),
    (Format::Aegis, "aegis.json"),
    (Format::TwoFas, "2fas.2fas"),
    (Format::Bitwarden, "bitwarden.json"),
    (Format::BitwardenAuthenticator, "bitwarden_authenticator.json"),
    (Format::Ente, "ente.txt"),
    (Format::Proton, "proton.json"),
    (Format::FreeOtpPlus, "freeotp_plus.json"),
    (Format::Raivo, "raivo.json"),
    (Format::CredentialExchange, "cxf.json"),
];

/// The sealed ones, with how many bytes apart they are flipped in the short run: two programs always make their key slowly.
const SEALED: [(Format, &str, usize); 10] = [
    (Format::AuthenticatorExtension, "authenticator_cc_1.json", 1),
    (Format::AuthenticatorExtension, "authenticator_cc_3_small.json", 7),
    (Format::Aegis, "aegis_small.json", 1),
    (Format::TwoFas, "2fas_sealed.2fas", 1),
    (Format::Bitwarden, "bitwarden_pbkdf2.json", 1),
    (Format::Ente, "ente_small.json", 1),
    (Format::Proton, "proton_small.json", 5),
    (Format::AndOtp, "andotp_old.bin", 1),
    (Format::AuthenticatorSh, "authenticator_sh_small.json", 1),
    (Format::Raivo, "raivo_sealed.zip", 1),
];

#[test]
fn every_byte_of_a_plain_file_flipped_is_read_or_refused() {
    for (format, name) in
        [&PLAIN[..], &[(Format::AndOtp, "otpclient_andotp.json"), (Format::KeePassXc, "keepassxc.csv")]]
            .concat()
    {
        let good = data(name);
        for at in 0..good.len() {
            for bit in [0x01, 0x20, 0x80] {
                let mut bad = good.clone();
                bad[at] ^= bit;
                let _ = open(format, &bad);
                let _ = detect(&bad);
            }
        }
    }
}

#[test]
fn every_byte_of_a_sealed_file_flipped_is_noticed_or_does_not_matter() {
    for (format, name, step) in SEALED {
        let good = data(name);
        let import = open(format, &good).unwrap();
        // CBC without a tag, as CryptoJS has it, cannot notice everything.
        let is_authenticated = format != Format::AuthenticatorExtension;
        for at in (0..good.len()).step_by(if is_long() { 1 } else { step }) {
            let mut bad = good.clone();
            bad[at] ^= 0x01;
            match open(format, &bad) {
                // A name that is not known any more may leave a file that says nothing.
                Ok(found) if is_authenticated => {
                    assert!(found == import || found.rows.is_empty(), "{name} at {at}");
                }
                _ => {}
            }
        }
    }
}

/// What stands where it must not, at every place of every file of JSON.
fn replacements() -> [Option<Value>; 11] {
    [
        None, // nothing at all
        Some(Value::Null),
        Some(json!({})),
        Some(json!([])),
        Some(json!([[]])),
        Some(json!(-1)),
        Some(json!(1.5)),
        Some(json!(u64::MAX)),
        Some(json!(true)),
        Some(json!("")),
        Some(json!("\u{0}%_=|:.$")),
    ]
}

/// Every place in a value, as a JSON pointer.
fn places(value: &Value, here: &str, into: &mut Vec<String>) {
    into.push(here.to_owned());
    match value {
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                places(value, &format!("{here}/{at}"), into);
            }
        }
        Value::Object(values) => {
            for (name, value) in values {
                places(value, &format!("{here}/{}", name.replace('~', "~0").replace('/', "~1")), into);
            }
        }
        _ => {}
    }
}

/// The value with something else at a place; `None` takes it away.
fn spoil(value: &Value, place: &str, replacement: Option<&Value>) -> Value {
    let mut spoilt = value.clone();
    match replacement {
        Some(replacement) => *spoilt.pointer_mut(place).unwrap() = replacement.clone(),
        None => {
            let (parent, name) = place.rsplit_once('/').unwrap_or(("", ""));
            let name = name.replace("~1", "/").replace("~0", "~");
            match spoilt.pointer_mut(parent) {
                Some(Value::Object(values)) => drop(values.remove(&name)),
                Some(Value::Array(values)) if !place.is_empty() => drop(values.remove(name.parse().unwrap())),
                _ => spoilt = Value::Null,
            }
        }
    }
    spoilt
}

/// Names of values that decide what a code is. A wrong type there must never pass.
const DECISIVE: [&str; 11] = [
    "secret",
    "digits",
    "period",
    "algorithm",
    "algo",
    "type",
    "kind",
    "tokenType",
    "entry_type",
    "uri",
    "totp",
];

fn accounts(import: &Result<Import, TransferError>) -> usize {
    import.as_ref().map_or(0, |import| import.accounts().count())
}

/// How many files were made of `name`.
fn spoil_everywhere(format: Format, name: &str) -> usize {
    let good: Value = serde_json::from_slice(&data(name)).unwrap();
    let whole = accounts(&open(format, good.to_string().as_bytes()));
    assert!(whole > 0, "{name}");
    let mut all = Vec::new();
    places(&good, "", &mut all);
    for place in &all {
        let key = place.rsplit('/').next().unwrap();
        for replacement in replacements() {
            let bad = spoil(&good, place, replacement.as_ref());
            let import = open(format, bad.to_string().as_bytes());
            let is_wrong_type =
                matches!(replacement, Some(Value::Object(_) | Value::Array(_) | Value::Bool(_)))
                    || replacement == Some(json!(-1))
                    || replacement == Some(json!(1.5));
            if DECISIVE.contains(&key) && is_wrong_type && was_account(format, &good, place) {
                assert!(accounts(&import) < whole, "{name} {place} {replacement:?} was taken");
            }
        }
    }
    all.len() * replacements().len()
}

/// Whether the entry around `place` makes a code that depends on it.
fn was_account(format: Format, good: &Value, place: &str) -> bool {
    let without = spoil(good, place.rsplit_once('/').unwrap().0, Some(&json!({})));
    let before = accounts(&open(format, good.to_string().as_bytes()));
    accounts(&open(format, without.to_string().as_bytes())) < before && !is_idle(good, place)
}

/// What the format does not look at for this kind: HOTP's period, and what Steam does not have.
fn is_idle(good: &Value, place: &str) -> bool {
    let (parent, name) = place.rsplit_once('/').unwrap();
    let text = good.pointer(parent).unwrap().to_string();
    let is = |kind: &str| text.to_lowercase().contains(&format!("\"{kind}"));
    let is_item = good.get("encrypted").is_some(); // Bitwarden's, whose type says nothing of the code
    match name {
        "period" => is("hotp"),
        "digits" => is("stm-") || is("battle"),
        "type" => is_item,
        _ => false,
    }
}

#[test]
fn wrong_types_and_missing_values_are_refused() {
    let mut made = 0;
    for (format, name) in PLAIN.into_iter().filter(|(_, name)| !name.ends_with(".txt")) {
        made += spoil_everywhere(format, name);
    }
    made += spoil_everywhere(Format::AndOtp, "otpclient_andotp.json");
    assert!(made > 5_000, "{made}");
}

#[test]
fn wrong_types_around_what_is_sealed_are_refused() {
    for (format, name, _) in SEALED.into_iter().filter(|(_, name, _)| name.ends_with("json")) {
        if format == Format::AuthenticatorExtension {
            spoil_everywhere(format, name); // its records are sealed one by one, if at all
            continue;
        }
        let good: Value = serde_json::from_slice(&data(name)).unwrap();
        let import = open(format, good.to_string().as_bytes()).unwrap();
        let mut all = Vec::new();
        places(&good, "", &mut all);
        let step = if is_long() { 1 } else { 4 };
        let spoilt = all.iter().flat_map(|place| replacements().map(|with| (place, with)));
        for (place, replacement) in spoilt.step_by(step) {
            let bad = spoil(&good, place, replacement.as_ref());
            match open(format, bad.to_string().as_bytes()) {
                Ok(found) => {
                    assert!(found == import || found.rows.is_empty(), "{name} {place} {replacement:?}");
                }
                Err(error) => assert_ne!(error, TransferError::Unknown, "{name} {place} {replacement:?}"),
            }
        }
    }
}

fn check(format: Format, text: &str, expected: TransferError) {
    assert_eq!(open(format, text.as_bytes()), Err(expected), "{text}");
}

fn check_spoilt(name: &str, place: &str, with: &Value, expected: TransferError) {
    let good: Value = serde_json::from_slice(&data(name)).unwrap();
    let format = detect(&data(name)).unwrap().format;
    check(format, &spoil(&good, place, Some(with)).to_string(), expected);
}

#[test]
fn work_without_end_is_refused_at_once() {
    for (format, name, place, with) in [
        (Format::Aegis, "aegis_sealed.json", "/header/slots/1/n", 1_u64 << 40),
        (Format::Aegis, "aegis_sealed.json", "/header/slots/1/p", 1 << 30),
        (Format::Ente, "ente_sealed.json", "/kdfParams/memLimit", 1 << 40),
        (Format::Ente, "ente_sealed.json", "/kdfParams/opsLimit", 1 << 40),
        (Format::Bitwarden, "bitwarden_pbkdf2.json", "/kdfIterations", 1 << 40),
        (Format::Bitwarden, "bitwarden_argon2.json", "/kdfMemory", u64::MAX),
        (Format::Bitwarden, "bitwarden_argon2.json", "/kdfParallelism", 17),
        (Format::AuthenticatorSh, "authenticator_sh_sealed.json", "/iterations", u64::MAX),
    ] {
        check_spoilt(name, place, &json!(with), TransferError::TooMuchWork { format });
    }
}

#[test]
fn a_key_that_nobody_can_make_is_a_damaged_file() {
    for (format, name, place, with) in [
        (Format::Aegis, "aegis_sealed.json", "/header/slots/1/n", json!(32_767)),
        (Format::Aegis, "aegis_sealed.json", "/header/slots/1/n", json!(0)),
        (Format::Aegis, "aegis_sealed.json", "/header/slots/1/r", json!(0)),
        (Format::Aegis, "aegis_sealed.json", "/header/slots/1/p", json!(0)),
        (Format::Ente, "ente_sealed.json", "/kdfParams/memLimit", json!(0)),
        (Format::Ente, "ente_sealed.json", "/kdfParams/opsLimit", json!(0)),
        (Format::Ente, "ente_sealed.json", "/kdfParams/salt", json!("AAAA")),
        (Format::Proton, "proton_sealed.json", "/salt", json!("AAAA")),
        (Format::Bitwarden, "bitwarden_pbkdf2.json", "/kdfIterations", json!(0)),
        (Format::Bitwarden, "bitwarden_argon2.json", "/kdfIterations", json!(0)),
        (Format::Bitwarden, "bitwarden_argon2.json", "/kdfMemory", json!(0)),
        (Format::Bitwarden, "bitwarden_argon2.json", "/kdfParallelism", json!(0)),
        (Format::AuthenticatorSh, "authenticator_sh_sealed.json", "/iterations", json!(0)),
    ] {
        check_spoilt(name, place, &with, TransferError::Malformed { format, part: Part::KeyDerivation });
    }
}

#[test]
fn versions_that_we_do_not_know_are_named() {
    for (format, version, text) in [
        (Format::Aegis, 2, r#"{"version":2,"header":{},"db":{}}"#),
        (
            Format::Aegis,
            4,
            r#"{"version":1,"header":{"slots":null,"params":null},"db":{"version":4,"entries":[]}}"#,
        ),
        (Format::TwoFas, 5, r#"{"schemaVersion":5,"services":[]}"#),
        (Format::Proton, 2, r#"{"version":2,"entries":[]}"#),
        (
            Format::Ente,
            2,
            r#"{"version":2,"kdfParams":{"memLimit":1,"opsLimit":1,"salt":""},"encryptedData":"","encryptionNonce":""}"#,
        ),
        (Format::CredentialExchange, 2, r#"{"version":{"major":2,"minor":0},"accounts":[]}"#),
        (Format::Migration, 9, "otpauth-migration://offline?data=CgAQCQ"),
    ] {
        check(format, text, TransferError::Version { format, version });
    }
}

#[test]
fn what_cannot_be_opened_says_what_to_do() {
    let unsupported = |format, how| TransferError::Unsupported { format, how };
    let bound = r#"{"encrypted":true,"encKeyValidation_DO_NOT_EDIT":"2.a|b|c","items":[]}"#;
    check(Format::Bitwarden, bound, unsupported(Format::Bitwarden, Remedy::ExportWithPassword));
    let biometric =
        r#"{"version":1,"header":{"slots":[{"type":2}],"params":{"nonce":"","tag":""}},"db":"AA"}"#;
    check(Format::Aegis, biometric, unsupported(Format::Aegis, Remedy::NoPasswordSlot));
    let mut other = data("raivo_sealed.zip");
    assert_eq!(open(Format::Aegis, &other), Err(unsupported(Format::Aegis, Remedy::Unpack)));
    // The strength of the key, in the directory's extra field for AES: 128 bits, which Raivo never has.
    let field = other.windows(4).rposition(|four| four == b"\x07\x00\x02\x00").unwrap();
    other[field + 6] = 1;
    assert_eq!(read(&other, None), Err(unsupported(Format::Raivo, Remedy::Unpack)));
}

#[test]
fn what_is_none_of_ours_is_no_known_format() {
    for text in [
        "",
        " ",
        "\u{FEFF}",
        "{}",
        "[]",
        "[[]]",
        "null",
        "1",
        "\"otpauth\"",
        "{\"a\":{}}",
        "{\"a\":{\"secret\":1}}",
        "[{}]",
        "hello",
        "https://example.com",
        "a,b,c",
        "\"Group\",\"Title\"",
        "{\"items\":[]}",
        "{\"version\":1}",
        "{\"tokens\":[]}",
        "<map></map>",
        "{",
        "[{\"secret\":\"a\"}]",
        "%PDF-1.4",
        "otpauth",
    ] {
        assert_eq!(read(text.as_bytes(), Some(&password())), Err(TransferError::Unknown), "{text:?}");
    }
    for bytes in [&b"\xFF\xD8\xFF\xE0"[..], b"\x89PNG\r\n\x1a\n\xFF\xFF\xFF\xFF", &[0; 100], &[0xFF; 100]] {
        assert_eq!(read(bytes, Some(&password())), Err(TransferError::Unknown), "{bytes:?}");
    }
}

#[test]
fn too_large_and_too_many() {
    let large = vec![b' '; MAX_BYTES + 1];
    let expected = Err(TransferError::TooLarge { most: MAX_BYTES, found: MAX_BYTES + 1 });
    assert_eq!(read(&large, None), expected);
    for format in Format::ALL {
        assert_eq!(read_as(format, &large, None), expected);
    }
    let lines = |count| "otpauth://totp/a?secret=MZXW6YTBOI\n".repeat(count);
    assert_eq!(
        read(lines(MAX_ENTRIES + 1).as_bytes(), None),
        Err(TransferError::TooMany { most: MAX_ENTRIES })
    );
    assert_eq!(read(lines(MAX_ENTRIES).as_bytes(), None).unwrap().rows.len(), MAX_ENTRIES);
    let entry = r#"{"kind":"TOTP","secret":"MZXW6YTBOI","timer":"30","digits":"6","algorithm":"SHA1"}"#;
    let entries = format!("[{}]", vec![entry; MAX_ENTRIES + 1].join(","));
    assert_eq!(read(entries.as_bytes(), None), Err(TransferError::TooMany { most: MAX_ENTRIES }));
}

/// What an archive says of its files is believed only as far as it is true and bearable.
#[test]
fn an_archive_that_lies_of_sizes_is_refused() {
    let good = data("raivo_sealed.zip");
    let entry = good.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    let with = |size: u32| {
        let mut bad = good.clone();
        bad[entry + 24..entry + 28].copy_from_slice(&size.to_le_bytes());
        open(Format::Raivo, &bad)
    };
    let damaged = TransferError::Malformed { format: Format::Raivo, part: Part::Structure };
    for size in [0, 1, MAX_BYTES as u32] {
        assert_eq!(with(size), Err(damaged.clone()), "{size}");
    }
    let found = MAX_BYTES + 1;
    assert_eq!(with(found as u32), Err(TransferError::TooLarge { most: MAX_BYTES, found }));
}

#[test]
fn a_file_of_one_format_is_damaged_as_any_other() {
    for (_, name) in PLAIN.into_iter().filter(|(_, name)| !name.ends_with(".txt")) {
        let bytes = data(name);
        let own = detect(&bytes).unwrap().format;
        let bitwarden = [Format::Bitwarden, Format::BitwardenAuthenticator];
        for format in Format::ALL {
            let same = format == own || bitwarden.contains(&format) && bitwarden.contains(&own);
            if !same {
                assert_eq!(accounts(&open(format, &bytes)), 0, "{name} as {format}");
            }
        }
    }
}

#[test]
fn parts_are_named() {
    let malformed = |format, part| TransferError::Malformed { format, part };
    for (format, text, part) in [
        (Format::Aegis, "{", Part::Structure),
        (Format::Aegis, r#"{"version":1,"header":{"slots":[],"params":null},"db":{}}"#, Part::Header),
        (Format::TwoFas, r#"{"schemaVersion":4,"servicesEncrypted":"a:b"}"#, Part::Contents),
        (Format::TwoFas, r#"{"schemaVersion":4,"servicesEncrypted":"AAAA:*:AAAA"}"#, Part::Salt),
        (Format::TwoFas, r#"{"schemaVersion":4,"servicesEncrypted":"AAAA:AAAA:*"}"#, Part::Nonce),
        (Format::Proton, r#"{"version":1,"salt":"AAAA","content":"AAAA"}"#, Part::Nonce),
        (Format::Proton, r#"{"version":1,"salt":"*","content":"AAAA"}"#, Part::Salt),
        (Format::KeePassXc, "a,b", Part::Header),
        (Format::KeePassXc, "Group,Title,Username,TOTP\na,b", Part::Structure),
        (Format::KeePassXc, "Group,Title,Username,TOTP\n\"a", Part::Structure),
        (Format::Warifu, "WRFB", Part::Header),
        (Format::AndOtp, "short", Part::Structure),
    ] {
        check(format, text, malformed(format, part));
    }
    let sh = r#"{"format":"authenticator-encrypted-backup","v":1,"kdf":"scrypt","iterations":1,"salt":"","data":""}"#;
    check(Format::AuthenticatorSh, sh, malformed(Format::AuthenticatorSh, Part::KeyDerivation));
    let rows = open(Format::Raivo, br#"[{"kind":"TOTP"},7]"#).unwrap().rows;
    let part = |row: &Row| match row {
        Row::Refused(refused) => refused.reason.part(),
        other => panic!("{other:?}"),
    };
    assert_eq!(rows.iter().map(part).collect::<Vec<_>>(), [Part::Period, Part::Entry]);
}
