use proptest::prelude::*;

use super::*;
use crate::account::{Account, Name};
use crate::otp::{Algorithm, Digits, Kind, Otp, Period};
use crate::secret::Secret;
use crate::testing::{account, cases};
use crate::transfer::{Reason, Row, Warning};

fn uri(payload: &[u8]) -> String {
    format!("otpauth-migration://offline?data={}", BASE64.encode(payload))
}

/// A payload with one account, whose fields are `parameters`.
fn one(parameters: &[u8]) -> String {
    uri(&[&[0x0A, parameters.len() as u8], parameters, &[0x10, 1, 0x18, 1]].concat())
}

const NAMED: &[u8] = b"\x0A\x0Ahello12345\x12\x01a";

fn only_row(parameters: &[&[u8]]) -> Row {
    read(&one(&parameters.concat())).unwrap().rows.remove(0)
}

fn check_error(payload: &[u8], expected: TransferError) {
    assert_eq!(read(&uri(payload)), Err(expected), "{payload:02x?}");
}

/// The example of <https://github.com/dim13/otpauth> and of many after it: key "Hello!" and four bytes, no algorithm, no
/// digits.
#[test]
fn the_well_known_example() {
    let uri = "otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZTAC";
    let part = read(uri).unwrap();
    assert_eq!((part.index, part.size, part.batch), (0, 1, 0));
    let Row::Account { account, warnings } = &part.rows[0] else { panic!("no account") };
    assert_eq!((account.issuer.as_str(), account.user.as_str()), ("Example", "alice@google.com"));
    assert_eq!(account.otp.secret().expose(), b"Hello!\xDE\xAD\xBE\xEF");
    assert_eq!((account.otp.algorithm(), account.otp.digits()), (Algorithm::Sha1, Digits::SIX));
    assert_eq!(warnings, &[Part::Algorithm, Part::Digits].map(|part| Warning::Assumed { part }));
}

#[test]
fn every_value_is_read() {
    let row = only_row(&[NAMED, b"\x1A\x06", "大学".as_bytes(), b"\x20\x02\x28\x02\x30\x01\x38\x80\x01"]);
    let account = row.account().unwrap();
    assert_eq!((account.issuer.as_str(), account.user.as_str()), ("大学", "a"));
    let otp = &account.otp;
    assert_eq!((otp.algorithm(), otp.digits().get()), (Algorithm::Sha256, 8));
    assert_eq!(otp.kind(), Kind::Hotp { counter: 128 });
}

#[test]
fn a_counter_of_zero_is_not_written() {
    let row = only_row(&[NAMED, b"\x20\x01\x28\x01\x30\x01"]);
    assert_eq!(row.account().unwrap().otp.kind(), Kind::Hotp { counter: 0 });
}

#[test]
fn a_counter_without_a_type_is_asked_about() {
    let Row::Question(question) = only_row(&[NAMED, b"\x20\x01\x28\x01\x38\x05"]) else {
        panic!("no question")
    };
    assert_eq!(question.unclear, [Part::Type]);
    let kinds = question.choices.iter().map(|choice| choice.0.otp.kind());
    assert!(kinds.eq([Kind::Totp { period: Period::HALF_MINUTE }, Kind::Hotp { counter: 5 }]));
}

#[test]
fn what_we_do_not_make_is_refused_by_name() {
    let refused = |parameters: &[u8]| match only_row(&[NAMED, parameters]) {
        Row::Refused(refused) => (refused.user, refused.reason),
        other => panic!("{other:?}"),
    };
    let md5 = Reason::Algorithm { found: "MD5".into() };
    assert_eq!(refused(b"\x20\x04\x28\x01\x30\x02"), ("a".into(), md5));
    assert_eq!(refused(b"\x20\x01\x28\x03\x30\x02").1, Reason::Malformed { part: Part::Digits });
    assert_eq!(refused(b"\x20\x01\x28\x01\x30\x03").1, Reason::Kind { found: "3".into() });
    let Row::Refused(empty) = only_row(&[b"\x20\x01\x28\x01\x30\x02"]) else { panic!("no secret") };
    assert_eq!(empty.reason, Reason::SecretEmpty);
}

#[test]
fn an_issuer_in_the_name_is_found() {
    let names = |issuer: &str, name: &str| {
        let fields = [(1, "hello12345"), (2, name), (3, issuer)];
        let mut message = Vec::new();
        fields.iter().for_each(|(number, text)| wire::push_bytes(&mut message, *number, text.as_bytes()));
        message.extend(b"\x20\x01\x28\x01\x30\x02");
        let row = only_row(&[&message]);
        let (issuer, user) = row.names();
        (issuer.to_owned(), user.to_owned())
    };
    assert_eq!(names("OMU", "OMU:a"), ("OMU".into(), "a".into()));
    assert_eq!(names("OMU", "OMU: a"), ("OMU".into(), "a".into()));
    assert_eq!(names("", "OMU:a"), ("OMU".into(), "a".into()));
    assert_eq!(names("", "a"), (String::new(), "a".into()));
    assert_eq!(names("OMU", "other:a"), ("OMU".into(), "other:a".into()));
}

#[test]
fn what_is_damaged_says_where() {
    let structure = TransferError::Malformed { format: Format::Migration, part: Part::Structure };
    check_error(b"\x0A\x05abc", structure.clone());
    check_error(b"\x0A", structure.clone());
    check_error(b"\x08\x01", structure.clone()); // the accounts as a number
    check_error(b"\x0B\x0C", structure.clone()); // groups, which are no more
    check_error(b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", structure);
    check_error(b"", malformed(Part::Contents));
    let batch = |size: u8, index: u8| [&b"\x0A\x00\x18"[..], &[size, 0x20, index]].concat();
    check_error(&batch(0, 0), malformed(Part::Batch));
    check_error(&batch(2, 2), malformed(Part::Batch));
    check_error(&batch(101, 0), malformed(Part::Batch));
    check_error(b"\x0A\x00\x10\x03", TransferError::Version { format: Format::Migration, version: 3 });
    for bad in ["otpauth-migration:", "otpauth-migration://offline?data=*", "otpauth-migration://offline?x=1"]
    {
        assert_eq!(read(bad), Err(malformed(Part::Contents)), "{bad}");
    }
    assert_eq!(read("otpauth://totp/a"), Err(malformed(Part::Scheme)));
}

#[test]
fn limits() {
    let many = |accounts| [b"\x0A\x00".repeat(accounts), b"\x10\x01\x18\x01".to_vec()].concat();
    assert_eq!(read(&uri(&many(100))).unwrap().rows.len(), 100);
    check_error(&many(101), TransferError::TooMany { most: 100 });
    let long = format!("otpauth-migration://offline?data={}", "A".repeat(MAX_BYTES));
    assert_eq!(read(&long), Err(TransferError::TooLarge { most: MAX_BYTES, found: long.len() }));
}

fn plain(user: usize) -> Account {
    let secret = Secret::from_bytes(b"12345678901234567890".to_vec()).unwrap();
    let otp = Otp::new(secret, Algorithm::Sha1, Digits::SIX, Kind::Totp { period: Period::HALF_MINUTE });
    Account {
        issuer: Name::new("大阪公立大学").unwrap(), user: Name::new(&user.to_string()).unwrap(), otp
    }
}

#[test]
fn parts_come_in_any_order_and_say_what_is_missing() {
    let accounts: Vec<_> = (0..25).map(plain).collect();
    let written = write(&accounts, 7);
    assert_eq!(written.uris.len(), 3);
    let parts: Vec<_> = written.uris.iter().map(|uri| read(uri).unwrap()).collect();
    let mut sets = Sets::default();
    assert_eq!(sets.add(parts[2].clone()).unwrap().missing, [1, 2]);
    assert_eq!(sets.add(parts[0].clone()).unwrap().missing, [2]);
    assert_eq!(sets.add(parts[0].clone()).unwrap().missing, [2], "the same code again");
    assert_eq!(sets.clone().import().sets, [PartSet { batch: 7, size: 3, missing: vec![2] }]);
    let other = MigrationPart { size: 4, ..parts[1].clone() };
    assert_eq!(sets.clone().add(other), Err(malformed(Part::Batch)));
    assert_eq!(sets.add(parts[1].clone()).unwrap().missing, [0; 0]);
    assert!(sets.import().accounts().eq(&accounts));
}

#[test]
fn what_the_app_cannot_keep_is_not_written() {
    let with = |digits, kind| {
        let plain = plain(1);
        let otp =
            Otp::new(plain.otp.secret().clone(), Algorithm::Sha1, Digits::imported(digits).unwrap(), kind);
        Account { otp, ..plain }
    };
    let totp = |seconds| Kind::Totp { period: Period::new(seconds).unwrap() };
    let accounts = [
        with(6, totp(60)),
        with(7, totp(30)),
        with(6, Kind::Steam),
        with(6, Kind::Hotp { counter: u64::MAX }),
        with(8, totp(30)),
    ];
    let written = write(&accounts, 1);
    let parts = [Part::Period, Part::Digits, Part::Type, Part::Counter];
    let reasons = written.refused.iter().map(|refused| refused.reason.clone());
    assert!(reasons.eq(parts.map(|part| Reason::Unwritable { part })));
    assert!(read(&written.uris[0]).unwrap().rows[0].account() == Some(&accounts[4]));
    assert!(write(&accounts[..1], 1).uris.is_empty());
}

#[test]
fn debug_shows_nothing() {
    let shown = format!("{:?}", read(&write(&[plain(7734)], 1).uris[0]).unwrap());
    assert!(!shown.contains("7734") && !shown.contains("大阪"), "{shown}");
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn what_is_written_is_read(accounts in prop::collection::vec(account(), 1..15), batch in any::<i32>()) {
        let written = write(&accounts, batch);
        let mut sets = Sets::default();
        for uri in &written.uris {
            sets.add(read(uri).unwrap()).unwrap();
        }
        let import = sets.import();
        prop_assert_eq!(import.rows.len() + written.refused.len(), accounts.len());
        prop_assert!(import.rows.iter().all(|row| accounts.contains(row.account().unwrap())));
        prop_assert!(import.sets.iter().all(|set| set.missing.is_empty() && set.batch == i64::from(batch)));
    }

    #[test]
    fn anything_at_all_is_read_or_refused(payload in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&uri(&payload));
    }
}
