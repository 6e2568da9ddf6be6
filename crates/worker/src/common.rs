//! Whether a passphrase is one of those that are tried first.
//!
//! Length is judged elsewhere; here are the long ones that are weak all the same: a listed word or phrase, two of
//! them, either said again and again, with up to four digits at either end, in any case, width and spacing, and with
//! `0`, `1`, `3`, `4`, `5`, `7`, `@` and `$` for letters.

use std::collections::HashSet;

const LIST: &str = include_str!("common.txt");

/// How many digits at an end add nothing: a year, or 1234.
const IDLE_DIGITS: usize = 4;

/// Whether `passphrase` is easily guessed although it may be long.
pub(crate) fn is_common(passphrase: &str) -> bool {
    let listed: HashSet<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
    let whole = fold(passphrase);
    [&whole[..], without_ends(&whole), without_ends(unit(&whole))].into_iter().any(|part| {
        let spoken: Vec<char> = part.iter().map(|c| letter_for(*c)).collect();
        is_weak(part, &listed) || is_weak(&spoken, &listed)
    })
}

fn is_weak(text: &[char], listed: &HashSet<&str>) -> bool {
    let kept: Vec<char> = text.iter().copied().filter(|c| !is_sign(*c)).collect();
    is_run(text) || kept.len() > 2 && (is_run(&kept) || is_covered(unit(&kept), listed))
}

/// Small letters, no spaces, hiragana for katakana.
fn fold(text: &str) -> Vec<char> {
    let small = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
    small
        .map(|c| match c {
            '\u{30A1}'..='\u{30F6}' => char::from_u32(c as u32 - 0x60).expect("hiragana are characters"),
            _ => c,
        })
        .collect()
}

fn letter_for(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => c,
    }
}

fn is_sign(c: char) -> bool {
    c.is_ascii_punctuation() || matches!(c, '、' | '。' | '・' | '！' | '？' | '〜')
}

/// What the text repeats; all of it, if it repeats nothing.
fn unit(text: &[char]) -> &[char] {
    let repeats = |length: &usize| text[*length..].iter().zip(text).all(|(later, earlier)| later == earlier);
    let length = (1..=text.len() / 2).find(repeats).unwrap_or(text.len());
    &text[..length]
}

/// The text without signs and idle digits at its ends.
fn without_ends(text: &[char]) -> &[char] {
    let signs = |c: &&char| is_sign(**c) && letter_for(**c) == **c;
    let start = text.iter().take_while(signs).count();
    let end = text.len() - text[start..].iter().rev().take_while(signs).count();
    let text = &text[start..end];
    let digits = |count: usize| count.min(IDLE_DIGITS);
    let text = &text[digits(text.iter().take_while(|c| c.is_ascii_digit()).count())..];
    &text[..text.len() - digits(text.iter().rev().take_while(|c| c.is_ascii_digit()).count())]
}

/// Whether each character follows the one before it, up or down or not at all: `abcdef`, `9876`, `aaaa`.
fn is_run(text: &[char]) -> bool {
    let next = |from: char, to: char| to as u32 == from as u32 + 1 || (from, to) == ('9', '0');
    let pairs = || text.windows(2).map(|pair| (pair[0], pair[1]));
    pairs().all(|(a, b)| next(a, b)) || pairs().all(|(a, b)| next(b, a)) || pairs().all(|(a, b)| a == b)
}

/// Whether the text is one listed entry, or two.
fn is_covered(text: &[char], listed: &HashSet<&str>) -> bool {
    let is_listed = |part: &[char]| listed.contains(part.iter().collect::<String>().as_str());
    is_listed(text) || (1..text.len()).any(|at| is_listed(&text[..at]) && is_listed(&text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first() {
        for text in [
            "password1234",
            "Password Password",
            "P4$$w0rd2024",
            "passwordpasswordpassword",
            "123456789012",
            "aaaaaaaaaaaa",
            "abcdefghijkl",
            "987654321098",
            "qwertyuiop12",
            "1q2w3e4r5t6y",
            "correct horse battery staple",
            "Correct-Horse-Battery-Staple!",
            "to be or not to be",
            "i love you so much",
            "dragon monkey",
            "sakura sakura",
            "sakura2024sakura2024",
            "さくら さくら",
            "サクラサクラ1234",
            "ありがとうございます",
            "わがはいは ねこである",
            "雨ニモマケズ 風ニモマケズ",
            "大阪公立大学2024",
            "山田太郎 山田花子",
            "konnichiwa1234",
            "いろはにほへと",
            "!!!!!!!!!!!!",
            "!!!password!!!",
        ] {
            assert!(is_common(text), "{text}");
        }
    }

    #[test]
    fn what_is_not() {
        for text in [
            "correct battery horse",
            "violet rowing kettle ninth",
            "さくら ふじ うめ きく",
            "kumquat-9-harbour",
            "x7rT!qLp02Zw",
            "図書館の窓から見える楠",
            "🐱🌲🎻🚲🧀🔭🐙🧵🪐🥁🗝️🧲",
            "a+🌲🎻🚲🧀🔭🐙🧵🪐🥁🗝️🧲",
            "password of my uncle's boat",
        ] {
            assert!(!is_common(text), "{text}");
        }
    }

    #[test]
    fn the_list_can_match() {
        let entries: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(entries.is_sorted() && (2_800..=3_200).contains(&entries.len()), "{}", entries.len());
        for entry in &entries {
            let kept = fold(entry).into_iter().filter(|c| !is_sign(*c));
            assert_eq!(kept.collect::<String>(), **entry);
        }
        let japanese = entries.iter().filter(|entry| !entry.is_ascii()).count();
        assert!(japanese >= 300, "{japanese}");
    }

    #[test]
    fn long_text_takes_no_time() {
        let started = std::time::Instant::now();
        assert!(is_common(&"a".repeat(1024)));
        assert!(!is_common(&format!("{}b{}", "ab".repeat(250), "ac".repeat(260))));
        assert!(started.elapsed().as_secs() < 5);
    }
}
