//! Files of other programs: what each of `data/transfer` holds stands beside it. README.md there says who made them.

#![cfg(feature = "transfer")]
#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use support::passphrase;
use warifu::account::Account;
use warifu::otp::Kind;
use warifu::transfer::{Format, Import, Part, Password, Row, TransferError, Warning, detect, read, read_as};

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

/// What `text`, as a file of `format`, says: rows as they stand beside the samples.
fn check(format: Format, text: &str, expected: &[&str]) {
    let import = read_as(format, text.as_bytes(), None).unwrap_or_else(|error| panic!("{text}: {error}"));
    let found = lines(&import);
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{text}");
}

/// One token of FreeOTP+, of which only what is said differs from a usual one.
fn check_freeotp_plus(changes: &Value, expected: &str) {
    let mut token = json!({
        "algo": "SHA1", "counter": 0, "digits": 6, "label": "user", "period": 30,
        "secret": [102, 111, 111, 98, 97, 114, -1, 0, 49, 50], "type": "TOTP",
    });
    let names = changes.as_object().unwrap();
    names.iter().for_each(|(name, value)| token[name] = value.clone());
    let file = json!({ "tokenOrder": [], "tokens": [token] });
    check(Format::FreeOtpPlus, &file.to_string(), &[expected]);
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

#[test]
fn freeotp_plus_has_three_issuers() {
    for (changes, issuer) in [
        (json!({ "issuerInt": "Int" }), "Int"),
        (json!({ "issuerExt": "", "issuerInt": "Int" }), "Int"),
        (json!({ "issuerExt": "Ext", "issuerInt": "Int" }), "Ext"),
        (json!({ "issuerAlt": "", "issuerExt": "Ext" }), "Ext"),
        (json!({ "issuerAlt": "Alt", "issuerExt": "Ext", "issuerInt": "Int" }), "Alt"),
        (json!({}), ""),
    ] {
        check_freeotp_plus(&changes, &format!("totp\tSHA1\t6\t30\t-\tMZXW6YTBOL7QAMJS\t{issuer}\tuser"));
    }
}

/// The app makes Steam's codes by the issuer of the QR code, whatever the member renamed it to.
#[test]
fn freeotp_plus_asks_about_steam() {
    for (changes, issuer) in [
        (json!({ "issuerExt": "Steam" }), "Steam"),
        (json!({ "issuerExt": "Steam", "issuerAlt": "Games" }), "Games"),
        (json!({ "issuerExt": "Valve", "issuerAlt": "Steam" }), "Steam"),
        (json!({ "issuerExt": "Steam", "digits": 5 }), "Steam"),
    ] {
        check_freeotp_plus(&changes, &format!("question\t2\ttype\t{issuer}\tuser"));
    }
    // What the app does not make Steam's codes for.
    for (changes, issuer) in
        [(json!({ "issuerExt": "STEAM" }), "STEAM"), (json!({ "issuerInt": "Steam" }), "Steam")]
    {
        check_freeotp_plus(&changes, &format!("totp\tSHA1\t6\t30\t-\tMZXW6YTBOL7QAMJS\t{issuer}\tuser"));
    }
}

#[test]
fn freeotp_plus_keeps_the_counter_before() {
    for (counter, expected) in [
        (json!(-1), "hotp\tSHA1\t6\t-\t0\tMZXW6YTBOL7QAMJS\t\tuser"),
        (json!(0), "hotp\tSHA1\t6\t-\t1\tMZXW6YTBOL7QAMJS\t\tuser"),
        (json!(42), "hotp\tSHA1\t6\t-\t43\tMZXW6YTBOL7QAMJS\t\tuser"),
        (json!(u64::MAX), "refused\tmalformed\tcounter\t\tuser"),
        (json!(-2), "refused\tmalformed\tcounter\t\tuser"),
        (json!("-1"), "refused\tmalformed\tcounter\t\tuser"),
        (json!(-1.0), "refused\tmalformed\tcounter\t\tuser"),
    ] {
        check_freeotp_plus(&json!({ "type": "HOTP", "counter": counter }), expected);
    }
}

#[test]
fn freeotp_plus_spells_keys_as_bytes() {
    for (secret, expected) in [
        (json!(vec![127; 513]), "refused\ttoo_long\tsecret\t\tuser"),
        (json!(vec![0; 2000]), "refused\ttoo_long\tsecret\t\tuser"),
        (json!([]), "refused\tsecret_empty\tsecret\t\tuser"),
        (json!([128]), "refused\tmalformed\tentry\t\t"),
        (json!([-129]), "refused\tmalformed\tentry\t\t"),
        (json!([1, "2"]), "refused\tmalformed\tentry\t\t"),
        (json!("AAAA"), "refused\tmalformed\tentry\t\t"),
        (json!(null), "refused\tmalformed\tentry\t\t"),
    ] {
        check_freeotp_plus(&json!({ "secret": secret }), expected);
    }
    let longest = format!("totp\tSHA1\t6\t30\t-\t{}\t\tuser", "7".repeat(819) + "Q");
    check_freeotp_plus(&json!({ "secret": vec![-1; 512] }), &longest);
}

const KEY: &str = "GEZDGNBVGY3TQOJQ";

#[test]
fn ente_keeps_its_own_parameter_to_itself() {
    let shown = format!("totp\tSHA1\t6\t30\t-\t{KEY}\tOMU\tab");
    let (shown, trashed) = (shown.as_str(), "others\t1");
    let broken = "refused\tmalformed\tparameter\t\t";
    let long = format!("%7B%22note%22%3A%22{}%22%7D", "x".repeat(10_000));
    for (display, expected) in [
        ("", shown),
        ("&codeDisplay=%7B%7D", shown),
        ("&codeDisplay={\"trashed\":true}", trashed),
        (
            "&codeDisplay=%7B%22pinned%22%3Afalse%2C%22trashed%22%3Atrue%2C%22note%22%3A%22a%26b%22%7D",
            trashed,
        ),
        ("&codeDisplay=%7B%22trashed%22%3A+true%7D", trashed), // a space
        ("&codeDisplay=%7B%22trashed%22%3Afalse%7D", shown),
        ("&codeDisplay=%7B%22trashed%22%3Anull%7D", shown),
        ("&codeDisplay=%7B%22note%22%3A%22trashed%3Atrue%22%7D", shown),
        (&format!("&codeDisplay={long}"), shown),
        (&format!("&codeDisplay={long}&issuer={}", "x".repeat(4096)), "refused\ttoo_long\turi\t\t"),
        ("&codeDisplay=%7B%22trashed%22%3A1%7D", broken), // the app cannot read it either
        ("&codeDisplay=%7B%22trashed", broken),
        ("&codeDisplay=%FF", broken),
        ("&codeDisplay", broken),
    ] {
        check(Format::Ente, &format!("otpauth://totp/OMU:ab?secret={KEY}{display}"), &[expected]);
    }
}

#[test]
fn ente_leaves_out_counters_and_once_wrote_algorithms_otherwise() {
    for (uri, expected) in [
        ("hotp/a?codeDisplay=%7B%7D&secret=", "hotp\tSHA1\t6\t-\t0\t"),
        ("HOTP/a?counter=7&secret=", "hotp\tSHA1\t6\t-\t7\t"),
        ("totp/a?algorithm=Algorithm.sha1&secret=", "totp\tSHA1\t6\t30\t-\t"),
        ("totp/a?algorithm=Algorithm.sha256&secret=", "totp\tSHA256\t6\t30\t-\t"),
        ("totp/a?algorithm=Algorithm.sha512&secret=", "totp\tSHA512\t6\t30\t-\t"),
    ] {
        check(Format::Ente, &format!("otpauth://{uri}{KEY}"), &[&format!("{expected}{KEY}\t\ta")]);
    }
    for (uri, expected) in [
        ("hotp/a?counter=&secret=", "refused\tmalformed\tcounter\t\t"),
        ("totp/a?algorithm=Algorithm.md5&secret=", "refused\talgorithm\talgorithm\t\t"),
        ("totp/a?algorithm=Algorithm.sha1&algorithm=SHA256&secret=", "refused\ttwice\talgorithm\t\t"),
    ] {
        check(Format::Ente, &format!("otpauth://{uri}{KEY}"), &[expected]);
    }
    // Only Ente's: elsewhere it is not said what a counter that is missing means.
    check(Format::UriList, "otpauth://hotp/a?secret=AAAAAAAA", &["refused\tmissing\tcounter\t\t"]);
}

#[test]
fn a_counter_that_was_not_said_is_warned_of() {
    let warned = |query: &str| {
        let import = read_as(Format::Ente, format!("otpauth://hotp/a?secret={KEY}{query}").as_bytes(), None);
        match &import.unwrap().rows[..] {
            [Row::Account { warnings, .. }] => warnings.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(warned(""), [Warning::Assumed { part: Part::Counter }]);
    assert_eq!(warned("&counter=0"), []);
}

#[test]
fn a_list_with_ente_s_parameter_is_ente_s() {
    for (lines, expected) in [
        ("otpauth://totp/a?secret=AAAAAAAA", Format::UriList),
        ("otpauth://totp/a?secret=AAAAAAAA&codeDisplay=%7B%7D", Format::Ente),
        ("otpauth://totp/a?codeDisplay=%7B%7D&secret=AAAAAAAA", Format::Ente),
        ("otpauth://totp/a?secret=AAAAAAAA\notpauth://totp/a?secret=AAAAAAAA&codeDisplay=", Format::Ente),
        ("otpauth://totp/a?secret=AAAAAAAA&issuer=codeDisplay=", Format::UriList),
        ("otpauth://totp/codeDisplay?secret=AAAAAAAA", Format::UriList),
        ("# &codeDisplay=\notpauth://totp/a?secret=AAAAAAAA", Format::UriList),
    ] {
        assert_eq!(detect(lines.as_bytes()).unwrap().format, expected, "{lines}");
    }
    // The app's trash alone is still its file.
    let trash = b"otpauth://totp/a?secret=AAAAAAAA&codeDisplay={\"trashed\":true}";
    let import = read(trash, None).unwrap();
    assert_eq!((import.format, import.rows.len(), import.others), (Format::Ente, 0, 1));
}

#[test]
fn a_damaged_migration_uri_spoils_no_other_line() {
    let good = "otpauth://totp/a?secret=AAAAAAAA";
    let row = "totp\tSHA1\t6\t30\t-\tAAAAAAAA\t\ta";
    for (uri, expected) in [
        ("otpauth-migration://offline", "refused\tmalformed\tcontents\tGoogle Authenticator\t"),
        ("otpauth-migration://offline?data=*", "refused\tmalformed\tcontents\tGoogle Authenticator\t"),
        ("otpauth-migration://offline?data=AAAA", "refused\tmalformed\tstructure\tGoogle Authenticator\t"),
        ("otpauth-migration://offline?data=CgAQCQ", "refused\trange\tversion\tGoogle Authenticator\t"),
        (
            &format!("otpauth-migration://offline?data={}", "A".repeat(1 << 16)),
            "refused\ttoo_long\turi\tGoogle Authenticator\t",
        ),
        (
            &format!("otpauth-migration://offline?data={}", "CgAKAAoA".repeat(34)),
            "refused\tmalformed\tcontents\tGoogle Authenticator\t",
        ),
    ] {
        check(Format::UriList, &format!("{uri}\n{good}"), &[expected, row]);
        check(Format::UriList, &format!("{good}\n{uri}\n{good}"), &[row, expected, row]);
        let alone = read(uri.as_bytes(), None);
        assert!(alone.is_err(), "{alone:?}");
        assert_eq!(read(format!("{uri}\notpauth://totp/a").as_bytes(), None), alone);
    }
    let version = TransferError::Version { format: Format::Migration, version: 9 };
    assert_eq!(read(b"otpauth-migration://offline?data=CgAQCQ", None), Err(version));
}

/// A part that does not belong to the others, among Google's own.
#[test]
fn a_damaged_part_leaves_an_export_google_s() {
    let part = fs::read_to_string(folder().join("google_part.txt")).unwrap();
    let rows = fs::read_to_string(folder().join("google_part.rows")).unwrap();
    let expected: Vec<_> =
        ["refused\tmalformed\tcontents\tGoogle Authenticator\t"].into_iter().chain(rows.lines()).collect();
    let text = format!("{part}\notpauth-migration://offline?data=*");
    check(Format::Migration, &text, &expected);
    assert_eq!(read(text.as_bytes(), None).unwrap().format, Format::Migration);
}

/// The program writes its own name, and "none", into a URI where the entry has no names.
#[test]
fn keepassxc_names_are_those_of_its_columns() {
    for (title, user, label) in [
        ("", "", "KeePassXC:none?issuer=KeePassXC&"),
        ("OMU", "", "OMU:none?issuer=OMU&"),
        ("", "ab", "KeePassXC:ab?issuer=KeePassXC&"),
        ("OMU", "ab", "OMU:ab?issuer=OMU&"),
        ("OMU", "ab", "other:name?issuer=other&"),
        ("OMU", "ab", "?"),
        ("KeePassXC", "none", "KeePassXC:none?issuer=KeePassXC&"),
    ] {
        let record = format!("Root,{title},{user},otpauth://totp/{label}secret={KEY}");
        let expected = format!("totp\tSHA1\t6\t30\t-\t{KEY}\t{title}\t{user}");
        check(Format::KeePassXc, &format!("Group,Title,Username,TOTP\n{record}"), &[&expected]);
    }
}

#[test]
fn keepassxc_has_no_digits_for_steam() {
    let steam = format!("steam\tSHA1\t5\t30\t-\t{KEY}\ta\tb");
    for (parameters, expected) in [
        ("encoder=steam", steam.as_str()),
        ("encoder=steam&digits=5", &steam),
        ("encoder=steam&digits=6", &steam),
        ("digits=8&Encoder=STEAM&period=30", &steam),
        ("encoder=steam&period=60", "refused\tsteam\tperiod\ta\tb"),
        ("encoder=steam&algorithm=SHA256", "refused\tsteam\talgorithm\ta\tb"),
        ("encoder=other&digits=6", "refused\tmalformed\tencoder\ta\tb"),
        ("digits=99", "refused\trange\tdigits\ta\tb"),
    ] {
        let uri = format!("otpauth://totp/a:b?secret={KEY}&{parameters}");
        check(Format::KeePassXc, &format!("Group,Title,Username,TOTP\nRoot,a,b,{uri}"), &[expected]);
    }
    // Elsewhere what is not Steam's is refused.
    let uri = format!("otpauth://totp/a?secret={KEY}&encoder=steam&digits=6");
    check(Format::UriList, &uri, &["refused\tsteam\tdigits\t\t"]);
}

#[test]
fn proton_spells_steam_s_keys_in_two_ways() {
    for (secret, expected) in [
        (KEY, "GEZDGNBVGY3TQOJQ"),
        ("gezd gnbv gy3t qojq", "GEZDGNBVGY3TQOJQ"),
        ("MZXW6YTB", "MZXW6YTB"), // could be base64, too
        ("mzxw6ytb", "MZXW6YTB"),
        ("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        ("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        ("/+8wMTIzNDU2Nzg5", "77XTAMJSGM2DKNRXHA4Q"),
    ] {
        check_proton(secret, &format!("steam\tSHA1\t5\t30\t-\t{expected}\tSteam\tgamer"));
    }
    for (secret, expected) in [
        ("", "secret_empty"),
        ("MTIzNDU2Nz!5", "secret_character"),
        ("MTIzNDU2Nzg51", "secret_character"),
        ("MZXW6Y", "secret_length"), // nor whole bytes of base64
    ] {
        check_proton(secret, &format!("refused\t{expected}\tsecret\tSteam\tgamer"));
    }
}

fn check_proton(secret: &str, expected: &str) {
    let content = json!({ "uri": format!("steam://{secret}"), "entry_type": "Steam", "name": "gamer" });
    let file = json!({ "version": 1, "entries": [{ "content": content }] });
    check(Format::Proton, &file.to_string(), &[expected]);
}

/// Editors on Windows put it there.
#[test]
fn a_byte_order_mark_changes_nothing() {
    for sample in samples().iter().filter(|sample| str::from_utf8(&sample.bytes).is_ok()) {
        let (name, password) = (&sample.name, sample.password.as_ref());
        let marked = [b"\xEF\xBB\xBF", &sample.bytes[..]].concat();
        assert_eq!(detect(&marked), detect(&sample.bytes), "{name}");
        let import = sample.import(&sample.bytes, password);
        assert_eq!(sample.import(&marked, password), import, "{name}");
        assert_eq!(read_as(sample.format(), &marked, password), import, "{name}");
    }
    // One is a mark, two are not.
    let twice = b"\xEF\xBB\xBF\xEF\xBB\xBF[]";
    let expected = TransferError::Malformed { format: Format::AndOtp, part: Part::Structure };
    assert_eq!(read_as(Format::AndOtp, twice, None), Err(expected));
}
