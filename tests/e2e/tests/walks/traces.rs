//! What the profile holds after a hundred accounts: no key, no issuer and no user, in no form.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Options, Page, Profile, Qr, Traces, dist, finish};
use serde_json::json;

use crate::backup::write;
use crate::steps::{begin_hurry, with_passphrase};

const TYPED: usize = 20;
const HURRIED: usize = 65;
const PICTURED: usize = 15;

/// Adds accounts from picture files, on the tab page.
fn from_pictures(browser: &Browser, member: &Member<'_>, samples: &[Sample]) -> Result<()> {
    // The pictures lie outside the profile: they hold the keys in the open.
    let folder = tempfile::tempdir()?;
    for (number, sample) in samples.iter().enumerate() {
        let file = folder.path().join(format!("{number}.png"));
        std::fs::write(&file, Qr::of(&sample.uri())?.png(6)?)?;
        let page = browser.open(&browser.url("page.html#add"))?;
        page.choose_files(&[file])?;
        page.wait_for(&sample.user)?;
        member.confirm(&page)?;
        page.wait_for(member.word("added_where"))?;
        page.close()?;
    }
    Ok(())
}

/// Adds accounts through the form by a script, so that a hundred take no hour.
fn hurried(member: &Member<'_>, list: &Page<'_>, samples: &[Sample]) -> Result<()> {
    let typed: Vec<(&str, String)> = samples.iter().map(|one| (one.issuer.as_str(), one.uri())).collect();
    begin_hurry(member, list, &typed)?;
    let end = Instant::now() + Duration::from_secs(120);
    while list.evaluate("window.saved.length")? != samples.len() {
        ensure!(Instant::now() < end, "only {} were saved", list.evaluate("window.saved.length")?);
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// Edits an account: its new names are to be found nowhere either.
fn edit(member: &Member<'_>, page: &Page<'_>, new: &Sample) -> Result<()> {
    page.click(member.word("edit"))?;
    page.click_nth(member.word("edit_account"), 3)?;
    page.fill(member.word("issuer"), &new.issuer)?;
    page.fill(member.word("username"), &new.user)?;
    page.click(member.word("save"))?;
    page.wait_for(&new.user)?;
    page.click(member.word("done"))
}

/// What is written in the open on purpose, through the same stores and the same kind of field.
fn plant(page: &Page<'_>, control: &Sample) -> Result<()> {
    let text = json!({"control": [control.issuer, control.base32()]});
    page.evaluate(&format!("(globalThis.browser ?? chrome).storage.local.set({text}).then(() => 1)"))
        .map(drop)
}

fn live(browser: &Browser, samples: &[Sample], renamed: &Sample, control: &Sample) -> Result<()> {
    let member = Member::new(browser, Language::English)?;
    with_passphrase(browser, &member)?;
    let list = browser.open(&browser.url("popup.html"))?;
    for sample in &samples[..TYPED] {
        member.add_by_typing(&list, &sample.issuer, &sample.user, &sample.base32())?;
    }
    hurried(&member, &list, &samples[TYPED..TYPED + HURRIED])?;
    from_pictures(browser, &member, &samples[TYPED + HURRIED..])?;
    list.activate()?;
    for sample in samples {
        list.wait_for(&sample.user)?;
    }
    edit(&member, &list, renamed)?;
    let options = browser.open(&browser.url("page.html#backup"))?;
    write(browser, &member, &options)?;
    plant(&options, control)?;
    list.activate()?;
    list.click(member.word("lock_now"))?;
    list.wait_for(member.word("unlock_title"))
}

fn add(traces: &mut Traces, name: &str, sample: &Sample) {
    traces.add_key(&format!("{name}'s key"), &sample.key);
    traces.add_text(&format!("{name}'s issuer"), &sample.issuer);
    traces.add_text(&format!("{name}'s user"), &sample.user);
}

/// Looks through the closed profile.
fn search(profile: &Profile, samples: &[Sample], renamed: &Sample, control: &Sample) -> Result<()> {
    let mut planted = Traces::default();
    planted.add_text("control issuer", &control.issuer);
    planted.add_text("control key", &control.base32());
    let found = planted.find(profile.path())?;
    for control in ["control issuer", "control key"] {
        ensure!(
            found.iter().any(|line| line.starts_with(control)),
            "the search is blind: no {control} in {found:?}"
        );
    }
    let mut traces = Traces::default();
    for (number, sample) in samples.iter().enumerate() {
        add(&mut traces, &format!("account {number}"), sample);
    }
    traces.add_text("the new issuer", &renamed.issuer);
    traces.add_text("the new user", &renamed.user);
    let found = traces.find(profile.path())?;
    ensure!(found.is_empty(), "{} traces in the profile: {found:#?}", found.len());
    Ok(())
}

fn nothing_readable(kind: Kind) -> Result<()> {
    let samples: Vec<Sample> = (0..TYPED + HURRIED + PICTURED).map(|_| Sample::random()).collect();
    let (renamed, control) = (Sample::random(), Sample::random());
    let browser = Browser::install(kind, &Options::new(dist(kind)?))?;
    let lived = live(&browser, &samples, &renamed, &control);
    finish(&browser, lived)?;
    search(&browser.quit()?, &samples, &renamed, &control)
}

e2e::walks!(once: nothing_readable);
