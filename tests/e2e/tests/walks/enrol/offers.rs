//! Offers that fail on the way, and those that must not be taken.

use anyhow::{Result, ensure};
use e2e::server::DEMO;
use e2e::{Browser, Kind, Member, Page, Rules, Server, Site, in_both_languages, look_at};

use super::{
    BESIDE, agree, browsing, confirmed, enrol, enrolling, enrolling_by, enrolling_in, offer, wait_key_page,
};

/// The server is away when its key is asked for; the popup closes; the next one goes on by itself.
fn lost_and_found(kind: Kind) -> Result<()> {
    enrolling(kind, |browser, member, server| {
        let tab = server.key_page(browser, member.language())?;
        let popup = offer(browser, member, &tab)?;
        server.stop();
        agree(member, &popup)?;
        popup.wait_for(member.word("offer_failed_title"))?;
        let unreachable = member.words().with("enrol_unreachable", &[("HOST", &server.host())]);
        popup.wait_for(&unreachable)?;
        look_at(&popup, "unreachable")?;
        popup.click(member.word("try_again"))?;
        popup.wait_for(&unreachable)?;
        browser.click_beside(&tab, BESIDE)?;
        popup.wait_closed()?;

        // Not asked again, since the member has agreed: the list says what is not finished.
        let popup = member.begin(&tab)?;
        popup.wait_for(&unreachable)?;
        look_at(&popup, "unfinished")?;
        server.begin()?;
        popup.click(member.word("try_again"))?;
        popup.wait_for(member.word("key_current"))?;
        popup.wait_count(DEMO, 1)?;
        popup.wait_gone(member.word("offer_give_up"))?;
        tab.wait_for(member.choose("完了しました", "Done"))
    })
}

/// The popup closes as soon as the member has agreed, however far it has come: one more click ends with one key.
fn closed_midway(kind: Kind) -> Result<()> {
    enrolling(kind, |browser, member, server| {
        let tab = server.key_page(browser, member.language())?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        browser.click_beside(&tab, BESIDE)?;
        popup.wait_closed()?;
        let mut popup = browser.click_action(&tab)?;
        if member.wait_any(&popup, &["offer_title", "key_current"])? == "offer_title" {
            agree(member, &popup)?;
            popup.wait_for(member.word("key_current"))?;
            browser.click_beside(&tab, BESIDE)?;
            popup.wait_closed()?;
            popup = member.begin(&tab)?;
        }
        popup.wait_for(member.word("key_current"))?;
        popup.wait_gone(member.word("offer_give_up"))?;
        popup.wait_count(DEMO, 1)?;
        tab.wait_for(member.choose("完了しました", "Done"))
    })
}

fn given_up(kind: Kind) -> Result<()> {
    enrolling(kind, |browser, member, server| {
        let tab = server.key_page(browser, member.language())?;
        let popup = offer(browser, member, &tab)?;
        server.stop();
        agree(member, &popup)?;
        popup.click(member.word("offer_give_up"))?;
        popup.wait_for(member.word("empty_title"))?;
        server.begin()?;
        // The page still offers it, and the member may think again.
        browser.click_beside(&tab, BESIDE)?;
        popup.wait_closed()?;
        enrol(browser, member, &tab)
    })
}

/// Offers that must not be taken: of another site, torn, unknown, and one in the place of which the member had another
/// made, which is good.
fn bad_offers(kind: Kind) -> Result<()> {
    enrolling(kind, |browser, member, server| {
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
            look_at(&popup, word)?;
            tab.close()?;
        }
        let language = member.language();
        let unknown = format!("lang/{}#warifu=1&ticket={ticket}&issuer=U&user=u", language.tag());
        gone(browser, member, server, &browser.open(&server.url(&unknown))?)?;

        let tab = server.key_page(browser, language)?;
        let older = tab.evaluate("location.href")?;
        let older = older.as_str().unwrap_or_default();
        tab.click(member.choose("新しいキーを作る", "Make a new key"))?;
        let other = format!("location.hash.startsWith('#warifu=1') && location.href !== '{older}'");
        tab.wait_until("another offer", &other)?;
        gone(browser, member, server, &browser.open(older)?)?;
        tab.activate()?;
        enrol(browser, member, &tab)
    })
}

/// An offer that the server does not honour: it is said where to get another, there is nothing to try again, and the tab
/// goes.
fn gone(browser: &Browser, member: &Member<'_>, server: &Server, tab: &Page<'_>) -> Result<()> {
    let popup = offer(browser, member, tab)?;
    agree(member, &popup)?;
    popup.wait_for(&member.words().with("enrol_gone", &[("HOST", &server.host())]))?;
    look_at(&popup, "gone")?;
    ensure!(!popup.sees(member.word("try_again"))?, "there is nothing to try again");
    popup.click(member.word("ok"))?;
    popup.wait_gone(member.word("offer_failed_title"))?;
    browser.click_beside(tab, BESIDE)?;
    popup.wait_closed()?;
    tab.close()
}

/// A help desk's link is good for one key: one more click on it shows that key, and in another browser it is used up.
/// Another link for a member who has as many keys as the rules allow is not taken.
fn by_ticket(kind: Kind) -> Result<()> {
    let one_key = Rules::of("nist").with(&[("most = 5", "most = 1")]);
    enrolling_by(one_key, kind, |browser, member, server| {
        let link = || Ok::<_, anyhow::Error>(server.tell(&["ticket", DEMO], "")?.trim().to_owned());
        let (first, second) = (link()?, link()?);
        browser.open(&server.url(&format!("lang/{}", member.language().tag())))?.close()?;
        let tab = browser.open(&first)?;
        tab.wait_for(member.choose("ヘルプデスクからのリンク", "This link comes from the help desk"))?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        confirmed(member, &popup)?;
        browser.click_beside(&tab, BESIDE)?;
        popup.wait_closed()?;
        let popup = browser.click_action(&tab)?;
        popup.wait_for(member.word("key_current"))?;
        popup.click(member.word("edit"))?; // it is the list, and stays it
        popup.wait_count(member.word("delete"), 1)?;
        browser.click_beside(&tab, BESIDE)?;
        popup.wait_closed()?;
        let language = member.language();
        browsing(language, server, kind, |browser, member| {
            gone(browser, member, server, &browser.open(&first)?)
        })?;

        let tab = browser.open(&second)?;
        let popup = offer(browser, member, &tab)?;
        agree(member, &popup)?;
        popup.wait_for(&member.words().with("enrol_too_many", &[("HOST", &server.host())]))?;
        look_at(&popup, "too-many")?;
        popup.click(member.word("offer_give_up"))?;
        popup.wait_for(member.word("key_current"))?;
        popup.wait_count(DEMO, 1)
    })
}

/// An offer that was left open for ten minutes is too old, and the same page makes another. No rule shortens that time,
/// so it is walked with the long share only.
fn expired(kind: Kind) -> Result<()> {
    in_both_languages(|language| enrolling_in(language, Rules::of("nist"), kind, too_old))
}

fn too_old(browser: &Browser, member: &Member<'_>, server: &mut Server) -> Result<()> {
    let tab = server.key_page(browser, member.language())?;
    let address = tab.evaluate("location.href")?;
    std::thread::sleep(std::time::Duration::from_secs(601));
    gone(browser, member, server, &browser.open(address.as_str().unwrap_or_default())?)?;
    tab.activate()?;
    tab.click(member.choose("拡張機能の準備をやり直す", "Prepare the extension again"))?;
    tab.wait_until("another offer", &format!("location.href !== {address}"))?;
    wait_key_page(&tab)?;
    enrol(browser, member, &tab)
}

e2e::walks!(lost_and_found, closed_midway, given_up, bad_offers, by_ticket);
e2e::walks!(long: expired);
