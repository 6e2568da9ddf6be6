//! What becomes of a key that the extension took: replaced, lost, one of several, read by a wrong clock.

use anyhow::{Context, Result, ensure};
use e2e::member::first_code;
use e2e::server::DEMO;
use e2e::{Browser, Kind, Member, Page, Rules, Server, Totp, look_at, now, patiently};

use super::{agree, confirmed, enrol, enrolling, enrolling_by, offer, wait_key_page};
use crate::portal::{code, send};

/// The list in a tab, by a clock that is 95 s ahead: late enough for servers to be asked again.
fn late(browser: &Browser) -> Result<Page<'_>> {
    let page = browser.open(&browser.url("welcome.html"))?;
    page.at_start("{ const now = Date.now; window.Date.now = () => now() + 95_000; }")?;
    page.navigate(&browser.url("popup.html"))?;
    Ok(page)
}

/// A key that was said on the portal to be lost is known as such when the server is asked the next time.
fn lost_device(kind: Kind) -> Result<()> {
    enrolling(kind, |browser, member, server| {
        let tab = server.key_page(browser, member.language())?;
        enrol(browser, member, &tab)?;
        tab.click(member.choose("登録済みの端末", "My devices"))?;
        tab.click(member.choose("紛失・盗難", "Lost or stolen"))?;
        tab.wait_for(member.choose("使えなくなる端末", "Devices that end"))?;
        tab.wait_for(name(kind))?;
        let address = tab.evaluate("location.href")?;
        let other = browser.open(address.as_str().unwrap_or_default())?;
        other.wait_for(name(kind))?;
        tab.activate()?;
        let end = member.choose("ただちに無効にする", "End it now");
        tab.click(end)?;
        tab.wait_for(member.choose("端末を無効にしました", "The device was ended, as of now"))?;
        // A second time it is over already.
        other.activate()?;
        other.click(end)?;
        other.wait_for(member.choose("もう有効ではありません", "does not count any more"))?;
        let page = late(browser)?;
        page.wait_for(member.word("key_revoked"))?;
        look_at(&page, "revoked")
    })
}

/// A clock that is a minute and a half ahead: said in seconds, and the codes can follow the server's.
fn clock_off(kind: Kind) -> Result<()> {
    enrolling(kind, |browser, member, server| {
        let tab = server.key_page(browser, member.language())?;
        enrol(browser, member, &tab)?;
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
    enrolling(kind, |browser, member, server| {
        let tab = server.key_page(browser, member.language())?;
        look_at(&tab, "portal-key")?;
        tab.activate()?;
        enrol(browser, member, &tab)?;
        look_at(&tab, "portal-done")?;
        tab.click(member.choose("登録済みの端末", "My devices"))?;
        tab.wait_for(name(kind))?;
        look_at(&tab, "portal-devices")?;
        tab.click(member.choose("セットアップキーを再発行する", "Reissue the setup key"))?;
        tab.wait_for(member.choose("もとに戻せません", "it cannot be undone"))?;
        tab.wait_for(name(kind))?;
        look_at(&tab, "portal-replace")?;
        tab.click(member.choose("続ける", "Continue"))?;
        wait_key_page(&tab)?;
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
        popup.wait_gone(member.word("key_superseded"))?; // it is in the bin
        popup.wait_count(DEMO, 1) // the one that counts is left
    })
}

/// What the portal calls this browser.
fn name(kind: Kind) -> &'static str {
    if kind == Kind::Chromium { "Chrome (Linux)" } else { "Firefox (Linux)" }
}

/// A phone beside the extension, with a name of its own; the portal's list afterwards.
fn add_phone<'b>(
    browser: &'b Browser,
    member: &Member<'_>,
    server: &Server,
    before: &str,
) -> Result<Page<'b>> {
    let tab = server.key_page(browser, member.language())?;
    enrol(browser, member, &tab)?;
    tab.navigate(&server.url("devices/add"))?;
    tab.wait_for(before)?;
    look_at(&tab, "portal-add")?;
    tab.click_text("Android")?;
    tab.fill(member.choose("端末の名前(任意)", "Name of the device (optional)"), "花子の電話")?;
    tab.click(member.choose("続ける", "Continue"))?;
    wait_key_page(&tab)?;
    let key = tab.evaluate("document.getElementById('key').textContent")?;
    let key = Totp::usual(key.as_str().context("no key on the page")?);
    tab.fill(member.choose("ワンタイムパスワード(数字6桁)", "One-time password (6 digits)"), &code(&key)?)?;
    send(&tab, member.choose("コードを確認する", "Check the code"))?;
    tab.wait_for(member.choose("完了しました", "Done"))?;
    tab.navigate(&server.url("devices"))?;
    tab.wait_for("花子の電話")?;
    Ok(tab)
}

/// Each device has a key of its own.
fn each_counts(kind: Kind) -> Result<()> {
    enrolling(kind, |browser, member, server| {
        let before = member.choose("新しい端末には新しいキー", "A new device gets a new key");
        let tab = add_phone(browser, member, server, before)?;
        tab.wait_count(member.choose("紛失・盗難", "Lost or stolen"), 2)?;
        let page = late(browser)?;
        let ahead = member.words().with("clock_ahead", &[("SECONDS", "95"), ("HOST", &server.host())]);
        page.wait_for(&ahead)?; // the server was asked
        page.wait_for(member.word("key_current"))?;
        page.wait_gone(member.word("key_superseded"))
    })
}

/// Where only the newest key counts.
fn newest_counts(kind: Kind) -> Result<()> {
    ["omu", "osaka-u"]
        .into_iter()
        .try_for_each(|preset| enrolling_by(Rules::of(preset), kind, only_the_newest))
}

/// The page names the device that ends, the list says which did, and so does the self-test.
fn only_the_newest(browser: &Browser, member: &Member<'_>, server: &mut Server) -> Result<()> {
    let before = member.choose("使えなくなる端末", "Devices that end");
    let tab = add_phone(browser, member, server, before)?;
    tab.wait_for(member.choose("以前の端末", "Earlier devices"))?;
    tab.wait_count(member.choose("紛失・盗難", "Lost or stolen"), 1)?;
    let page = late(browser)?;
    page.wait_for(member.word("key_superseded"))?;
    look_at(&page, "superseded")?;
    page.close()?;
    let list = browser.open(&browser.url("popup.html"))?;
    let test = browser.open(&server.url("test"))?;
    test.fill("ID", DEMO)?;
    let shown: String = first_code(&list)?.split_whitespace().collect();
    ensure!(shown.len() == 6, "a code is shown as {shown}");
    test.fill(member.choose("ワンタイムパスワード(数字6桁)", "One-time password (6 digits)"), &shown)?;
    send(&test, member.choose("テストする", "Test"))?;
    test.wait_for(member.choose("これは古いキーの", "is of an old key"))?;
    look_at(&test, "portal-test-old-key")
}

e2e::walks!(lost_device, clock_off, replaced, each_counts, newest_counts);
