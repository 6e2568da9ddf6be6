//! Every screen, judged by axe-core and with text of twice the size: in light, in dark, and in the system's colours.

use anyhow::{Result, ensure};
use e2e::sample::Sample;
use e2e::{Browser, Colors, Kind, Language, Member, Options, Server, Site, look_at, root, walk};

use crate::backup::{FILE_PASSPHRASE, write};
use crate::select::select_page;
use crate::steps::{PASSPHRASE, with_passphrase_looking};

/// The popup of a new browser, up to the first question.
fn first_popup(browser: &Browser, site: &Site, member: &Member<'_>) -> Result<()> {
    let tab = browser.open(&site.url("none"))?;
    let popup = member.begin(&tab)?;
    look_at(&popup, "popup-empty")?;
    popup.click(member.word("manual_entry"))?;
    popup.wait_for(member.word("protect_title"))?;
    look_at(&popup, "popup-protect")?;
    browser.click_beside(&tab, (5.0, 300.0))
}

/// Typing and scanning.
fn adding(browser: &Browser, site: &Site, member: &Member<'_>) -> Result<()> {
    let tab = browser.open(&site.url("practice.html"))?;
    let popup = member.begin(&tab)?;
    member.open_form(&popup)?;
    popup.click(member.word("more"))?;
    popup.fill(member.word("secret"), "0000")?;
    popup.click(member.word("ok"))?;
    popup.wait_for(member.word("secret_invalid"))?;
    look_at(&popup, "form-wrong")?;
    popup.click(member.word("back"))?;
    member.scan(&popup)?;
    popup.wait_for(member.word("confirm_title"))?;
    look_at(&popup, "confirm")?;
    member.confirm(&popup)?;
    popup.wait_gone(member.word("confirm_title"))?;
    member.scan(&popup)?;
    member.confirm(&popup)?;
    popup.wait_for(member.word("duplicate_title"))?;
    look_at(&popup, "duplicate")?;
    browser.click_beside(&tab, (5.0, 300.0))?;
    for (page, says) in [
        ("none", "nothing_title"),
        ("push", "push_title"),
        ("text", "other_title"),
        ("two", "several_title"),
        ("parameter", "unsupported_title"),
    ] {
        let tab = browser.open(&site.url(page))?;
        let popup = member.begin(&tab)?;
        member.scan(&popup)?;
        popup.wait_for(member.word(says))?;
        look_at(&popup, says)?;
        browser.click_beside(&tab, (5.0, 300.0))?;
    }
    Ok(())
}

/// The list, what is done with an account, and the lock.
fn list(browser: &Browser, site: &Site, member: &Member<'_>) -> Result<()> {
    let tab = browser.open(&site.url("none"))?;
    let popup = member.begin(&tab)?;
    let sample = Sample::random();
    for key in [&sample, &Sample::random()] {
        member.open_form(&popup)?;
        popup.fill(member.word("issuer"), &sample.issuer)?;
        popup.fill(member.word("secret"), &key.base32())?;
        popup.click(member.word("ok"))?;
        if member.wait_any(&popup, &["replaces_title", "add_account"])? == "replaces_title" {
            look_at(&popup, "replaces")?;
            popup.click(member.word("keep_both"))?;
        }
        popup.wait_for(&sample.issuer)?;
        popup.wait_for(member.word("add_account"))?;
    }
    look_at(&popup, "list")?;
    popup.click(member.word("edit"))?;
    look_at(&popup, "list-edited")?;
    for (button, title) in
        [("edit_account", "edit_account"), ("show_qr", "confirm_you_text"), ("delete", "delete_title")]
    {
        popup.click_nth(member.word(button), 0)?;
        popup.wait_for(member.word(title))?;
        look_at(&popup, title)?;
        if button == "show_qr" {
            popup.fill(member.word("confirm_you_text"), PASSPHRASE)?;
            popup.press("Enter")?;
            popup.wait_for(member.word("qr_lead"))?;
            look_at(&popup, "qr")?;
        }
        popup.click(member.word("back"))?;
    }
    popup.click_nth(member.word("delete"), 0)?;
    popup.click(member.word("delete"))?;
    popup.wait_for(member.word("undo"))?;
    look_at(&popup, "deleted")?;
    popup.click(member.word("done"))?;
    popup.click(member.word("lock_now"))?;
    popup.wait_for(member.word("unlock_title"))?;
    popup.fill(member.word("passphrase"), "not the passphrase at all")?;
    popup.click(member.word("unlock"))?;
    popup.wait_for(member.word("unlock_wrong"))?;
    look_at(&popup, "unlock-wrong")?;
    popup.click(member.word("forgot"))?;
    look_at(&popup, "unlock-by-code")?;
    popup.click(member.word("use_passphrase"))?;
    popup.fill(member.word("passphrase"), PASSPHRASE)?;
    popup.press("Enter")?;
    popup.wait_for(&sample.issuer)?;
    browser.click_beside(&tab, (5.0, 300.0))
}

/// The options, with everything opened that can be.
fn options(browser: &Browser, member: &Member<'_>) -> Result<()> {
    let page = browser.open(&browser.url("page.html#options"))?;
    let file = write(browser, member, &page)?;
    look_at(&page, "options")?;
    page.click(member.word("change_passphrase"))?;
    page.wait_for(member.word("confirm_you_text"))?;
    page.choose_files(&[file])?;
    page.fill(member.word("restore_passphrase"), FILE_PASSPHRASE)?;
    page.click(member.word("restore_open"))?;
    page.wait_for(member.word("restore_table"))?;
    page.click(member.word("empty_bin"))?;
    let word = |word: &str| member.words().with("type_word", &[("WORD", member.word(word))]);
    let export = page.within(member.word("export_title"));
    export.click(member.word("export_uris"))?;
    page.fill(&word("export_word"), member.word("export_word"))?;
    export.wait_for(member.word("export_write"))?;
    page.fill(&word("remove_word"), member.word("remove_word"))?;
    look_at(&page, "options-opened")
}

/// The page for pictures, the page for areas, the welcome page.
fn tabs(browser: &Browser, site: &Site, member: &Member<'_>) -> Result<()> {
    for (address, words) in [
        ("page.html#add", "way_image"),
        ("page.html#import", "import_title"),
        ("welcome.html", "welcome_title"),
    ] {
        let page = browser.open(&browser.url(address))?;
        page.wait_for(member.word(words))?;
        look_at(&page, words)?;
    }
    let page = browser.open(&browser.url("page.html#import"))?;
    page.choose_files(&[root().join("tests/data/transfer/aegis_sealed.json")])?;
    page.fill(member.word("import_password"), "not the password")?;
    page.press("Enter")?;
    page.wait_for(&member.words().with("transfer_wrong_password", &[("FORMAT", "Aegis")]))?;
    look_at(&page, "import-wrong-password")?;
    page.choose_files(&[root().join("tests/data/transfer/authenticator_cc.json")])?;
    page.wait_for(member.word("restore_table"))?;
    look_at(&page, "import-rows")?;
    let (page, _) = select_page(browser, member, &browser.open(&site.url("push"))?)?;
    look_at(&page, "area")?;
    page.evaluate("document.querySelector('.stage').focus()")?;
    page.press("ArrowRight")?;
    page.press("Enter")?;
    page.wait_for(member.word("try_again"))?;
    look_at(&page, "area-read")
}

/// What a server offers, and what is shown of a server that is away.
fn enrolling(browser: &Browser, member: &Member<'_>, server: &mut Server, language: Language) -> Result<()> {
    let tab = server.key_page(browser, language)?;
    let popup = browser.click_action(&tab)?;
    popup.wait_for(member.word("offer_title"))?;
    look_at(&popup, "offer")?;
    server.stop();
    popup.click(member.word("offer_take"))?;
    popup.wait_for(member.word("offer_failed_title"))?;
    look_at(&popup, "offer-failed")?;
    popup.click(member.word("back"))?;
    popup.wait_for(member.word("offer_give_up"))?;
    look_at(&popup, "unfinished")?;
    server.begin()?;
    popup.click(member.word("try_again"))?;
    popup.wait_for(member.word("key_current"))?;
    look_at(&popup, "key-current")?;
    browser.click_beside(&tab, (5.0, 300.0))
}

/// What is shown of a vault that a newer version wrote, or that is damaged.
fn stopped(browser: &Browser, member: &Member<'_>) -> Result<()> {
    for (byte, value, title) in [(4, 99, "newer_title"), (0, 0, "unreadable_title")] {
        let page = browser.open(&browser.url("welcome.html"))?;
        page.evaluate(&format!(
            "(async () => {{ const local = (globalThis.browser ?? chrome).storage.local; \
             const all = await local.get(null); \
             for (const name of Object.keys(all).filter(name => name.startsWith('vault.'))) {{ \
               const bytes = Uint8Array.from(atob(all[name]), letter => letter.charCodeAt()); \
               bytes[{byte}] = {value}; \
               all[name] = btoa(String.fromCharCode(...bytes)); }} \
             await local.set(all); \
             await new Promise((done, fail) => {{ const gone = indexedDB.deleteDatabase('warifu'); \
               gone.onsuccess = done; gone.onerror = fail; }}); }})()"
        ))?;
        let list = browser.open(&browser.url("popup.html"))?;
        list.wait_for(member.word(title))?;
        ensure!(list.sees(member.word("kept_safe"))? && list.sees(member.word("open_options"))?);
        look_at(&list, title)?;
    }
    Ok(())
}

fn every_screen(kind: Kind, colors: Colors, language: Language) -> Result<()> {
    let mut server = Server::start()?;
    let origin = server.origin();
    let change = |options: &mut Options| {
        options.server = Some(origin);
        options.colors = colors;
        options.language = language;
        options.window = (1100, 2400);
    };
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, language)?;
        if colors == Colors::Forced {
            let page = browser.open(&site.url("none"))?;
            ensure!(page.evaluate("matchMedia('(forced-colors: active)').matches")? == true);
        }
        first_popup(browser, site, &member)?;
        with_passphrase_looking(browser, &member, &look_at)?;
        adding(browser, site, &member)?;
        list(browser, site, &member)?;
        enrolling(browser, &member, &mut server, language)?;
        options(browser, &member)?;
        tabs(browser, site, &member)?;
        stopped(browser, &member)
    })
}

fn every_screen_in_light(kind: Kind) -> Result<()> {
    every_screen(kind, Colors::Light, Language::English)
}

fn every_screen_in_dark(kind: Kind) -> Result<()> {
    every_screen(kind, Colors::Dark, Language::Japanese)
}

fn every_screen_in_forced_colors(kind: Kind) -> Result<()> {
    every_screen(kind, Colors::Forced, Language::Japanese)
}

e2e::walks!(every_screen_in_light, every_screen_in_dark, every_screen_in_forced_colors);
