use proptest::prelude::*;

use super::*;
use crate::account::Name;
use crate::testing::{account, cases};

/// Reads `uri` and compares what matters in one line:
/// `issuer|user|secret|algorithm|digits|kind`.
fn check(uri: &str, expected: &str) {
    let read = parse(uri).unwrap_or_else(|error| panic!("{uri}: {error}"));
    let kind = match read.otp.kind() {
        Kind::Totp { period } => format!("totp {}", period.seconds()),
        Kind::Hotp { counter } => format!("hotp {counter}"),
        Kind::Steam => "steam".into(),
    };
    let (secret, otp) = (read.otp.secret().to_base32(), &read.otp);
    let (issuer, user, digits) = (read.issuer, read.user, otp.digits().get());
    let found = format!("{issuer}|{user}|{}|{}|{digits}|{kind}", *secret, otp.algorithm());
    assert_eq!(found, expected, "{uri}");
}

#[test]
fn examples_of_the_key_uri_format() {
    check(
        "otpauth://totp/Example:alice@google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example",
        "Example|alice@google.com|JBSWY3DPEHPK3PXP|SHA1|6|totp 30",
    );
    check(
        "otpauth://totp/ACME%20Co:john.doe@email.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ&issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30",
        "ACME Co|john.doe@email.com|HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ|SHA1|6|totp 30",
    );
    check(
        "otpauth://hotp/Big%20Corporation%3A%20alice%40bigco.com?secret=MZXW6YTB&counter=5",
        "Big Corporation|alice@bigco.com|MZXW6YTB|SHA1|6|hotp 5",
    );
}

#[test]
fn spellings() {
    for uri in [
        "otpauth://totp/OMU:ab12345?secret=MZXW6YTB&issuer=OMU",
        "OTPAUTH://TOTP/OMU:ab12345?secret=MZXW6YTB&issuer=OMU",
        "otpauth://Totp/OMU:ab12345?SECRET=mzxw6ytb&Issuer=OMU",
        " otpauth://totp/OMU:ab12345?secret=MZXW6YTB&issuer=OMU\r\n",
        "otpauth://totp/OMU:ab12345?secret=MZXW%206YTB&issuer=OMU",
        "otpauth://totp/OMU:ab12345?secret=MZXW+6YTB&issuer=OMU",
        "otpauth://totp/OMU:ab12345?secret=MZXW 6YTB&issuer=OMU",
        "otpauth://totp/OMU:ab12345?secret=MZXW-6YTB&issuer=OMU",
        "otpauth://totp/OMU:ab12345?secret=MZXW6YTB%3D%3D&issuer=OMU",
        "otpauth://totp/OMU:ab12345?secret=MZXW6YTB==&issuer=OMU", // only the first = divides
        "otpauth://totp/OMU%3Aab12345?secret=MZXW6YTB&issuer=OMU",
        "otpauth://totp/OMU:%20ab12345?secret=MZXW6YTB&issuer=OMU",
        "otpauth://totp/%4F%4d%55%20:ab12345?secret=MZXW6YTB&issuer=OMU",
        "otpauth://totp/ab12345?secret=MZXW6YTB&issuer=OMU",
        "otpauth://totp/OMU:ab12345?secret=MZXW6YTB",
        "otpauth://totp/OMU:ab12345?secret=MZXW6YTB&issuer=",
        "otpauth://totp/OMU:ab12345?issuer=OMU&&secret=MZXW6YTB&",
        "otpauth://totp/OMU:ab12345?secret=MZXW6YTB&issuer=OMU&algorithm=HmacSHA1&digits=06&period=030",
        "otpauth://totp/OMU:ab12345?secret=MZXW6YTB&secret=MZXW6YTB&issuer=OMU",
        "otpauth://totp/OMU:ab12345?secret=MZXW6YTB&issuer=OMU&image=https%3A%2F%2Fomu.example%2Fi.png&lock=false",
        "otpauth://totp/OMU:ab12345?secret=MZXW6YTB&issuer=OMU&counter=0",
    ] {
        check(uri, "OMU|ab12345|MZXW6YTB|SHA1|6|totp 30");
    }
}

#[test]
fn names_and_their_colons() {
    for (label, issuer, expected) in [
        ("OMU:a:b", "OMU", "OMU|a:b"),
        ("OMU:a:b", "", "OMU|a:b"),
        ("a:b", "OMU", "OMU|a:b"), // a prefix that says something else is not lost
        ("Example:alice", "ACME", "ACME|Example:alice"),
        ("OMU", "OMU", "OMU|OMU"),
        ("OMU:", "OMU", "OMU|"),
        ("OMU2:a", "OMU", "OMU|OMU2:a"),
        ("a%3Ab%3Ac", "a:b", "a:b|c"),
        (":a:b", "", "|a:b"),
        ("alice", "", "|alice"),
        ("", "OMU", "OMU|"),
        ("", "", "|"),
        ("a/b", "", "|a/b"),
        ("alice+otp@omu.example", "A+B", "A B|alice+otp@omu.example"),
        ("alice", "A%2BB", "A+B|alice"),
        (
            "%E5%A4%A7%E9%98%AA%E5%85%AC%E7%AB%8B%E5%A4%A7%E5%AD%A6:ab12345",
            "大阪公立大学",
            "大阪公立大学|ab12345",
        ),
        ("a%00b%E2%80%AEc%0Ad", "", "|abc d"),
    ] {
        let uri = format!("otpauth://totp/{label}?secret=MZXW6YTB&issuer={issuer}");
        check(&uri, &format!("{expected}|MZXW6YTB|SHA1|6|totp 30"));
    }
    for none in ["otpauth://totp?secret=MZXW6YTB", "otpauth://totp/?secret=MZXW6YTB"] {
        check(none, "||MZXW6YTB|SHA1|6|totp 30");
    }
}

#[test]
fn every_parameter_counts() {
    check(
        "otpauth://totp/a?secret=MZXW6YTB&algorithm=sha-256&digits=8&period=86400",
        "|a|MZXW6YTB|SHA256|8|totp 86400",
    );
    check(
        "otpauth://hotp/a?secret=MZXW6YTB&algorithm=SHA512&digits=7&counter=18446744073709551615&period=30",
        "|a|MZXW6YTB|SHA512|7|hotp 18446744073709551615",
    );
    for steam in [
        "otpauth://steam/a?secret=MZXW6YTB",
        "otpauth://Steam/a?secret=MZXW6YTB&digits=5&period=30&algorithm=SHA1",
        "otpauth://totp/a?secret=MZXW6YTB&encoder=steam",
        "otpauth://totp/a?secret=MZXW6YTB&digits=5&period=30&encoder=STEAM",
    ] {
        check(steam, "|a|MZXW6YTB|SHA1|5|steam");
    }
}

#[test]
fn unusual_lengths_are_for_imports() {
    for digits in [5, 9, 10] {
        let uri = format!("otpauth://totp/a?secret=MZXW6YTB&digits={digits}");
        assert_eq!(parse(&uri), Err(UriError::Range { part: "digits", min: 6, max: 8, found: digits }));
        assert_eq!(u64::from(parse_imported(&uri).unwrap().otp.digits().get()), digits);
    }
    assert!(parse_imported("otpauth://totp/a?secret=MZXW6YTB&digits=11").is_err());
}

#[test]
fn errors_tell_the_part_and_not_the_secret() {
    let error = parse("otpauth://totp/a?secret=MZXW0YTB").unwrap_err();
    assert_eq!((error.code(), error.part()), ("secret_character", "secret"));
    assert_eq!(error.to_string(), "character 5 of the secret cannot be '0'");
    let error = parse("otpauth://totp/a?secret=MZXW6YTB&period=99999999999999999999").unwrap_err();
    assert_eq!(error.to_string(), "period must be 1 to 86400, got 18446744073709551615");
}

#[test]
fn printed() {
    for (uri, printed) in [
        (
            "otpauth://totp/大阪公立大学:ab12345@omu.example?secret=mzxw 6ytb&issuer=大阪公立大学",
            "otpauth://totp/%E5%A4%A7%E9%98%AA%E5%85%AC%E7%AB%8B%E5%A4%A7%E5%AD%A6:ab12345@omu.example?secret=MZXW6YTB&issuer=%E5%A4%A7%E9%98%AA%E5%85%AC%E7%AB%8B%E5%A4%A7%E5%AD%A6&algorithm=SHA1&digits=6&period=30",
        ),
        (
            "otpauth://hotp/a b+c?secret=MZXW6YTB&counter=7&digits=8&algorithm=sha512",
            "otpauth://hotp/a%20b%2Bc?secret=MZXW6YTB&algorithm=SHA512&digits=8&counter=7",
        ),
        (
            "otpauth://totp/:a:b?secret=MZXW6YTB",
            "otpauth://totp/:a%3Ab?secret=MZXW6YTB&algorithm=SHA1&digits=6&period=30",
        ),
        (
            "otpauth://totp/Steam:a?secret=MZXW6YTB&encoder=steam&issuer=Steam",
            "otpauth://steam/Steam:a?secret=MZXW6YTB&issuer=Steam",
        ),
    ] {
        assert_eq!(*print(&parse(uri).unwrap()), printed);
    }
}

#[test]
fn the_longest_account_fits() {
    let name = Name::new(&"\u{10FFFD}".repeat(256)).unwrap();
    let secret = Secret::from_bytes(vec![0xFF; 512]).unwrap();
    let otp =
        Otp::new(secret, Algorithm::Sha512, Digits::imported(10).unwrap(), Kind::Hotp { counter: u64::MAX });
    let longest = Account { issuer: name.clone(), user: name, otp };
    let uri = print(&longest);
    assert!(uri.len() <= MAX_BYTES, "{}", uri.len());
    assert_eq!(parse_imported(&uri).unwrap(), longest);
}

proptest! {
    #![proptest_config(cases(100_000))]

    #[test]
    fn printed_and_read_again(account in account()) {
        let uri = print(&account);
        let read = parse_imported(&uri).unwrap();
        prop_assert_eq!(&read, &account);
        prop_assert_eq!(print(&read), uri);
    }

    #[test]
    fn any_text_is_an_account_or_an_error(text in "(otpauth://(totp|hotp|steam)/)?\\PC{0,64}[?]?(secret=\\PC{0,32})?") {
        let _ = parse(&text);
    }
}
