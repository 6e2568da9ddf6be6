//! The browser is killed while accounts are being saved: what the list has shown is there afterwards.

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use e2e::sample::{Sample, below};
use e2e::{Browser, Kind, Language, Member, Options, Page, Profile, dist, is_long, patiently};
use serde_json::json;

use crate::steps::begin_hurry;

/// Kills per vault; then a new one, so that lists do not grow without end.
const KILLS_PER_VAULT: usize = 10;

fn kills(kind: Kind) -> Result<()> {
    let kills = if is_long() { 200 } else { 20 };
    let options = Options::new(dist(kind)?);
    let mut saved = 0;
    for round in 0..kills / KILLS_PER_VAULT {
        saved += one_vault(kind, &options).with_context(|| format!("vault {round}"))?;
    }
    let figures = format!("{kills} kills during a save; {saved} accounts saved before, none lost");
    writeln!(std::io::stdout().lock(), "{}: {figures}", kind.name())?;
    Ok(())
}

/// Kills a browser again and again in one profile: how many accounts were shown as saved.
fn one_vault(kind: Kind, options: &Options) -> Result<usize> {
    let mut profile = Profile::new()?;
    let mut known = Vec::new();
    for _ in 0..KILLS_PER_VAULT {
        let browser = Browser::start_in(kind, options, profile)?;
        let page = list(&browser, &known)?;
        known.extend(hurry(&browser, &page)?);
        profile = browser.kill();
    }
    let browser = Browser::start_in(kind, options, profile)?;
    list(&browser, &known)?;
    Ok(known.len())
}

/// The list in a tab, which must show every account that was shown before.
fn list<'b>(browser: &'b Browser, known: &[String]) -> Result<Page<'b>> {
    let member = Member::new(browser, Language::English)?;
    let page = browser.open(&browser.url("popup.html"))?;
    page.activate()?; // the welcome page may have opened in front, and a hidden page is slow at all it does
    member.wait_any(&page, &["add_account", "empty_title", "unreadable_title"])?;
    patiently("accounts are lost", || {
        let said = page.text()?;
        let lost: Vec<&String> = known.iter().filter(|name| !said.contains(*name)).collect();
        Ok(lost.is_empty().then_some(()))
    })
    .with_context(|| format!("{} were shown, now: {}", known.len(), page.text().unwrap_or_default()))?;
    Ok(page)
}

/// Lets the page add accounts for a random time and on into a save, at least the second: those it has shown until then.
fn hurry(browser: &Browser, page: &Page<'_>) -> Result<Vec<String>> {
    let member = Member::new(browser, Language::English)?;
    let samples: Vec<Sample> = (0..400).map(|_| Sample::random()).collect();
    let typed: Vec<(&str, String)> = samples.iter().map(|one| (one.issuer.as_str(), one.base32())).collect();
    begin_hurry(&member, page, &typed)?;
    let end = Instant::now() + Duration::from_millis(300 + below(1200));
    let mut state = json!([[], null, null]);
    while Instant::now() < end || state[0].as_array().is_none_or(Vec::is_empty) || state[1].is_null() {
        state = page.evaluate("[window.saved ?? [], window.saving ?? null, window.broken ?? null]")?;
        if !state[2].is_null() || Instant::now() > end + Duration::from_secs(15) {
            bail!("the page does not go on: {state}");
        }
        std::thread::sleep(Duration::from_millis(10)); // asking without pause, we would slow the page down
    }
    Ok(state[0].as_array().into_iter().flatten().filter_map(|name| name.as_str().map(Into::into)).collect())
}

e2e::walks!(once: kills);
