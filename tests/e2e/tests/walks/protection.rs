//! What opens the vault: a passphrase and the recovery code, the lock, and nothing at all on a shared computer.

use anyhow::{Context, Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Options, Page, Totp, Traces, finish, walk};

use crate::steps::{PASSPHRASE, choose_passphrase, with_passphrase};

/// Locked, opened with the passphrase and with the recovery code; a wrong one opens nothing.
fn lock_and_unlock(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let recovery = with_passphrase(browser, &member)?;
            let tab = browser.open(&site.url("none"))?;
            let popup = member.begin(&tab)?;
            let sample = Sample::random();
            member.add_by_typing(&popup, &sample.issuer, &sample.user, &sample.base32())?;
            let totp = Totp::usual(&sample.base32());
            wait_code(&popup, &totp)?;

            popup.click(member.word("lock_now"))?;
            popup.wait_for(member.word("unlock_title"))?;
            ensure!(!popup.sees(&sample.issuer)?, "the locked popup names an account");
            popup.fill(member.word("passphrase"), "not the passphrase at all")?;
            popup.click(member.word("unlock"))?;
            popup.wait_for(member.word("unlock_wrong"))?;
            popup.fill(member.word("passphrase"), PASSPHRASE)?;
            popup.press("Enter")?;
            wait_code(&popup, &totp)?;

            popup.click(member.word("lock_now"))?;
            popup.click(member.word("forgot"))?;
            popup.fill(member.word("recovery_code"), &recovery.to_lowercase())?;
            popup.click(member.word("unlock"))?;
            wait_code(&popup, &totp)
        },
    )
}

/// With a passphrase, a started browser shows nothing before it is typed.
fn locked_after_a_restart(kind: Kind) -> Result<()> {
    let sample = Sample::random();
    let mut options = e2e::Options::new(e2e::dist(kind)?);
    options.language = Language::Japanese;
    let browser = Browser::install(kind, &options)?;
    let member = Member::new(&browser, Language::Japanese)?;
    let walked = with_passphrase(&browser, &member).and_then(|_| {
        let page = browser.open(&browser.url("popup.html"))?;
        member.add_by_typing(&page, &sample.issuer, &sample.user, &sample.base32())
    });
    finish(&browser, walked)?;
    let browser = Browser::start_in(kind, &options, browser.quit()?)?;
    let member = Member::new(&browser, Language::Japanese)?;
    let page = browser.open(&browser.url("popup.html"))?;
    let walked = page.wait_for(member.word("unlock_title")).and_then(|()| {
        ensure!(!page.sees(&sample.issuer)?, "the locked page names an account");
        page.fill(member.word("passphrase"), PASSPHRASE)?;
        page.click(member.word("unlock"))?;
        page.wait_for(&sample.user)?;
        wait_code(&page, &Totp::usual(&sample.base32()))
    });
    finish(&browser, walked)
}

/// On a shared computer nothing is written, and after a restart nothing is left.
fn shared_computer(kind: Kind) -> Result<()> {
    let sample = Sample::random();
    let options = e2e::Options::new(e2e::dist(kind)?);
    let browser = Browser::install(kind, &options)?;
    let member = Member::new(&browser, Language::English)?;
    let page = browser.open(&browser.url("popup.html"))?;
    let walked = (|| {
        page.click(member.word("manual_entry"))?;
        page.click(member.word("protect_lab"))?;
        page.wait_for(member.word("secret"))?;
        page.fill(member.word("issuer"), &sample.issuer)?;
        page.fill(member.word("secret"), &sample.base32())?;
        page.click(member.word("ok"))?;
        wait_code(&page, &Totp::usual(&sample.base32()))?;
        // Another tab of the same browser has it too.
        let other = browser.open(&browser.url("popup.html"))?;
        wait_code(&other, &Totp::usual(&sample.base32()))
    })();
    finish(&browser, walked)?;
    let profile = browser.quit()?;
    let mut traces = Traces::default();
    traces.add_key("key", &sample.key);
    traces.add_text("issuer", &sample.issuer);
    let found = traces.find(profile.path())?;
    ensure!(found.is_empty(), "left on the disk: {found:#?}");
    let browser = Browser::start_in(kind, &options, profile)?;
    let member = Member::new(&browser, Language::English)?;
    let page = browser.open(&browser.url("popup.html"))?;
    finish(&browser, page.wait_for(member.word("empty_title")).context("something was left"))
}

/// Another passphrase, after the old one was typed; then none at all. Each time only the newest way opens.
fn change_and_drop_the_passphrase(kind: Kind) -> Result<()> {
    const NEWER: &str = "割れた符は二度と同じ形に戻らない";
    let change = |options: &mut Options| options.language = Language::Japanese;
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, Language::Japanese)?;
        let older = with_passphrase(browser, &member)?;
        let list = browser.open(&browser.url("popup.html"))?;
        let sample = Sample::random();
        member.add_by_typing(&list, &sample.issuer, &sample.user, &sample.base32())?;

        let options = browser.open(&browser.url("page.html#protection"))?;
        options.click(member.word("change_passphrase"))?;
        options.fill(member.word("confirm_you_text"), "ちがうパスフレーズです")?;
        options.click(member.word("continue_"))?;
        options.wait_for(member.word("unlock_wrong"))?;
        options.fill(member.word("confirm_you_text"), PASSPHRASE)?;
        options.click(member.word("continue_"))?;
        options.wait_for(member.word("passphrase_new"))?;
        let newer = choose_passphrase(&member, &options, NEWER, &|_, _| Ok(()))?;
        options.wait_for(member.word("old_copies_note"))?;
        ensure!(newer != older, "the recovery code is still the old one");

        list.activate()?;
        list.click(member.word("lock_now"))?;
        list.fill(member.word("passphrase"), PASSPHRASE)?;
        list.click(member.word("unlock"))?;
        list.wait_for(member.word("unlock_wrong"))?;
        list.click(member.word("forgot"))?;
        list.fill(member.word("recovery_code"), &older)?;
        list.click(member.word("unlock"))?;
        list.wait_for(member.word("recovery_wrong"))?;
        list.fill(member.word("recovery_code"), &newer)?;
        list.click(member.word("unlock"))?;
        wait_code(&list, &Totp::usual(&sample.base32()))?;

        // The options heard of all this: they were locked, and are open again.
        options.activate()?;
        options.click(member.word("lock_now"))?;
        options.wait_for(member.word("protected_locked"))?;
        options.fill(member.word("passphrase"), NEWER)?;
        options.click(member.word("unlock"))?;
        options.click(member.word("drop_passphrase"))?;
        options.wait_for(member.word("drop_passphrase_text"))?;
        options.fill(member.word("confirm_you_text"), NEWER)?;
        options.press("Enter")?;
        options.wait_for(member.word("dropped_passphrase"))?;
        list.activate()?;
        list.wait_gone(member.word("lock_now"))?;
        wait_code(&list, &Totp::usual(&sample.base32()))
    })
}

/// The passphrase is forgotten: the recovery code opens the vault, and is enough for a new passphrase.
fn forgotten_passphrase(kind: Kind) -> Result<()> {
    const NEWER: &str = "a tally fits only its own half";
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let recovery = with_passphrase(browser, &member)?;
            let options = browser.open(&browser.url("page.html#protection"))?;
            options.click(member.word("change_passphrase"))?;
            options.click(member.word("forgot"))?;
            options.fill(member.word("recovery_code"), "AAAA AAAA AAAA AAAA AAAA AAAA AAAA AAAA")?;
            options.click(member.word("continue_"))?;
            options.wait_for(member.word("recovery_wrong"))?;
            options.fill(member.word("recovery_code"), &recovery)?;
            options.click(member.word("continue_"))?;
            options.wait_for(member.word("passphrase_new"))?;
            choose_passphrase(&member, &options, NEWER, &|_, _| Ok(()))?;
            options.click(member.word("lock_now"))?;
            options.fill(member.word("passphrase"), NEWER)?;
            options.click(member.word("unlock"))?;
            options.wait_for(member.word("protected_by_passphrase"))
        },
    )
}

/// The recovery code is shown once: nothing that another page does takes it away before it was typed back.
fn recovery_code_stays(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let start = browser.open(&browser.url("page.html#start"))?;
            start.click(member.word("protect_passphrase"))?;
            let look = |page: &Page<'_>, screen: &str| -> Result<()> {
                if screen != "recovery-code" {
                    return Ok(());
                }
                let list = browser.open(&browser.url("popup.html"))?;
                let sample = Sample::random();
                member.add_by_typing(&list, &sample.issuer, &sample.user, &sample.base32())?;
                list.click(member.word("lock_now"))?;
                list.wait_for(member.word("unlock_title"))?;
                list.close()?;
                page.activate()?;
                page.wait_for(member.word("recovery_title"))
            };
            choose_passphrase(&member, &start, PASSPHRASE, &look)?;
            start.wait_for(member.word("unlock_title"))
        },
    )
}

/// A minute without use: locked, with no page of ours open.
fn locks_by_itself(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            with_passphrase(browser, &member)?;
            let options = browser.open(&browser.url("page.html#protection"))?;
            options.choose(member.word("auto_lock_label"), member.word("auto_lock_1"))?;
            options.wait_for(member.word("protected_by_passphrase"))?;
            let tab = browser.open(&site.url("none"))?;
            member.begin(&tab)?;
            browser.click_beside(&tab, (5.0, 300.0))?;
            options.close()?;
            std::thread::sleep(std::time::Duration::from_secs(63));
            let session = "(globalThis.browser ?? chrome).storage.session.get(null).then(Object.keys)";
            let page = browser.open(&browser.url("popup.html"))?;
            page.wait_for(member.word("unlock_title"))?;
            let left = page.evaluate(session)?;
            ensure!(left.as_array().is_some_and(Vec::is_empty), "left in the session: {left}");
            Ok(())
        },
    )
}

e2e::walks!(
    lock_and_unlock,
    change_and_drop_the_passphrase,
    forgotten_passphrase,
    recovery_code_stays,
    locks_by_itself,
    locked_after_a_restart,
    shared_computer,
);
