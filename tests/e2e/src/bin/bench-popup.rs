//! `bench-popup`: from navigation to the first code on the screen, in the popup's page with 1, 50 and 500 accounts,
//! beside an empty page of the same extension. Medians of 15, in milliseconds, in both browsers.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use e2e::sample::{Sample, backup_of};
use e2e::{Browser, Kind, Language, Member, Options, Page, dist};

const TIMES: usize = 15;
const PASSPHRASE: &str = "measured in milliseconds 15 times";

/// Notes when the first code has been drawn: found in the document, then the frame after it.
const FIRST_CODE: &str = r#"
  window.firstCode = null;
  const seen = () => /^[0-9]{3}\s[0-9]{3}$/.test(document.querySelector(".code")?.textContent ?? "");
  const watch = new MutationObserver(() => {
    if (!seen()) return;
    watch.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { window.firstCode = performance.now(); };
      port2.postMessage(0);
    });
  });
  watch.observe(document, { childList: true, subtree: true, characterData: true });
"#;

/// The page to compare with: a code as it stands, and nothing else.
const EMPTY: &str =
    "<!doctype html><meta charset=\"utf-8\"><title>Empty</title><p class=\"code\">123 456</p>";

fn main() -> ExitCode {
    match Kind::ALL.into_iter().try_for_each(measure) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

/// Measures one browser and prints its line.
fn measure(kind: Kind) -> Result<()> {
    let folder = tempfile::tempdir()?;
    copy(&dist(kind)?, folder.path())?;
    std::fs::write(folder.path().join("empty.html"), EMPTY)?;
    let options = Options { watched: false, ..Options::new(folder.path().into()) };
    let browser = Browser::install(kind, &options)?;
    let member = Member::new(&browser, Language::English)?;
    let page = browser.open(&browser.url("empty.html"))?;
    page.at_start(FIRST_CODE)?;
    median(&browser, &page, "empty.html")?; // the first loads warm the caches
    let empty = median(&browser, &page, "empty.html")?;
    let mut line = format!("popup, {}: empty page {empty:.0} ms", kind.name());
    let mut there = 0;
    for wanted in [1, 50, 500] {
        fill(&browser, &member, wanted - there)?;
        there = wanted;
        page.activate()?;
        let with = median(&browser, &page, "popup.html")?;
        line += &format!(", {wanted} accounts {with:.0} ms (+{:.0})", with - empty);
    }
    writeln!(std::io::stdout().lock(), "{line}").context("stdout")
}

/// The median of [`TIMES`] loads, in milliseconds from navigation.
fn median(browser: &Browser, page: &Page<'_>, address: &str) -> Result<f64> {
    let mut times = Vec::new();
    for round in 0..TIMES {
        page.navigate(&browser.url(&format!("{address}?{round}")))?;
        let there = format!("location.search === '?{round}' && !!window.firstCode");
        page.wait_until("the first code", &there)?;
        times.push(page.evaluate("window.firstCode")?.as_f64().context("time")?);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[TIMES / 2])
}

/// Adds so many accounts from a backup file, as a member would.
fn fill(browser: &Browser, member: &Member<'_>, count: usize) -> Result<()> {
    let samples: Vec<Sample> = (0..count).map(|_| Sample::random()).collect();
    let file = browser.profile().path().join("accounts.warifu");
    std::fs::write(&file, backup_of(&samples, PASSPHRASE)?)?;
    let page = browser.open(&browser.url("page.html#start"))?;
    if member.wait_any(&page, &["protect_title", "restore_title"])? == "protect_title" {
        page.click(member.word("protect_device"))?;
        page.wait_gone(member.word("protect_title"))?;
    }
    let page = browser.open(&browser.url("page.html#restore"))?;
    page.choose_files(&[file])?;
    page.fill(member.word("restore_passphrase"), PASSPHRASE)?;
    page.click(member.word("restore_open"))?;
    let count = count.to_string();
    page.click(&member.words().with("restore_add", &[("COUNT", &count)]))?;
    page.wait_for(&member.words().with("restore_done", &[("COUNT", &count)]))?;
    page.close()
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
