use proptest::prelude::*;

use super::*;

fn check(typed: &str, expected: &[u8]) {
    assert_eq!(Secret::parse(typed).unwrap().expose(), expected, "{typed:?}");
}

/// RFC 4648 §10.
#[test]
fn vectors_of_rfc_4648() {
    for (bytes, text) in [
        ("f", "MY======"),
        ("fo", "MZXQ===="),
        ("foo", "MZXW6==="),
        ("foob", "MZXW6YQ="),
        ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI======"),
    ] {
        check(text, bytes.as_bytes());
        let printed = Secret::from_bytes(bytes.into()).unwrap().to_base32();
        assert_eq!(*printed, text.trim_end_matches('='));
    }
}

#[test]
fn every_spelling_is_the_same_key() {
    for typed in [
        "MZXW6YTBOI",
        "mzxw6ytboi",
        "mZxW6yTbOi",
        " MZXW6YTBOI",
        "MZXW6YTBOI ",
        "MZXW 6YTB OI",
        "\tMZXW6\tYTBOI",
        "MZXW6\nYTBOI\n",
        "MZXW6YTBOI\r\n",
        "MZXW\u{3000}6YTB\u{3000}OI", // the space of a Japanese keyboard
        "MZXW\u{A0}6YTB\u{202F}OI",   // no-break spaces, as pages set them
        "MZXW\u{2009}6YTB\u{2003}OI", // thin and wide spaces
        "\u{FEFF}MZXW\u{200B}6YTB\u{200C}O\u{200D}I", // byte order mark, zero-width
        "MZXW\u{2060}6YTB\u{AD}OI",   // word joiner, soft hyphen
        "\u{202A}MZXW6YTBOI\u{202C}\u{200E}", // direction marks
        "MZXW-6YTB-OI",
        "MZXW\u{2010}6YTB\u{2011}OI",
        "MZXW\u{2012}6YTB\u{2013}OI",
        "MZXW\u{2014}6YTB\u{2015}OI",
        "MZXW\u{2212}6YTB\u{2043}OI",
        "MZXW\u{FF0D}6YTB\u{FE63}OI\u{FE58}",
        "MZXW\u{30FC}6YTB\u{FF70}OI", // the hyphen key, Japanese input on
        "ＭＺＸＷ６ＹＴＢＯＩ",
        "ｍｚｘｗ６ｙｔｂｏｉ",
        "ＭＺＸＷ　６ＹＴＢ　ＯＩ＝＝",
        "MZXW6YTBOI======",
        "MZXW6YTBOI==",
        "MZXW6YTBOI == == ==",
        "MZXW6YTBOI＝＝＝＝＝＝\n",
        "MZXW6YTBOJ", // the last two bits are beyond the last byte
    ] {
        check(typed, b"foobar");
    }
}

#[test]
fn a_wrong_character_is_shown_where_it_was_typed() {
    for (typed, position, found, likely) in [
        ("0ZXW6YTBOI", 1, '0', &['O'][..]),
        ("MZ1W6YTBOI", 3, '1', &['I', 'L']),
        (" MZ XW8YTBOI", 7, '8', &['B']), // spaces count, since the member counts them
        ("MZXW9", 5, '9', &[]),
        ("ＭＺ０", 3, '０', &['O']),
        ("MZ\u{200B}XW１", 6, '１', &['I', 'L']),
        ("MZXW!", 5, '!', &[]),
        ("MZ_XW", 3, '_', &[]),
        ("MZあXW", 3, 'あ', &[]),
        ("鍵", 1, '鍵', &[]),
        ("MZ==XW6Y", 3, '=', &[]), // padding belongs at the end
        ("=MZXW6YQ", 1, '=', &[]),
        ("MZXW6YQ=0", 9, '0', &['O']),
        ("MZ\0XW", 3, '\0', &[]),
    ] {
        let expected = SecretError::Character { position, found, likely };
        assert_eq!(Secret::parse(typed).unwrap_err(), expected, "{typed:?}");
    }
}

#[test]
fn impossible_lengths() {
    for characters in [1, 3, 6, 9, 11, 14, 17] {
        let typed = "A".repeat(characters);
        assert_eq!(Secret::parse(&typed), Err(SecretError::Length { characters }));
    }
    for possible in [2, 4, 5, 7, 8, 10, 12, 13, 15, 16] {
        assert!(Secret::parse(&"A".repeat(possible)).is_ok(), "{possible}");
    }
    for empty in ["", " ", "\u{3000}\n", "--", "====", "\u{FEFF}"] {
        assert_eq!(Secret::parse(empty), Err(SecretError::Empty), "{empty:?}");
        assert!(Secret::parse_hex(empty.trim_matches('=')).is_err(), "{empty:?}");
    }
}

#[test]
fn at_most_512_bytes() {
    assert_eq!(Secret::from_bytes(vec![7; 512]).unwrap().len(), 512);
    assert_eq!(Secret::from_bytes(vec![7; 513]), Err(SecretError::TooLong { bytes: 513 }));
    assert_eq!(Secret::parse(&"A".repeat(824)), Err(SecretError::TooLong { bytes: 515 }));
    assert_eq!(Secret::parse_hex(&"a".repeat(1026)), Err(SecretError::TooLong { bytes: 513 }));
}

#[test]
fn under_ten_bytes_is_short() {
    assert!(Secret::from_bytes(vec![7; 9]).unwrap().is_short());
    assert!(!Secret::from_bytes(vec![7; 10]).unwrap().is_short());
}

#[test]
fn hexadecimal() {
    for typed in ["666f6f", "666F6F", " 66 6f-6F\n", "６６６ｆ６Ｆ"] {
        assert_eq!(Secret::parse_hex(typed).unwrap().expose(), b"foo", "{typed:?}");
    }
    assert_eq!(Secret::parse_hex("66 6"), Err(SecretError::Length { characters: 3 }));
    for (typed, position, found, likely) in
        [("6O", 2, 'O', &['0'][..]), ("6 l", 3, 'l', &['1']), ("6x", 2, 'x', &[])]
    {
        assert_eq!(Secret::parse_hex(typed), Err(SecretError::Character { position, found, likely }));
    }
}

#[test]
fn only_equal_keys_are_equal() {
    let key = Secret::parse("MZXW6YTBOI").unwrap();
    assert_eq!(key, key.clone());
    assert_ne!(key, Secret::from_bytes(b"fooba".to_vec()).unwrap());
    assert_ne!(key, Secret::from_bytes(b"foobas".to_vec()).unwrap());
}

#[test]
fn debug_shows_the_name_alone() {
    let key = Secret::from_bytes(b"foobar".to_vec()).unwrap();
    assert_eq!(format!("{key:?} {:?}", Some(&key)), "Secret Some(Secret)");
}

proptest! {
    #[test]
    fn printed_and_read_again(bytes in prop::collection::vec(any::<u8>(), 1..=512)) {
        let key = Secret::from_bytes(bytes.clone()).unwrap();
        let printed = key.to_base32();
        prop_assert_eq!(printed.as_str(), base32::encode(ALPHABET, &bytes));
        prop_assert_eq!(Secret::parse(&printed).unwrap(), key);
    }

    #[test]
    fn any_text_is_a_key_or_an_error(text in any::<String>()) {
        for parse in [Secret::parse, Secret::parse_hex] {
            if let Err(SecretError::Character { position, found, .. }) = parse(&text) {
                prop_assert_eq!(text.chars().nth(position - 1), Some(found));
            }
        }
    }
}
