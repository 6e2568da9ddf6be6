//! Manual entry as Osaka Metropolitan University's manual 3 tells its members, word by word: Chrome steps ⑨ to ⑮,
//! Edge steps ⑥ to ⑫, in Japanese and in English.

use anyhow::{Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Page, Site, Totp, walk};

/// The words of the manual, and of the English browser in the same places.
struct Manual {
    language: Language,
    edit: &'static str,
    add: &'static str,
    manual_entry: &'static str,
    issuer: &'static str,
    secret: &'static str,
    more: &'static str,
    digits: &'static str,
    kind: &'static str,
    time_based: &'static str,
    user: &'static str,
    ok: &'static str,
}

const JAPANESE: Manual = Manual {
    language: Language::Japanese,
    edit: "編集",
    add: "アカウントを追加",
    manual_entry: "手動入力",
    issuer: "発行者",
    secret: "シークレット",
    more: "その他",
    digits: "桁数",
    kind: "タイプ",
    time_based: "タイムベース",
    user: "ユーザー名",
    ok: "OK",
};

const ENGLISH: Manual = Manual {
    language: Language::English,
    edit: "Edit",
    add: "Add account",
    manual_entry: "Manual entry",
    issuer: "Issuer",
    secret: "Secret",
    more: "Advanced",
    digits: "Digits",
    kind: "Type",
    time_based: "Time based",
    user: "Username",
    ok: "OK",
};

const UNIVERSITY: &str = "大阪公立大学";

/// Chrome ⑩ to ⑮, which are Edge ⑦ to ⑫.
fn steps(member: &Member<'_>, popup: &Page<'_>, manual: &Manual, user: &str, key: &str) -> Result<()> {
    popup.click(manual.edit)?;
    popup.click(manual.add)?;
    popup.click(manual.manual_entry)?;
    member.without_passphrase(popup)?; // asked once, before the first key
    popup.fill(manual.issuer, UNIVERSITY)?;
    popup.fill(manual.secret, key)?;
    popup.click(manual.more)?;
    ensure!(popup.chosen(manual.digits)? == "6", "digits: {}", popup.chosen(manual.digits)?);
    ensure!(popup.chosen(manual.kind)? == manual.time_based, "type: {}", popup.chosen(manual.kind)?);
    popup.fill(manual.user, user)?;
    popup.click(manual.ok)?;
    popup.wait_for(UNIVERSITY)?;
    popup.wait_for(user)?;
    wait_code(popup, &Totp::usual(key))
}

fn follow(browser: &Browser, site: &Site, manual: &Manual) -> Result<()> {
    let member = Member::new(browser, manual.language)?;
    let tab = browser.open(&site.url("none"))?;
    let popup = member.begin(&tab)?;
    let (first, second) = (Sample::random().base32(), Sample::random().base32());
    steps(&member, &popup, manual, "wf12345", &first)?;
    // Edge's members, and those with a second ID, begin at a list that is not empty: Edge ⑥.
    browser.click_beside(&tab, (40.0, 500.0))?;
    let popup = browser.click_action(&tab)?;
    wait_code(&popup, &Totp::usual(&first))?;
    steps(&member, &popup, manual, "wf67890", &second)?;
    wait_code(&popup, &Totp::usual(&first))
}

fn manual_3_in_japanese(kind: Kind) -> Result<()> {
    let change = |options: &mut e2e::Options| options.language = Language::Japanese;
    walk(kind, change, |browser, site| follow(browser, site, &JAPANESE))
}

fn manual_3_in_english(kind: Kind) -> Result<()> {
    walk(kind, |_| {}, |browser, site| follow(browser, site, &ENGLISH))
}

e2e::walks!(manual_3_in_japanese, manual_3_in_english);
