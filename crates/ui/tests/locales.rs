//! What the build makes of `_locales`, and what it refuses: words that one language lacks,
//! placeholders that differ.

#[path = "../build/emit.rs"]
mod emit;
#[path = "../build/locale.rs"]
mod locale;

use locale::{Locale, require_same};

fn check(en: &str, ja: &str, expected: Result<(), &str>) {
    let read = || require_same(&[Locale::parse("en", en)?, Locale::parse("ja", ja)?]);
    assert_eq!(read(), expected.map_err(str::to_owned), "{en} {ja}");
}

#[test]
fn words_must_be_there_in_every_language() {
    check(r#"{"a":{"message":"A"}}"#, r#"{"a":{"message":"あ"}}"#, Ok(()));
    check(r#"{"a":{"message":"A"}}"#, "{}", Err("ja has no words for `a`"));
    check("{}", r#"{"b":{"message":"い"}}"#, Err("en has no words for `b`"));
}

#[test]
fn placeholders_must_agree() {
    let place = |text: &str, example: &str| {
        format!(
            r#"{{"a":{{"message":"{text}","placeholders":{{"n":{{"content":"$1","example":"{example}"}}}}}}}}"#
        )
    };
    check(&place("$N$ left", "3"), &place("残り$N$", "12"), Ok(()));
    let differ = Err("`a` has other placeholders in ja than in en");
    check(&place("$N$ left", "3"), &place("残り$N$", "x"), differ);
    check(&place("$N$ left", "3"), r#"{"a":{"message":"残り"}}"#, differ);
    check(&place("left", "3"), "{}", Err("en/messages.json, a: placeholder `n` is never used"));
    check(&place("$N$ of $M$", "3"), "{}", Err("en/messages.json, a: placeholder `m` is not declared"));
    check(&place("$N$ costs $5", "3"), "{}", Err("en/messages.json, a: a `$` without its partner"));
}

#[test]
fn numbers_and_text_become_typed_arguments() {
    let json = |text: &str| {
        let places = r#"{"n":{"content":"$1","example":"3"},"who":{"content":"$2","example":"Aki"}}"#;
        format!(r#"{{"a":{{"message":"{text}","placeholders":{places}}}}}"#)
    };
    let en = Locale::parse("en", &json("$WHO$ has $N$ $$")).expect("is well formed");
    let ja = Locale::parse("ja", &json("$WHO$は$N$")).expect("is well formed");
    let source = emit::words(&[en, ja]);
    for part in [
        "pub fn a(self, n: u64, who: &str) -> String",
        r#"Language::En => [who, " has ", &n.to_string(), " $"].concat()"#,
        r#"Language::Ja => [who, "は", &n.to_string()].concat()"#,
    ] {
        assert!(source.contains(part), "{part} in {source}");
    }
}
