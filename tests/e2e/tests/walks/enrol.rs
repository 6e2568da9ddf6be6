//! Enrolling with one click on the portal of a real server.

use anyhow::{Context, Result, ensure};
use e2e::member::first_code;
use e2e::{
    Browser, Kind, Language, Member, Options, Page, Server, Site, dist, finish, look_at, now, patiently,
};

use crate::steps::{PASSPHRASE, choose_passphrase};

/// A place on the page that the popup does not cover.
const BESIDE: (f64, f64) = (20.0, 600.0);

/// A browser in this language with the extension, and a server that it may call.
fn enrolling(
    kind: Kind,
    language: Language,
    steps: impl FnOnce(&Browser, &Member<'_>, &mut Server) -> Result<()>,
) -> Result<()> {
    let mut server = Server::start()?;
    let mut options = Options::new(dist(kind)?);
    options.language = language;
    options.server = Some(server.origin());
    let browser = Browser::install(kind, &options)?;
    let member = Member::new(&browser, language)?;
    finish(&browser, steps(&browser, &member, &mut server))
}

/// Clicks the toolbar button on a page with an offer.
fn offer<'b>(browser: &'b Browser, member: &Member<'_>, tab: &Page<'_>) -> Result<Page<'b>> {
    let popup = browser.click_action(tab)?;
    popup.wait_for(member.word("offer_title"))?;
    Ok(popup)
}

/// Agrees; a vault there is not yet is made without a passphrase.
fn agree(member: &Member<'_>, popup: &Page<'_>) -> Result<()> {
    popup.click(member.word("offer_take"))?;
    member.wait_any(
        popup,
        &["protect_title", "offer_busy", "offer_done", "offer_failed_title", "key_current"],
    )?;
    if popup.sees(member.word("protect_title"))? {
        popup.click(member.word("protect_device"))?;
    }
    Ok(())
}

fn confirmed(member: &Member<'_>, popup: &Page<'_>) -> Result<()> {
    popup.wait_for(member.word("offer_done"))?;
    popup.wait_for(member.word("key_current"))?;
    let code = first_code(popup)?;
    let digits = code.chars().filter(char::is_ascii_digit).count();
    ensure!(digits == 6 && code.chars().count() == 7, "a code is shown as {code}");
    Ok(())
}

fn one_click(kind: Kind) -> Result<()> {
    for language in Language::ALL {
        enrolling(kind, language, |browser, member, server| {
            let tab = server.key_page(browser, language)?;
            let popup = offer(browser, member, &tab)?;
            let said = popup.text()?;
            ensure!(
                said.contains(&server.host()) && said.contains("de00000"),
                "who offers what to whom: {said}"
            );
            agree(member, &popup)?;
            confirmed(member, &popup)?;
            popup.click(member.word("done"))?;
            popup.wait_for(member.word("edit"))?;
            popup.wait_count("de00000", 1)?;
            let done = if language == Language::Japanese { "完了しました" } else { "Done" };
            tab.wait_for(done).context("the portal's page turns by itself")
        })?;
    }
    Ok(())
}

/// The server is away when its key is asked for; the popup closes; the next one goes on by itself.
fn lost_and_found(kind: Kind) -> Result<()> {
    enrolling(kind, Language::English, |browser, member, server| {
        let tab = server.key_page(browser, Language::English)?;
        let popup = offer(browser, member, &tab)?;
        server.stop();
        agree(member, &popup)?;
        popup.wait_for(member.word("offer_failed_title"))?;
        let unreachable = member.words().with("enrol_unreachable", &[("HOST", &server.host())]);
        popup.wait_for(&unreachable)?;
        popup.click(member.word("try_again"))?;
        popup.wait_for(&unreachable)?;
        browser.click_beside(&tab, BESIDE)?;
        popup.wait_closed()?;

        // Not asked again, since the member has agreed: the list says what is not finished.
        let popup = member.begin(&tab)?;
        popup.wait_for(&unreachable)?;
        server.begin()?;
        popup.click(member.word("try_again"))?;
        popup.wait_for(member.word("key_current"))?;
        popup.wait_count("de00000", 1)?;
        popup.wait_gone(member.word("offer_give_up"))
    })
}

fn given_up(kind: Kind) -> Result<()> {
    enrolling(kind, Language::Japanese, |browser, member, server| {
        let tab = server.key_page(browser, Language::Japanese)?;
        let popup = offer(browser, member, &tab)?;
        server.stop();
        agree(member, &popup)?;
        popup.click(member.word("offer_give_up"))?;
        popup.wait_for(member.word("empty_title"))?;
        server.begin()?;
        // The page still offers it, and the member may think again.
        browser.click_beside(&tab, BESIDE)?;
        popup.wait_closed()?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        confirmed(member, &popup)
    })
}

/// Offers that must not be taken: of another site, torn, used up.
fn bad_offers(kind: Kind) -> Result<()> {
    enrolling(kind, Language::English, |browser, member, server| {
        let site = Site::start()?;
        let ticket = "A".repeat(43);
        let foreign =
            format!("practice.html#warifu=1&ticket={ticket}&issuer=U&user=u&server=https%3A%2F%2Fu.example");
        for (page, word) in
            [(foreign.as_str(), "offer_foreign"), ("practice.html#warifu=1&ticket=AAAA", "offer_unreadable")]
        {
            let tab = browser.open(&site.url(page))?;
            let popup = member.begin(&tab)?;
            popup.wait_for(member.word(word))?;
            tab.close()?;
        }
        let unknown = format!("lang/en#warifu=1&ticket={ticket}&issuer=U&user=u");
        let tab = browser.open(&server.url(&unknown))?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        popup.wait_for(&member.words().with("enrol_gone", &[("HOST", &server.host())]))?;
        ensure!(!popup.sees(member.word("try_again"))?, "there is nothing to try again");
        popup.click(member.word("ok"))?;
        popup.wait_for(member.word("empty_title"))
    })
}

/// The list in a tab, by a clock that is 95 s ahead: late enough for servers to be asked again.
fn late(browser: &Browser) -> Result<Page<'_>> {
    let page = browser.open(&browser.url("welcome.html"))?;
    page.at_start("{ const now = Date.now; window.Date.now = () => now() + 95_000; }")?;
    page.navigate(&browser.url("popup.html"))?;
    Ok(page)
}

/// A key that was said on the portal to be lost is known as such when the server is asked the next time.
fn lost_device(kind: Kind) -> Result<()> {
    enrolling(kind, Language::Japanese, |browser, member, server| {
        let tab = server.key_page(browser, Language::Japanese)?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        confirmed(member, &popup)?;
        browser.click_beside(&tab, BESIDE)?;
        tab.wait_for("完了しました")?;
        tab.click("登録済みの端末")?;
        tab.click("紛失・盗難")?;
        tab.click("ただちに無効にする")?;
        tab.wait_for("端末を無効にしました")?;
        let page = late(browser)?;
        page.wait_for(member.word("key_revoked"))?;
        look_at(&page, "revoked")
    })
}

/// A clock that is a minute and a half ahead: said in seconds, and the codes can follow the server's.
fn clock_off(kind: Kind) -> Result<()> {
    enrolling(kind, Language::English, |browser, member, server| {
        let tab = server.key_page(browser, Language::English)?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        confirmed(member, &popup)?;
        let page = late(browser)?;
        let ahead = member.words().with("clock_ahead", &[("SECONDS", "95"), ("HOST", &server.host())]);
        page.wait_for(&ahead)?;
        look_at(&page, "clock-off")?;
        page.click(member.word("clock_follow"))?;
        page.wait_for(member.word("clock_followed"))?;
        // Neither just before a new code nor just after it: the page's clock is off by a fraction of a second, too.
        patiently("a code's time", || Ok((3..20).contains(&(now() % 30)).then_some(())))?;
        let followed = first_code(&page)?;
        page.close()?;
        let right = browser.open(&browser.url("popup.html"))?;
        // This page's clock is right, which it hears when it asks.
        patiently("the code of the server's time", || Ok((first_code(&right)? == followed).then_some(())))
    })
}

/// A key is issued anew on the portal: the older one works until the new one is confirmed, and then the list says which
/// of the two counts. Every page of the portal on the way is looked at.
fn replaced(kind: Kind) -> Result<()> {
    enrolling(kind, Language::Japanese, |browser, member, server| {
        let tab = server.key_page(browser, Language::Japanese)?;
        look_at(&tab, "portal-key")?;
        tab.activate()?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        confirmed(member, &popup)?;
        browser.click_beside(&tab, BESIDE)?;
        tab.wait_for("完了しました")?;
        look_at(&tab, "portal-done")?;
        tab.click("登録済みの端末")?;
        let name = if kind == Kind::Chromium { "Chrome (Linux)" } else { "Firefox (Linux)" };
        tab.wait_for(name)?;
        look_at(&tab, "portal-devices")?;
        tab.click("セットアップキーを再発行する")?;
        tab.wait_for("もとに戻せません")?;
        look_at(&tab, "portal-replace")?;
        tab.click("続ける")?;
        tab.wait_until("the key page", "location.hash.startsWith('#warifu=1')")?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        confirmed(member, &popup)?;
        popup.click(member.word("done"))?;
        popup.wait_for(member.word("key_superseded"))?;
        popup.wait_for(member.word("key_current"))?;
        look_at(&popup, "superseded")?;
        popup.click(member.word("delete"))?;
        popup.wait_for(member.word("delete_title"))?;
        popup.click(member.word("delete"))?;
        popup.wait_for(member.word("key_current"))?;
        ensure!(!popup.sees(member.word("key_superseded"))?, "the older one is in the bin");
        popup.wait_count("de00000", 1)?; // the one that counts is left
        Ok(())
    })
}

/// A member who wants a passphrase first comes back to the page and is offered the key again; one whose vault is locked
/// unlocks it and is asked then.
fn behind_a_passphrase(kind: Kind) -> Result<()> {
    enrolling(kind, Language::English, |browser, member, server| {
        let tab = server.key_page(browser, Language::English)?;
        let popup = offer(browser, member, &tab)?;
        popup.click(member.word("offer_take"))?;
        popup.wait_for(member.word("protect_title"))?;
        popup.click(member.word("protect_passphrase"))?;
        let page = browser.wait_tab("page.html#start")?;
        if member.wait_any(&page, &["protect_title", "passphrase_new"])? == "protect_title" {
            page.click(member.word("protect_passphrase"))?;
        }
        choose_passphrase(member, &page, PASSPHRASE, &|_, _| Ok(()))?;
        page.wait_for(member.word("protect_done"))?;
        page.close()?;
        tab.activate()?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        confirmed(member, &popup)?;
        popup.click(member.word("done"))?;
        popup.click(member.word("lock_now"))?;
        popup.wait_for(member.word("unlock_title"))?;
        browser.click_beside(&tab, BESIDE)?;

        tab.navigate(&server.url("devices/add"))?;
        tab.click("Continue")?;
        tab.wait_until("the key page", "location.hash.startsWith('#warifu=1')")?;
        let popup = browser.click_action(&tab)?;
        popup.wait_for(member.word("unlock_title"))?;
        ensure!(!popup.sees("de00000")?, "a locked vault says nothing of accounts or offers");
        popup.fill(member.word("passphrase"), PASSPHRASE)?;
        popup.press("Enter")?;
        popup.wait_for(member.word("offer_title"))?;
        agree(member, &popup)?;
        confirmed(member, &popup)
    })
}

e2e::walks!(
    behind_a_passphrase,
    replaced,
    lost_device,
    one_click,
    lost_and_found,
    given_up,
    bad_offers,
    clock_off
);
