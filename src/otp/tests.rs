use super::*;

const RFC_KEY: &[u8] = b"12345678901234567890";

fn otp(key: &[u8], algorithm: Algorithm, digits: u64, kind: Kind) -> Otp {
    let digits = Digits::imported(digits).unwrap();
    Otp::new(Secret::from_bytes(key.to_vec()).unwrap(), algorithm, digits, kind)
}

fn totp(seconds: u64) -> Kind {
    Kind::Totp { period: Period::new(seconds).unwrap() }
}

fn at(secs: u64) -> UnixTime {
    UnixTime::from_secs(secs)
}

/// RFC 4226 Appendix D: the HMAC, the truncated value, the code.
#[test]
fn vectors_of_rfc_4226() {
    for (counter, hmac, truncated, code) in [
        (0, "cc93cf18508d94934c64b65d8ba7667fb7cde4b0", 1284755224, "755224"),
        (1, "75a48a19d4cbe100644e8ac1397eea747a2d33ab", 1094287082, "287082"),
        (2, "0bacb7fa082fef30782211938bc1c5e70416ff44", 137359152, "359152"),
        (3, "66c28227d03a2d5529262ff016a1e6ef76557ece", 1726969429, "969429"),
        (4, "a904c900a64b35909874b33e61c5938a8e15ed1c", 1640338314, "338314"),
        (5, "a37e783d7b7233c083d4f62926c7a25f238d0316", 868254676, "254676"),
        (6, "bc9cd28561042c83f219324d3c607256c03272ae", 1918287922, "287922"),
        (7, "a4fb960c0bc06e1eabb804e5b397cdc4b45596fa", 82162583, "162583"),
        (8, "1b3c89f65e6c9e883012052823443f048b4332db", 673399871, "399871"),
        (9, "1637409809a679dc698207310c8c7fc07290d9e5", 645520489, "520489"),
    ] {
        let hmac = Secret::parse_hex(hmac).unwrap();
        assert_eq!(code::truncate(hmac.expose()), truncated);
        let hotp = otp(RFC_KEY, Algorithm::Sha1, 6, Kind::Hotp { counter });
        assert_eq!(hotp.code(at(0)).as_str(), code);
        let ten = otp(RFC_KEY, Algorithm::Sha1, 10, Kind::Hotp { counter });
        assert_eq!(ten.code(at(0)).as_str(), format!("{truncated:010}"));
    }
}

/// RFC 6238 Appendix B. The keys for SHA-256 and SHA-512 have 32 and 64 bytes: erratum 2866.
#[test]
fn vectors_of_rfc_6238() {
    for (secs, sha1, sha256, sha512) in [
        (59, "94287082", "46119246", "90693936"),
        (1111111109, "07081804", "68084774", "25091201"),
        (1111111111, "14050471", "67062674", "99943326"),
        (1234567890, "89005924", "91819424", "93441116"),
        (2000000000, "69279037", "90698825", "38618901"),
        (20000000000, "65353130", "77737706", "47863826"),
    ] {
        let long: Vec<u8> = RFC_KEY.iter().copied().cycle().take(64).collect();
        for (algorithm, bytes, code) in
            [(Algorithm::Sha1, 20, sha1), (Algorithm::Sha256, 32, sha256), (Algorithm::Sha512, 64, sha512)]
        {
            let totp = otp(&long[..bytes], algorithm, 8, totp(30));
            assert_eq!(totp.code(at(secs)).as_str(), code, "{algorithm} at {secs}");
        }
    }
}

/// Steam published no vectors. Key and times are RFC 6238's, the codes pyotp 2.9's (`pyotp.contrib.Steam`).
#[test]
fn steam() {
    for (secs, code) in [(59, "PV9M4"), (1111111109, "PY4YB"), (20000000000, "R5DMB")] {
        let steam = otp(RFC_KEY, Algorithm::Sha512, 6, Kind::Steam);
        assert_eq!((steam.algorithm(), steam.digits().get()), (Algorithm::Sha1, 5));
        assert_eq!(steam.code(at(secs)).as_str(), code);
    }
}

#[test]
fn the_next_code_is_the_code_of_the_next_period() {
    for kind in [totp(30), totp(1), totp(86_400), Kind::Steam] {
        let otp = otp(RFC_KEY, Algorithm::Sha256, 6, kind);
        let now = UnixTime::from_ms(1_700_000_012_345);
        let later = UnixTime::from_ms(now.as_ms() + u64::from(otp.valid_for_ms(now).unwrap()));
        assert_eq!(otp.next_code(now).unwrap().as_str(), otp.code(later).as_str());
        assert_ne!(otp.code(now).as_str(), otp.code(later).as_str());
    }
}

#[test]
fn time_left_is_never_nothing() {
    let otp = otp(RFC_KEY, Algorithm::Sha1, 6, totp(30));
    for (ms, left) in [(0, 30_000), (1, 29_999), (29_999, 1), (30_000, 30_000), (59_000, 1_000)] {
        assert_eq!(otp.valid_for_ms(UnixTime::from_ms(ms)), Some(left));
    }
}

#[test]
fn the_last_moment_has_a_code() {
    for kind in [totp(1), totp(86_400), Kind::Steam] {
        let otp = otp(RFC_KEY, Algorithm::Sha512, 10, kind);
        assert!(otp.next_code(at(u64::MAX)).is_some());
        assert!(otp.valid_for_ms(UnixTime::from_ms(u64::MAX)).is_some());
    }
}

#[test]
fn hotp_goes_on_by_itself_alone() {
    let third = otp(RFC_KEY, Algorithm::Sha1, 6, Kind::Hotp { counter: 2 });
    assert!(third.next_code(at(0)).is_none() && third.valid_for_ms(at(0)).is_none());
    assert_eq!(third.code(at(0)).as_str(), third.code(at(2_000_000_000)).as_str());
    assert_eq!(third.advanced().unwrap().code(at(0)).as_str(), "969429");
    assert!(otp(RFC_KEY, Algorithm::Sha1, 6, Kind::Hotp { counter: u64::MAX }).advanced().is_none());
    assert!(otp(RFC_KEY, Algorithm::Sha1, 6, totp(30)).advanced().is_none());
}

#[test]
fn codes_are_read_in_two_groups() {
    for (digits, grouped) in [
        (5, "55224"),
        (6, "755 224"),
        (7, "475 5224"),
        (8, "8475 5224"),
        (9, "2847 55224"),
        (10, "12847 55224"),
    ] {
        let otp = otp(RFC_KEY, Algorithm::Sha1, digits, Kind::Hotp { counter: 0 });
        assert_eq!(*otp.code(at(0)).grouped(), grouped);
    }
}

#[test]
fn values_have_limits() {
    for digits in [0, 5, 9, 10, 256 + 6, u64::MAX] {
        let expected = OtpError::Digits { min: 6, max: 8, found: digits };
        assert_eq!(Digits::new(digits), Err(expected));
    }
    for digits in [4, 11, 256 + 6] {
        assert!(Digits::imported(digits).is_err());
    }
    for period in [0, 86_401, (1 << 32) + 30, u64::MAX] {
        assert_eq!(Period::new(period), Err(OtpError::Period { found: period }));
    }
    assert!((5..=10).all(|d| Digits::imported(d).unwrap().is_usual() == Digits::new(d).is_ok()));
    assert_eq!(Digits::new(9).unwrap_err().to_string(), "digits must be 6 to 8, got 9");
}

#[test]
fn names_of_algorithms() {
    for (names, algorithm) in [
        (["SHA1", "sha1", "SHA-1", "HmacSHA1", "HMAC-SHA-1"], Algorithm::Sha1),
        (["SHA256", "sha256", "SHA-256", "HmacSHA256", "hmac_sha256"], Algorithm::Sha256),
        (["SHA512", "Sha512", "SHA-512", "HmacSHA512", "hmac-sha512"], Algorithm::Sha512),
    ] {
        assert!(names.iter().all(|name| name.parse() == Ok(algorithm)), "{names:?}");
        assert_eq!(algorithm.to_string(), names[0]);
    }
    for unknown in ["", "SHA", "MD5", "SHA224", "SHA3-256", "SHA11", "HMAC", "SHA512/256", "ＳＨＡ１"] {
        let expected = OtpError::Algorithm { found: unknown.into() };
        assert_eq!(unknown.parse::<Algorithm>(), Err(expected));
    }
}

#[test]
fn debug_shows_neither_key_nor_code() {
    let otp = otp(RFC_KEY, Algorithm::Sha1, 6, Kind::Hotp { counter: 0 });
    let shown = format!("{otp:?} {:?}", otp.code(at(0)));
    assert!(!shown.contains("755224") && !shown.contains("1234") && !shown.contains("49, 50"), "{shown}");
}
