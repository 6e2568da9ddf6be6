//! A thousand bad URIs, written by hand and made from good ones: each is refused for its own reason.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod support;

use std::iter::repeat_with;

use support::Numbers;
use warifu::otpauth::{MAX_BYTES, MAX_PARAMETERS, UriError, parse};

fn check(uri: &str, code: &str, part: &str) {
    match parse(uri) {
        Ok(_) => panic!("taken, but should be {code} {part}: {uri}"),
        Err(error) => {
            assert_eq!((error.code(), error.part()), (code, part), "{uri}");
            assert!(!error.to_string().contains("MZXW"), "shows the secret: {uri}");
        }
    }
}

fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    let rows =
        include_str!("data/uri/bad.txt").lines().filter(|row| !row.is_empty() && !row.starts_with("# "));
    rows.map(|row| row.splitn(3, ' ').collect::<Vec<_>>().try_into().unwrap())
}

#[test]
fn written_by_hand() {
    rows().for_each(|[code, part, uri]| check(uri, code, part));
}

#[test]
fn made_from_good_ones() {
    let numbers = Numbers::new(7);
    let ways = ways();
    for at in 0..1000 - rows().count() {
        let mut uri = Good::make(&numbers);
        parse(&uri.print()).unwrap_or_else(|error| panic!("{error}: {}", uri.print()));
        let way = &ways[at % ways.len()];
        (way.spoil)(&mut uri, &numbers);
        check(&uri.print(), way.code, way.part);
    }
}

#[test]
fn cut_anywhere_it_is_an_account_or_an_error() {
    let numbers = Numbers::new(8);
    for _ in 0..50 {
        let uri = Good::make(&numbers).print();
        let ends = uri.char_indices().map(|(at, _)| at);
        ends.for_each(|end| drop(parse(&uri[..end]).map_err(|error: UriError| error.to_string())));
    }
}

/// A good URI in pieces, so that one of them can be spoilt.
struct Good {
    kind: &'static str,
    label: String,
    parameters: Vec<(&'static str, String)>,
}

impl Good {
    fn make(numbers: &Numbers) -> Self {
        let secret = some(numbers, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 8 * (1 + numbers.below(6)) + 4);
        let parameters = vec![
            ("secret", format!("MZXW{secret}")),
            ("issuer", some(numbers, "abcXYZ019._~-+大阪é", 1 + numbers.below(20))),
            ("algorithm", one(numbers, &["SHA1", "sha256", "SHA-512"]).into()),
            ("digits", (6 + numbers.below(3)).to_string()),
            ("period", (1 + numbers.below(86_400)).to_string()),
            ("counter", (numbers.next() >> numbers.below(64)).to_string()),
        ];
        let length = numbers.below(30);
        Self {
            kind: one(numbers, &["totp", "hotp", "TOTP", "Hotp"]),
            label: some(numbers, "abcXYZ019:@./ 大阪é", length),
            parameters,
        }
    }

    fn print(&self) -> String {
        let pairs: Vec<_> = self.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("otpauth://{}/{}?{}", self.kind, self.label, pairs.join("&"))
    }

    fn value(&mut self, name: &str) -> &mut String {
        &mut self.parameters.iter_mut().find(|(known, _)| *known == name).unwrap().1
    }

    fn remove(&mut self, name: &str) {
        self.parameters.retain(|(known, _)| *known != name);
    }
}

fn one(numbers: &Numbers, from: &[&'static str]) -> &'static str {
    from[numbers.below(from.len())]
}

fn some(numbers: &Numbers, from: &str, length: usize) -> String {
    let from: Vec<char> = from.chars().collect();
    repeat_with(|| from[numbers.below(from.len())]).take(length).collect()
}

type Spoil = Box<dyn Fn(&mut Good, &Numbers)>;

/// One way to spoil a good URI, and the error that must come of it.
struct Way {
    code: &'static str,
    part: &'static str,
    spoil: Spoil,
}

fn way(code: &'static str, part: &'static str, spoil: impl Fn(&mut Good, &Numbers) + 'static) -> Way {
    Way { code, part, spoil: Box::new(spoil) }
}

fn ways() -> Vec<Way> {
    let mut ways = of_the_whole();
    ways.extend(of_the_secret());
    ways.extend(of_values());
    for part in ["secret", "issuer", "algorithm", "digits", "period", "counter"] {
        ways.push(way("twice", part, move |uri, _| {
            let other = format!("{}2", uri.value(part));
            uri.parameters.push((part, other));
        }));
        ways.push(way("escape", part, move |uri, numbers| {
            uri.value(part).push_str(one(numbers, &["%", "%4", "%g1", "%%20", "% 41"]));
        }));
        ways.push(way("utf8", part, move |uri, numbers| {
            uri.value(part).push_str(one(numbers, &["%FF", "%C0%AF", "%E5%A4", "%ED%BF%BF"]));
        }));
    }
    ways
}

fn of_the_whole() -> Vec<Way> {
    vec![
        way("type", "type", |uri, numbers| uri.kind = one(numbers, &["", "otp", "totp2", "hotp ", "tötp"])),
        way("too_long", "uri", |uri, _| uri.label.push_str(&"a".repeat(MAX_BYTES))),
        way("fragment", "uri", |uri, _| uri.label.push('#')),
        way("escape", "label", |uri, _| uri.label.push_str("%8")),
        way("utf8", "label", |uri, _| uri.label.push_str("%82%A0")),
        way("name_too_long", "user", |uri, _| uri.label = "長".repeat(258)),
        way("name_too_long", "issuer", |uri, numbers| {
            *uri.value("issuer") = "a".repeat(257 + numbers.below(100));
        }),
        way("too_many_parameters", "parameter", |uri, _| {
            uri.parameters.extend((0..MAX_PARAMETERS).map(|at| ("x", at.to_string())));
        }),
        way("encoder", "encoder", |uri, _| uri.parameters.push(("encoder", "other".into()))),
        way("missing", "counter", |uri, _| {
            uri.kind = "hotp";
            uri.remove("counter");
        }),
    ]
}

fn of_the_secret() -> Vec<Way> {
    vec![
        way("missing", "secret", |uri, _| uri.remove("secret")),
        way("secret_length", "secret", |uri, _| uri.value("secret").push('A')),
        way("secret_too_long", "secret", |uri, numbers| {
            *uri.value("secret") = "A".repeat(824 + 8 * numbers.below(100));
        }),
        way("secret_empty", "secret", |uri, numbers| {
            *uri.value("secret") = one(numbers, &["", "===", "%20", "-+-"]).into();
        }),
        way("secret_character", "secret", |uri, numbers| {
            let secret = uri.value("secret");
            let at = 4 + numbers.below(secret.len() - 4);
            secret.replace_range(at..=at, one(numbers, &["0", "1", "8", "9", "!", "*", "鍵", ","]));
        }),
    ]
}

fn of_values() -> Vec<Way> {
    let mut ways = vec![
        way("algorithm", "algorithm", |uri, numbers| {
            *uri.value("algorithm") = one(numbers, &["MD5", "", "SHA", "SHA2", "sha1 ", "0"]).into();
        }),
        way("range", "digits", |uri, numbers| {
            *uri.value("digits") = one(numbers, &["0", "1", "5", "9", "10", "255", "262"]).into();
        }),
        way("range", "digits", |uri, numbers| *uri.value("digits") = numbers.next().max(9).to_string()),
        way("range", "period", |uri, numbers| {
            *uri.value("period") = one(numbers, &["0", "86401", "4294967296", "4294967326"]).into();
        }),
        way("range", "counter", |uri, numbers| {
            *uri.value("counter") = format!("{}0", u64::MAX - numbers.next() / 2);
        }),
    ];
    ways.extend(["digits", "period", "counter"].map(|part| {
        way("number", part, move |uri, numbers| {
            *uri.value(part) = one(numbers, &["", "x", "-1", "6.0", "0x6", "1 ", "６"]).into();
        })
    }));
    ways
}
