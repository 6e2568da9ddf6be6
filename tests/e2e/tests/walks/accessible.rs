//! axe-core finds nothing on any page, in light and in dark.

use anyhow::{Result, ensure};
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Page, Site, axe, walk};

fn clean(page: &Page<'_>, what: &str) -> Result<()> {
    let found = axe(page)?;
    ensure!(found.is_empty(), "{what}: {found:#?}");
    Ok(())
}

/// Every screen of the popup.
fn popup(browser: &Browser, site: &Site, member: &Member<'_>) -> Result<()> {
    let tab = browser.open(&site.url("practice.html"))?;
    let popup = member.begin(&tab)?;
    clean(&popup, "empty list")?;
    popup.click(member.word("manual_entry"))?;
    popup.wait_for(member.word("protect_title"))?;
    clean(&popup, "first choice")?;
    popup.click(member.word("protect_device"))?;
    popup.wait_for(member.word("secret"))?;
    popup.click(member.word("more"))?;
    popup.fill(member.word("secret"), "0000")?;
    popup.click(member.word("ok"))?;
    popup.wait_for(member.word("secret_invalid"))?;
    clean(&popup, "form with an error")?;
    popup.click(member.word("back"))?;
    member.scan(&popup)?;
    popup.wait_for(member.word("confirm_title"))?;
    clean(&popup, "confirmation")?;
    member.confirm(&popup)?;
    let sample = Sample::random();
    member.add_by_typing(&popup, &sample.issuer, &sample.user, &sample.base32())?;
    clean(&popup, "list")?;
    popup.click(member.word("edit"))?;
    clean(&popup, "list being edited")?;
    for (button, title) in
        [("edit_account", "edit_account"), ("show_qr", "qr_lead"), ("delete", "delete_title")]
    {
        popup.click_nth(member.word(button), 0)?;
        popup.wait_for(member.word(title))?;
        clean(&popup, title)?;
        popup.click(member.word("back"))?;
    }
    Ok(())
}

/// The pages in tabs, with an open vault.
fn tabs(browser: &Browser, member: &Member<'_>) -> Result<()> {
    for (address, words) in [
        ("page.html#options", "options_title"),
        ("page.html#add", "way_image"),
        ("welcome.html", "welcome_title"),
    ] {
        let page = browser.open(&browser.url(address))?;
        page.wait_for(member.word(words))?;
        clean(&page, address)?;
    }
    Ok(())
}

fn all_pages(kind: Kind, dark: bool, language: Language) -> Result<()> {
    let change = |options: &mut e2e::Options| {
        options.dark = dark;
        options.language = language;
    };
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, language)?;
        let page = browser.open(&browser.url("page.html#start"))?;
        page.wait_for(member.word("protect_title"))?;
        clean(&page, "page.html#start")?;
        popup(browser, site, &member)?;
        tabs(browser, &member)
    })
}

fn axe_finds_nothing_in_light(kind: Kind) -> Result<()> {
    all_pages(kind, false, Language::English)
}

fn axe_finds_nothing_in_dark(kind: Kind) -> Result<()> {
    all_pages(kind, true, Language::Japanese)
}

e2e::walks!(axe_finds_nothing_in_light, axe_finds_nothing_in_dark);
