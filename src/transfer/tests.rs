use core::cell::Cell;

use credential_exchange_format::{self as cxf, Credential};
use proptest::prelude::*;

use super::*;
use crate::account::Account;
use crate::otp::{Kind, UnixTime};
use crate::testing::{account, cases};
use crate::vault::{Passphrase, Random};

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

fn random() -> Counted {
    Counted(Cell::new(0))
}

fn password(text: &str) -> Password {
    Password::new(Passphrase::typed(text.into()), Passphrase::typed(text.into()))
}

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

/// Writes, recognises, reads again: what comes back, and what was refused.
fn round_trip(
    accounts: &[Account],
    target: Target<'_>,
    password: Option<&Password>,
) -> (Vec<Account>, usize) {
    let written = write(accounts, target, &random());
    if written.refused.len() == accounts.len() {
        return (Vec::new(), written.refused.len());
    }
    let detected = detect(&written.bytes).unwrap();
    assert_eq!(detected, Detected { format: target.format(), sealed: password.is_some() });
    let import = read(&written.bytes, password).unwrap();
    let back = import.rows.iter().map(|row| row.choices().last().map(|last| (*last).clone()).unwrap());
    (back.collect(), written.refused.len())
}

/// What the FIDO format can say.
fn is_in_cxf(account: &Account) -> bool {
    matches!(account.otp.kind(), Kind::Totp { period } if period.seconds() < 256)
}

fn check_cxf(accounts: &[Account]) {
    let (back, refused) = round_trip(accounts, Target::CredentialExchange { now: NOW }, None);
    let expected: Vec<_> = accounts.iter().filter(|account| is_in_cxf(account)).cloned().collect();
    assert_eq!(refused, accounts.len() - expected.len());
    assert_eq!(back, expected);
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn uris_come_back(accounts in prop::collection::vec(account(), 1..10)) {
        prop_assert_eq!(round_trip(&accounts, Target::UriList, None), (accounts, 0));
    }

    #[test]
    fn cxf_comes_back(accounts in prop::collection::vec(account(), 1..10)) {
        check_cxf(&accounts);
    }

    #[test]
    fn rows_come_back_from_bytes(accounts in prop::collection::vec(account(), 0..10)) {
        let import = Import::of(Format::Aegis, accounts.into_iter().map(Row::new).collect());
        prop_assert_eq!(Import::from_bytes(&import.to_bytes()), Some(import));
    }

    #[test]
    fn anything_at_all_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, None);
        for format in Format::ALL {
            let _ = read_as(format, &bytes, None);
        }
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn aegis_comes_back(accounts in prop::collection::vec(account(), 1..10), typed in "\\PC{0,40}") {
        let password = password(&typed);
        let (back, refused) = round_trip(&accounts, Target::Aegis { password: &password }, Some(&password));
        let fits = |account: &&Account| !matches!(account.otp.kind(), Kind::Hotp { counter } if counter > i64::MAX as u64);
        let expected: Vec<_> = accounts.iter().filter(fits).cloned().collect();
        prop_assert_eq!(refused, accounts.len() - expected.len());
        prop_assert_eq!(back, expected);
    }

    #[test]
    fn our_own_backup_comes_back(accounts in prop::collection::vec(account(), 1..10)) {
        let password = password("correct horse battery staple");
        let target = Target::Warifu { password: &password, now: NOW };
        prop_assert_eq!(round_trip(&accounts, target, Some(&password)), (accounts, 0));
    }
}

fn uris(lines: &str) -> Vec<Account> {
    uri_list::read(lines).unwrap().accounts().cloned().collect()
}

/// Bitwarden's own types read what we write, and we what they write.
#[test]
fn others_read_our_cxf_and_we_theirs() {
    let accounts = uris(include_str!("../../tests/data/transfer/uris.txt"));
    let written = write(&accounts, Target::CredentialExchange { now: NOW }, &random());
    let header: cxf::Header = serde_json::from_slice(&written.bytes).unwrap();
    assert_eq!((header.version.major, header.timestamp), (1, NOW.as_secs()));
    let items = &header.accounts[0].items;
    let expected: Vec<_> = accounts.iter().filter(|account| is_in_cxf(account)).collect();
    assert_eq!((items.len(), written.refused.len()), (expected.len(), 3)); // HOTP, Steam, a day
    for (item, account) in items.iter().zip(expected) {
        let [Credential::Totp(totp)] = &item.credentials[..] else { panic!("no TOTP") };
        let otp = &account.otp;
        assert_eq!(&Vec::<u8>::from(totp.secret.clone()), otp.secret().expose());
        assert_eq!(Some(u32::from(totp.period)), otp.period().map(crate::otp::Period::seconds));
        assert_eq!(
            (totp.digits, totp.username.as_deref()),
            (otp.digits().get(), Some(account.user.as_str()))
        );
        assert_eq!(totp.issuer.as_deref(), Some(account.issuer.as_str()));
    }
    let theirs = serde_json::to_vec(&header).unwrap();
    assert_eq!(read(&theirs, None).unwrap().rows, read(&written.bytes, None).unwrap().rows);
}

/// Google's own library for protocol buffers writes the same bytes.
#[test]
fn our_migration_is_as_protobuf_writes_it() {
    let expected = include_str!("../../tests/data/transfer/google_as_written.txt");
    let accounts: Vec<_> = uri_list::read(expected).unwrap().accounts().cloned().collect();
    let written = migration::write(&accounts, 7);
    assert!(written.uris.len() == 1 && *written.uris[0] == expected.trim_end());
}

#[test]
fn what_cannot_be_written_is_named() {
    let accounts =
        uris("otpauth://hotp/a?secret=MZXW6YTBOI&counter=1\notpauth://totp/b?secret=MZXW6YTBOI&period=300");
    let written = write(&accounts, Target::CredentialExchange { now: NOW }, &random());
    let reasons: Vec<_> = written.refused.iter().map(|refused| refused.reason.clone()).collect();
    assert_eq!(reasons, [Part::Type, Part::Period].map(|part| Reason::Unwritable { part }));
}

/// Every error crosses to another module as it is.
#[test]
fn errors_come_back_from_json() {
    let format = Format::Aegis;
    for error in [
        TransferError::Unknown,
        TransferError::TooLarge { most: 1, found: 2 },
        TransferError::Malformed { format, part: Part::Salt },
        TransferError::Unsupported { format, how: Remedy::Unpack },
    ] {
        let json = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<TransferError>(&json).unwrap(), error);
    }
}

#[test]
fn answers_go_with_their_rows() {
    let read = |lines: &[&str]| uri_list::read(&lines.join("\n")).unwrap();
    let steam = "otpauth://totp/Steam:a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Steam&digits=5";
    let other = "otpauth://totp/Steam:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Steam&digits=5";
    let usual = "otpauth://totp/c?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let before = read(&[steam, other, steam]);
    let answers = Answers::from([(0, Answer::Choice(1)), (1, Answer::LeaveOut), (2, Answer::Choice(0))]);
    for (lines, expected) in [
        (&[steam, other, steam][..], answers.clone()),
        (
            &[usual, other, steam, usual, steam],
            Answers::from([(2, Answer::Choice(1)), (1, Answer::LeaveOut), (4, Answer::Choice(0))]),
        ),
        (&[usual, steam], Answers::from([(1, Answer::Choice(1))])),
        (&[usual], Answers::new()),
    ] {
        assert_eq!(read(lines).carried(&before, &answers), expected, "{lines:?}");
    }
}
