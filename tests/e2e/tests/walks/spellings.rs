//! How a key may be written (row X3), and what is said when it is wrong (row X4).

use anyhow::{Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Page, Site, Totp, walk};

/// Every way in which people and pages write a base32 key, made from its 32 characters.
fn spellings(key: &str) -> Vec<(&'static str, String)> {
    let groups = |by: &str| {
        let parts: Vec<&str> = (0..key.len()).step_by(4).map(|at| &key[at..at + 4]).collect();
        parts.join(by)
    };
    let full_width =
        |text: &str| text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect::<String>();
    vec![
        ("as it is", key.into()),
        ("leading and trailing spaces", format!("  {key} ")),
        ("groups of four", groups(" ")),
        ("tabs between", groups("\t")),
        ("full-width spaces between", format!("\u{3000}{}", groups("\u{3000}"))),
        ("lower case", key.to_lowercase()),
        ("lower case in groups", groups(" ").to_lowercase()),
        ("hyphens", groups("-")),
        ("full-width letters", full_width(key)),
        ("full-width lower case", full_width(&key.to_lowercase())),
        ("padding", format!("{key}======")),
    ]
}

fn every_spelling(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let popup = member.begin(&browser.open(&site.url("none"))?)?;
            for (name, _) in spellings(&Sample::random().base32()) {
                let sample = Sample::random();
                let typed =
                    spellings(&sample.base32()).into_iter().find(|(other, _)| *other == name).unwrap().1;
                save(browser, &member, &popup, &sample, &typed)?;
            }
            // A whole URI in the key's place brings its own names.
            let sample = Sample::random();
            member.open_form(&popup)?;
            browser.set_clipboard(&sample.uri())?;
            popup.paste(member.word("secret"))?;
            popup.click(member.word("ok"))?;
            popup.wait_for(&sample.user)?;
            wait_code(&popup, &Totp::usual(&sample.base32()))
        },
    )
}

/// Pastes the key, compares the preview, saves, and compares the list.
fn save(
    browser: &Browser,
    member: &Member<'_>,
    popup: &Page<'_>,
    sample: &Sample,
    typed: &str,
) -> Result<()> {
    let totp = Totp::usual(&sample.base32());
    member.open_form(popup)?;
    popup.fill(member.word("issuer"), &sample.issuer)?;
    browser.set_clipboard(typed)?;
    popup.paste(member.word("secret"))?;
    popup.wait_for(member.word("preview"))?;
    wait_code(popup, &totp)?;
    popup.click(member.word("ok"))?;
    popup.wait_for(&sample.issuer)?;
    wait_code(popup, &totp)
}

/// A wrong key, and what is said about it: the message's name, then values for its placeholders.
type Wrong = (&'static str, &'static str, &'static [(&'static str, &'static str)], Option<&'static str>);

const WRONG: [Wrong; 8] = [
    ("MZXW0YTB", "secret_character", &[("POSITION", "5"), ("FOUND", "0")], Some("O")),
    ("MZX1W6YTB", "secret_character", &[("POSITION", "4"), ("FOUND", "1")], Some("I")),
    ("8ZXW6YTB", "secret_character", &[("POSITION", "1"), ("FOUND", "8")], Some("B")),
    ("MZXW 6YT9", "secret_character", &[("POSITION", "9"), ("FOUND", "9")], None),
    ("MZXW6YTあ", "secret_character", &[("POSITION", "8"), ("FOUND", "あ")], None),
    ("MZXW!YTB", "secret_character", &[("POSITION", "5"), ("FOUND", "!")], None),
    ("MZXW6YTBA", "secret_length", &[("CHARACTERS", "9")], None),
    ("", "secret_empty", &[], None),
];

fn wrong_keys(browser: &Browser, site: &Site, language: Language) -> Result<()> {
    let member = Member::new(browser, language)?;
    let popup = member.begin(&browser.open(&site.url("none"))?)?;
    member.open_form(&popup)?;
    popup.fill(member.word("issuer"), "大阪公立大学")?;
    popup.click(member.word("more"))?;
    popup.fill(member.word("username"), "wf12345")?;
    popup.choose(member.word("digits"), "8")?;
    for (typed, message, values, likely) in WRONG {
        popup.fill(member.word("secret"), typed)?;
        popup.wait_gone(member.word("secret_invalid"))?;
        popup.click(member.word("ok"))?;
        popup.wait_for(member.word("secret_invalid"))?;
        popup.wait_for(&member.words().with(message, values))?;
        if let Some(likely) = likely {
            ensure!(popup.text()?.contains(likely), "{typed}: probably {likely}");
        }
        ensure!(popup.value(member.word("secret"))? == typed, "the key was not kept");
        ensure!(popup.value(member.word("issuer"))? == "大阪公立大学", "the issuer was not kept");
        ensure!(popup.value(member.word("username"))? == "wf12345", "the user was not kept");
        ensure!(popup.chosen(member.word("digits"))? == "8", "the digits were not kept");
    }
    // Mended, it goes in.
    popup.fill(member.word("secret"), "MZXW6YTBMZXW6YTB")?;
    popup.click(member.word("ok"))?;
    wait_code(&popup, &Totp { digits: 8, ..Totp::usual("MZXW6YTBMZXW6YTB") })
}

fn wrong_keys_in_japanese(kind: Kind) -> Result<()> {
    let change = |options: &mut e2e::Options| options.language = Language::Japanese;
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, Language::Japanese)?;
        ensure!(member.word("secret_invalid") == "無効なアカウントのシークレット", "the manual's words");
        wrong_keys(browser, site, Language::Japanese)
    })
}

fn wrong_keys_in_english(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            ensure!(member.word("secret_invalid") == "Invalid account secret", "the manual's words");
            wrong_keys(browser, site, Language::English)
        },
    )
}

e2e::walks!(every_spelling, wrong_keys_in_japanese, wrong_keys_in_english);
