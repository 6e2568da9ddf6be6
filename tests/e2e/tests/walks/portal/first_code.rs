//! A first code typed from a phone: wrong, wrong too often, typed after a while, typed where nobody is signed in any more.

use anyhow::{Result, ensure};
use e2e::{Kind, Page, Rules, Totp, look_at};

use super::{Visit, code, enter, look, send, shown_key, sign_out, visiting, visiting_by};

/// The key that the page shows, typed into a phone; its first code confirmed, after a wrong one.
pub(super) fn phone<'b>(visit: &Visit<'b>) -> Result<(Page<'b>, Totp)> {
    let tab = visit.server.key_page(visit.browser, visit.language)?;
    let key = shown_key(&tab)?;
    enter(visit, &tab, "000000", visit.check())?;
    tab.wait_for(visit.word("ワンタイムパスワードが違います", "The one-time password is wrong"))?;
    look(&tab, "portal-first-code-wrong")?;
    enter(visit, &tab, &code(&key)?, visit.check())?;
    tab.wait_for(visit.word("完了しました", "Done"))?;
    Ok((tab, key))
}

/// Wrong codes are followed by pauses and then by the end of that key; a new one is good. Whoever has as many devices as the
/// rules allow is told so before another is added.
fn too_often(kind: Kind) -> Result<()> {
    let strict = Rules::of("nist").with(&[
        ("most = 5", "most = 1"),
        ("free = 5", "free = 1"),
        ("first_pause_s = 30", "first_pause_s = 8"),
        ("longest_pause_s = 3600", "longest_pause_s = 8"),
        ("stop_at = 100", "stop_at = 2"),
    ]);
    visiting_by(strict, kind, |visit| {
        let tab = visit.server.key_page(visit.browser, visit.language)?;
        let wrong = visit.word("ワンタイムパスワードが違います", "The one-time password is wrong");
        enter(visit, &tab, "000000", visit.check())?;
        tab.wait_for(wrong)?;
        enter(visit, &tab, "000000", visit.check())?;
        tab.wait_for(visit.word("試行回数が多すぎます", "Too many tries"))?;
        look_at(&tab, "portal-first-code-pause")?;
        tab.wait_for(visit.word("もう一度お試しください。", "You can try again now"))?;
        tab.wait_gone(visit.word("試行回数が多すぎます", "Too many tries"))?;
        enter(visit, &tab, "000000", visit.check())?;
        tab.wait_for(wrong)?;
        enter(visit, &tab, "000000", visit.check())?;
        tab.wait_for(visit.word("試行回数の上限に達しました", "Too many wrong codes. Make a new key"))?;
        look_at(&tab, "portal-first-code-stopped")?;
        send(&tab, visit.word("新しいキーを作る", "Make a new key"))?;
        enter(visit, &tab, &code(&shown_key(&tab)?)?, visit.check())?;
        tab.wait_for(visit.word("完了しました", "Done"))?;
        tab.navigate(&visit.server.url("devices/add"))?;
        tab.wait_for(visit.word("登録できる端末の数に達しています", "as many devices as you may have"))?;
        look_at(&tab, "portal-too-many-devices")
    })
}

/// The page is closed and gone on with: the same key is there. Where somebody signs out in another tab meanwhile, the page
/// does not wait any longer but asks to sign in.
fn resumed(kind: Kind) -> Result<()> {
    visiting(kind, |visit| {
        let tab = visit.server.key_page(visit.browser, visit.language)?;
        let key = shown_key(&tab)?.key;
        let before = visit.browser.open(&visit.server.url("test"))?;
        tab.close()?;
        let tab = visit.browser.open(&visit.server.url("start"))?;
        before.close()?;
        tab.wait_for(visit.word("以前に中断した手順から再開しますか", "Go on where you stopped"))?;
        look_at(&tab, "portal-resume")?;
        tab.click(visit.word("はい", "Yes"))?;
        tab.wait_until("the key page", "location.hash.startsWith('#warifu=1')")?;
        let same = shown_key(&tab)?;
        ensure!(same.key == key, "another key");

        let other = visit.browser.open(&visit.server.url("start"))?;
        sign_out(visit, &other)?;
        tab.activate()?;
        tab.wait_until("the first page", "!!document.querySelector('form[action=\"/sign-in\"]')")
    })
}

e2e::walks!(too_often, resumed);
