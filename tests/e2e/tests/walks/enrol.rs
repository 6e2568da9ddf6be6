//! Enrolling with one click on the portal of a real server.

mod keys;
mod offers;

use anyhow::{Context, Result, ensure};
use e2e::member::first_code;
use e2e::server::DEMO;
use e2e::{Browser, Kind, Language, Member, Options, Page, Rules, Server, dist, finish, look_at};

use crate::portal::send;
use crate::steps::{PASSPHRASE, choose_passphrase};

/// A place on the page that the popup does not cover.
const BESIDE: (f64, f64) = (20.0, 600.0);

/// In both languages: a browser with the extension, and a server that it may call.
fn enrolling(kind: Kind, steps: impl Fn(&Browser, &Member<'_>, &mut Server) -> Result<()>) -> Result<()> {
    enrolling_by(Rules::of("nist"), kind, steps)
}

/// The same by other rules.
fn enrolling_by(
    rules: Rules<'_>,
    kind: Kind,
    steps: impl Fn(&Browser, &Member<'_>, &mut Server) -> Result<()>,
) -> Result<()> {
    Language::ALL.into_iter().try_for_each(|language| enrolling_in(language, rules, kind, &steps))
}

/// The same in one language.
fn enrolling_in(
    language: Language,
    rules: Rules<'_>,
    kind: Kind,
    steps: impl Fn(&Browser, &Member<'_>, &mut Server) -> Result<()>,
) -> Result<()> {
    let mut server = Server::with_rules(&rules)?;
    let options = asking(language, &server, kind)?;
    let browser = Browser::install(kind, &options)?;
    let member = Member::new(&browser, language)?;
    finish(&browser, steps(&browser, &member, &mut server))
}

/// Another browser whose extension may call the same server.
fn browsing(
    language: Language,
    server: &Server,
    kind: Kind,
    steps: impl Fn(&Browser, &Member<'_>) -> Result<()>,
) -> Result<()> {
    let browser = Browser::install(kind, &asking(language, server, kind)?)?;
    let member = Member::new(&browser, language)?;
    finish(&browser, steps(&browser, &member))
}

fn asking(language: Language, server: &Server, kind: Kind) -> Result<Options> {
    let mut options = Options::new(dist(kind)?);
    options.language = language;
    options.server = Some(server.origin());
    Ok(options)
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

/// From the offer on this page to a key that counts, and back to the page, which turns by itself.
fn enrol(browser: &Browser, member: &Member<'_>, tab: &Page<'_>) -> Result<()> {
    let popup = offer(browser, member, tab)?;
    agree(member, &popup)?;
    confirmed(member, &popup)?;
    browser.click_beside(tab, BESIDE)?;
    tab.wait_for(member.choose("完了しました", "Done")).context("the portal's page turns by itself")
}

fn wait_key_page(tab: &Page<'_>) -> Result<()> {
    tab.wait_until("the key page", "location.hash.startsWith('#warifu=1')")
}

/// At Osaka Metropolitan University: six digits by mail within half an hour, and one click.
fn at_omu(kind: Kind) -> Result<()> {
    enrolling_by(Rules::of("omu"), kind, |browser, member, server| {
        let tab = server.sign_in(browser, member.language())?;
        tab.wait_for(member.choose("確認コード(数字6桁)", "Confirmation code (6 digits)"))?;
        tab.wait_for(member.choose("残り時間 29:", "Time left: 29:"))?;
        server.prove_by_mail(&tab, browser, member.language())?;
        tab.wait_for(member.choose("3. 最終確認", "3. Last check"))?;
        let tab = server.begin_key(tab, member.language())?;
        who_offers(browser, member, server, &tab, "大阪公立大学")?;
        enrol(browser, member, &tab)
    })
}

/// At Osaka University: there is a time until which to register, and a temporary release code is chosen afterwards; one
/// that will not do is corrected where it stands.
fn at_osaka_u(kind: Kind) -> Result<()> {
    enrolling_by(Rules::of("osaka-u"), kind, |browser, member, server| {
        let tab = server.sign_in(browser, member.language())?;
        tab.wait_for(member.choose("確認コード(英数字8文字)", "Confirmation code (8 letters and digits)"))?;
        server.prove_by_mail(&tab, browser, member.language())?;
        tab.wait_for(member.choose("までに設定してください", "Please set it up before"))?;
        let tab = server.begin_key(tab, member.language())?;
        tab.wait_for(member.choose("あとで設定することもできます", "It can also be set later"))?;
        who_offers(browser, member, server, &tab, "大阪大学")?;
        enrol(browser, member, &tab)?;
        let set = member.choose("一時解除コードを設定する", "Set a temporary release code");
        tab.click(set)?;
        let label = member.choose("一時解除コード", "Temporary release code");
        tab.fill(label, "1234")?;
        send(&tab, set)?;
        tab.wait_for(member.choose("のような並びは使えません。別", "count up or down"))?;
        tab.wait_value(label, "1234")?;
        look_at(&tab, "release-refused")?;
        tab.fill(label, "2580")?;
        send(&tab, set)?;
        tab.wait_for(member.choose("一時解除コードを設定しました", "The temporary release code was set"))
    })
}

/// Who offers what to whom is said before anything is taken; the popup is closed again.
fn who_offers(
    browser: &Browser,
    member: &Member<'_>,
    server: &Server,
    tab: &Page<'_>,
    issuer: &str,
) -> Result<()> {
    let popup = offer(browser, member, tab)?;
    for said in [issuer, &server.host(), DEMO] {
        popup.wait_for(said)?;
    }
    look_at(&popup, "offer")?;
    browser.click_beside(tab, BESIDE)?;
    popup.wait_closed()
}

/// A member who wants a passphrase first comes back to the page and is offered the key again; one whose vault is locked
/// unlocks it and is asked then.
fn behind_a_passphrase(kind: Kind) -> Result<()> {
    enrolling(kind, |browser, member, server| {
        let tab = server.key_page(browser, member.language())?;
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
        tab.click(member.choose("続ける", "Continue"))?;
        wait_key_page(&tab)?;
        let popup = browser.click_action(&tab)?;
        popup.wait_for(member.word("unlock_title"))?;
        ensure!(!popup.sees(DEMO)?, "a locked vault says nothing of accounts or offers");
        popup.fill(member.word("passphrase"), PASSPHRASE)?;
        popup.press("Enter")?;
        popup.wait_for(member.word("offer_title"))?;
        agree(member, &popup)?;
        confirmed(member, &popup)
    })
}

e2e::walks!(at_omu, at_osaka_u, behind_a_passphrase);
