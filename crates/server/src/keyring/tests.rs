use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::testing::Counted;

const PLACE: Place<'static> = Place { table: "keys", row: b"row", owner: b"owner", purpose: "seed" };

fn ring(from: u64) -> (tempfile::TempDir, Keyring) {
    let folder = tempfile::tempdir().unwrap();
    let ring = Keyring::create(&folder.path().join("keyring"), &Counted::new(from)).unwrap();
    (folder, ring)
}

#[test]
fn a_value_opens_in_its_place_only() {
    let (_folder, ring) = ring(1);
    let random = Counted::new(2);
    let sealed = ring.seal(PLACE, b"seed", &random).unwrap();
    assert_eq!(ring.unseal(PLACE, &sealed).unwrap().as_slice(), b"seed");
    assert_ne!(ring.seal(PLACE, b"seed", &random).unwrap(), sealed, "each time another nonce");
    for other in [
        Place { table: "mail_codes", ..PLACE },
        Place { row: b"other", ..PLACE },
        Place { owner: b"other", ..PLACE },
        Place { purpose: "other", ..PLACE },
        Place { row: b"rowowner", owner: b"", ..PLACE },
    ] {
        assert!(matches!(ring.unseal(other, &sealed), Err(KeyringError::Sealed)), "{other:?}");
    }
}

#[test]
fn altered_and_cut_values_do_not_open() {
    let (_folder, ring) = ring(3);
    let sealed = ring.seal(PLACE, b"seed", &Counted::new(4)).unwrap();
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert!(ring.unseal(PLACE, &altered).is_err(), "byte {at}");
        assert!(ring.unseal(PLACE, &sealed[..at]).is_err(), "{at} bytes");
    }
}

#[test]
fn rotation_is_seen_by_a_running_server() {
    let (folder, operator) = ring(5);
    let running = Keyring::open(&folder.path().join("keyring")).unwrap();
    let random = Counted::new(6);
    let old = running.seal(PLACE, b"old", &random).unwrap();
    let newest = operator.rotate(&Counted::new(7)).unwrap();
    let by_operator = operator.seal(PLACE, b"new", &random).unwrap();
    assert_eq!(running.unseal(PLACE, &by_operator).unwrap().as_slice(), b"new");
    assert_eq!(RingKeyId::of(&running.seal(PLACE, b"new", &random).unwrap()), Some(newest));
    assert_eq!(operator.unseal(PLACE, &old).unwrap().as_slice(), b"old");
    assert_eq!(operator.audit_seed(), running.audit_seed());
    operator.retire().unwrap();
    assert!(matches!(operator.unseal(PLACE, &old), Err(KeyringError::NoSuchKey { .. })));
    assert_eq!(operator.unseal(PLACE, &by_operator).unwrap().as_slice(), b"new");
}

#[test]
fn a_file_that_others_may_read_is_refused() {
    let (folder, _ring) = ring(8);
    let path = folder.path().join("keyring");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    for mode in [0o604, 0o640, 0o660, 0o700, 0o644] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let said = Keyring::open(&path).unwrap_err().to_string();
        assert_eq!(said, format!("the key ring must have mode 0600, has {mode:04o}"));
    }
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    Keyring::open(&path).unwrap();
}

#[test]
fn a_ring_is_never_overwritten_by_init() {
    let (folder, _ring) = ring(9);
    let again = Keyring::create(&folder.path().join("keyring"), &Counted::new(10));
    assert!(matches!(again, Err(KeyringError::File(_))));
}

#[test]
fn the_environment_gives_a_ring_that_is_not_rotated() {
    let text = Ring::make(&Counted::new(11)).to_text();
    let ring = Keyring::from_text(&text).unwrap();
    let sealed = ring.seal(PLACE, b"seed", &Counted::new(12)).unwrap();
    assert_eq!(ring.unseal(PLACE, &sealed).unwrap().as_slice(), b"seed");
    assert!(matches!(ring.rotate(&Counted::new(13)), Err(KeyringError::Environment)));
}

#[test]
fn what_is_damaged_is_said_without_showing_it() {
    let whole = Ring::make(&Counted::new(14)).to_text();
    let check = |text: &str, expected: &str| {
        let said = Keyring::from_text(text).unwrap_err().to_string();
        assert_eq!(said, format!("the key ring is damaged: {expected}"));
    };
    check("", "no key");
    check("key 00000001 AAAA", "key bytes");
    check(&whole.replace("key ", "key x"), "key id");
    check(&whole.replace("audit ", "#"), "no audit seed");
    check(&format!("{}key", whole.as_str()), "line");
    assert_eq!(format!("{:?}", Ring::parse(&whole).unwrap()), "Ring");
}
