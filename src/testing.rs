//! What tests of several modules share.

use proptest::prelude::*;

use crate::account::{Account, Name};
use crate::otp::{Algorithm, Digits, Kind, Otp, Period};
use crate::secret::Secret;

/// A property's number of cases: `full` in the long run (`WARIFU_LONG=1`), else a hundredth.
pub(crate) fn cases(full: u32) -> ProptestConfig {
    let share = if std::env::var_os("WARIFU_LONG").is_some_and(|long| long == "1") { 1 } else { 100 };
    ProptestConfig::with_cases(full / share)
}

/// Any account at all.
pub(crate) fn account() -> impl Strategy<Value = Account> {
    (name(), name(), otp()).prop_map(|(issuer, user, otp)| Account { issuer, user, otp })
}

fn otp() -> impl Strategy<Value = Otp> {
    let secret = prop::collection::vec(any::<u8>(), 1..=Secret::MAX_BYTES);
    let secret = secret.prop_map(|bytes| Secret::from_bytes(bytes).unwrap());
    let algorithm = prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]);
    let digits = (5..=10u64).prop_map(|digits| Digits::imported(digits).unwrap());
    (secret, algorithm, digits, kind()).prop_map(|(secret, algorithm, digits, kind)| {
        Otp::new(secret, algorithm, digits, kind) //
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    let period = (1..=u64::from(Period::MAX_SECONDS)).prop_map(|seconds| Period::new(seconds).unwrap());
    prop_oneof![
        period.prop_map(|period| Kind::Totp { period }),
        any::<u64>().prop_map(|counter| Kind::Hotp { counter }),
        Just(Kind::Steam),
    ]
}

/// Names as people have them, and with every character that has a meaning in a URI.
fn name() -> impl Strategy<Value = Name> {
    let text = prop_oneof![
        "[a-z0-9@. ]{0,24}",
        r"[a:%+&=?#/ \\]{0,12}",
        "[一-龠ぁ-ん]{0,256}",
        r"\PC{0,256}",
        "\u{10FFFD}{250,256}"
    ];
    text.prop_map(|text| Name::new(&text).unwrap())
}
