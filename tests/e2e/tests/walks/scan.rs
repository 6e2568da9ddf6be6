//! Reading the QR code on the page in front: the toolbar click, one button, and what is said of what was seen.

use anyhow::{Result, ensure};
use e2e::member::wait_code;
use e2e::practice::{ISSUER, KEY, USER};
use e2e::{Browser, Kind, Language, Member, Options, Page, Totp, walk};

/// Scans the code on a page and confirms it.
fn scans(browser: &Browser, member: &Member<'_>, tab: &Page<'_>) -> Result<()> {
    let popup = member.begin(tab)?;
    member.scan(&popup)?;
    popup.wait_for(ISSUER)?;
    popup.wait_for(USER)?;
    member.confirm(&popup)?;
    wait_code(&popup, &Totp::usual(KEY))?;
    browser.click_beside(tab, (5.0, 300.0))
}

/// The practice page, in Japanese: the page it came from is named before anything is saved.
fn practice_page(kind: Kind) -> Result<()> {
    let change = |options: &mut Options| options.language = Language::Japanese;
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, Language::Japanese)?;
        let tab = browser.open(&site.url("practice.html"))?;
        let popup = member.begin(&tab)?;
        popup.click("QRコードを読み取る")?;
        member.without_passphrase(&popup)?;
        for fact in [ISSUER, USER, "127.0.0.1"] {
            popup.wait_for(fact)?;
        }
        ensure!(!popup.text()?.contains("WARIFUPR"), "the key itself is shown");
        member.confirm(&popup)?;
        wait_code(&popup, &Totp::usual(KEY))?;

        // Once more: it is named as being there already, and not added.
        member.scan(&popup)?;
        member.confirm(&popup)?;
        popup.wait_for("すでに登録されています")?;
        popup.wait_for(ISSUER)?;
        popup.click("OK")?;
        popup.wait_gone("すでに登録されています")
    })
}

/// Pages on which others fail: no script of ours could run there, and none does.
fn hard_pages(kind: Kind) -> Result<()> {
    for page in ["dark", "paper.pdf"] {
        walk(
            kind,
            |_| {},
            |browser, site| {
                let member = Member::new(browser, Language::English)?;
                let tab = browser.open(&site.url(page))?;
                if page == "paper.pdf" {
                    std::thread::sleep(std::time::Duration::from_millis(1500)); // the viewer draws in its own time
                }
                scans(browser, &member, &tab)
            },
        )?;
    }
    Ok(())
}

fn very_large_page(kind: Kind) -> Result<()> {
    let change = |options: &mut Options| options.window = (3840, 2160);
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, Language::English)?;
        let tab = browser.open(&site.url("corner"))?;
        let width = tab.evaluate("innerWidth * devicePixelRatio")?.as_f64().unwrap_or_default();
        ensure!(width >= 3800.0, "the window is only {width} pixels wide");
        scans(browser, &member, &tab)
    })
}

fn private_window(kind: Kind) -> Result<()> {
    walk(
        kind,
        |options| options.private = true,
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let tab = browser.open_private(&site.url("practice.html"))?;
            scans(browser, &member, &tab)
        },
    )
}

/// What is said of everything that is no key that we can keep.
fn other_sights(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let says = |page: &str, expected: &[&str]| -> Result<()> {
                let tab = browser.open(&site.url(page))?;
                let popup = member.begin(&tab)?;
                member.scan(&popup)?;
                for words in expected {
                    popup.wait_for(words)?;
                }
                ensure!(popup.count(member.word("add"))? == 0, "{page} is offered for saving");
                browser.click_beside(&tab, (5.0, 300.0))
            };
            says("none", &[member.word("nothing_title")])?;
            says("push", &[member.word("push_title"), "Set up a different authentication app"])?;
            says("text", &[member.word("other_title"), "WIFI:T:WPA;S:eduroam;P:<b>not a key</b>;;"])?;
            says("parameter", &[member.word("unsupported_title"), "MD5"])
        },
    )
}

/// Two codes: the member chooses.
fn two_codes(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let popup = member.begin(&browser.open(&site.url("two"))?)?;
            member.scan(&popup)?;
            popup.wait_for(ISSUER)?;
            popup.click("Another University")?;
            popup.wait_for("ab98765")?;
            member.confirm(&popup)?;
            wait_code(&popup, &Totp::usual("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"))?;
            ensure!(!popup.sees(ISSUER)?, "the other one was saved too");
            Ok(())
        },
    )
}

e2e::walks!(practice_page, hard_pages, very_large_page, private_window, other_sights, two_codes);
