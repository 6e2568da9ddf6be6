//! The list: copying by click and by Enter, searching from the keyboard, editing, counter codes.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Options, Page, Totp, now, patiently, walk};

/// The popup says so, and the clipboard holds the key's code of a time since `from`.
fn is_copied(browser: &Browser, member: &Member<'_>, popup: &Page<'_>, key: &str, from: u64) -> Result<()> {
    popup.wait_for(member.word("copied"))?;
    let codes = Totp::usual(key).codes_between(from, now())?;
    let held = browser.clipboard()?;
    ensure!(codes.contains(&held), "the clipboard holds {held}, not one of {codes:?}");
    Ok(())
}

fn copy_by_click_and_enter(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let popup = member.begin(&browser.open(&site.url("none"))?)?;
            let (first, second) = (Sample::random(), Sample::random());
            for sample in [&first, &second] {
                member.add_by_typing(&popup, &sample.issuer, &sample.user, &sample.base32())?;
            }
            let copied = |sample: &Sample, from| is_copied(browser, &member, &popup, &sample.base32(), from);
            let from = now();
            popup.click(&second.user)?;
            copied(&second, from)?;
            // Typed without clicking anywhere, a search begins; Enter copies the first that is found.
            browser.set_clipboard("nothing")?;
            popup.wait_gone(member.word("copied"))?;
            popup.type_text(&first.user[..8])?;
            popup.wait_gone(&second.user)?;
            let from = now();
            popup.press("Enter")?;
            copied(&first, from)
        },
    )
}

fn edit_keeps_the_key(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let popup = member.begin(&browser.open(&site.url("none"))?)?;
            let (sample, other) = (Sample::random(), Sample::random());
            member.add_by_typing(&popup, &sample.issuer, &sample.user, &sample.base32())?;
            popup.click(member.word("edit"))?;
            popup.click(member.word("edit_account"))?;
            popup.fill(member.word("issuer"), &other.issuer)?;
            popup.fill(member.word("username"), &other.user)?;
            popup.choose(member.word("digits"), "8")?;
            popup.choose(member.word("algorithm"), "SHA-256")?;
            popup.fill(member.word("period"), "60")?;
            popup.click(member.word("save"))?;
            popup.wait_for(&other.user)?;
            popup.click(member.word("done"))?;
            let totp = Totp { key: sample.base32(), digits: 8, period: 60, algorithm: "SHA256" };
            wait_code(&popup, &totp)
        },
    )
}

/// RFC 4226 Appendix D: each press gives the next code, also after the popup was closed.
fn counter_codes(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let tab = browser.open(&site.url("none"))?;
            let popup = member.begin(&tab)?;
            member.open_form(&popup)?;
            popup.fill(member.word("issuer"), "RFC 4226")?;
            popup.fill(member.word("secret"), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")?;
            popup.click(member.word("more"))?;
            popup.choose(member.word("type_of_code"), member.word("counter_based"))?;
            popup.click(member.word("ok"))?;
            popup.wait_for(member.word("hotp_waiting"))?;
            for code in ["755 224", "287 082", "359 152"] {
                popup.click_nth(member.word("hotp_next"), 0)?;
                popup.wait_for(code)?;
            }
            browser.click_beside(&tab, (5.0, 300.0))?;
            let popup = member.begin(&tab)?;
            popup.click_nth(member.word("hotp_next"), 0)?;
            popup.wait_for("969 429")
        },
    )
}

/// Shown as a QR code, the account is what another authenticator needs: zbar reads it.
fn shown_for_another_device(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let popup = member.begin(&browser.open(&site.url("none"))?)?;
            let sample = Sample::random();
            member.add_by_typing(&popup, &sample.issuer, &sample.user, &sample.base32())?;
            popup.click(member.word("edit"))?;
            popup.click(member.word("show_qr"))?;
            popup.wait_until("the QR code", "!!document.querySelector('figure svg path')")?;
            let file = browser.profile().path().join("shown.png");
            let read = patiently("zbar reads no code in the picture", || {
                std::fs::write(&file, popup.picture()?)?;
                let output =
                    std::process::Command::new("zbarimg").args(["-q", "--raw"]).arg(&file).output()?;
                let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
                Ok((!text.is_empty()).then_some(text))
            })?;
            ensure!(read.starts_with("otpauth://totp/"), "{read}");
            ensure!(read.contains(&sample.issuer) && read.contains(&sample.user), "{read}");
            ensure!(read.contains(&format!("secret={}", sample.base32())), "another key than was typed");
            Ok(())
        },
    )
}

/// The users in the order in which the list shows them.
fn order(page: &Page<'_>) -> Result<Vec<String>> {
    let shown =
        page.evaluate("[...document.querySelectorAll('.row .user')].map(user => user.textContent)")?;
    Ok(shown.as_array().into_iter().flatten().filter_map(|user| user.as_str().map(Into::into)).collect())
}

fn in_order(page: &Page<'_>, expected: [&str; 3]) -> Result<()> {
    patiently("not in this order", || Ok((order(page)? == expected).then_some(())))
        .with_context(|| format!("{:?} instead of {expected:?}", order(page)))
}

/// Pinned and moved with the keyboard alone; it is still so when the popup is opened again.
fn pin_and_order_by_keyboard(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let tab = browser.open(&site.url("none"))?;
            let popup = member.begin(&tab)?;
            let first = Sample::random().base32();
            for (user, key) in [
                ("first", &first),
                ("second", &Sample::random().base32()),
                ("third", &Sample::random().base32()),
            ] {
                member.add_by_typing(&popup, "One University", user, key)?;
            }
            popup.click(member.word("edit"))?;
            let press = |nth: usize, name: &str| -> Result<()> {
                popup.evaluate(&format!(
                    "document.querySelectorAll('.row')[{nth}].querySelector('[aria-label=\"{name}\"]').focus()"
                ))?;
                popup.press("Enter")
            };
            in_order(&popup, ["first", "second", "third"])?;
            press(2, member.word("move_up"))?;
            in_order(&popup, ["first", "third", "second"])?;
            // The focus goes along, so that the same key moves it on.
            popup.wait_focused(member.word("move_up"))?;
            popup.press("Enter")?;
            in_order(&popup, ["third", "first", "second"])?;
            press(2, member.word("pin"))?;
            in_order(&popup, ["second", "third", "first"])?;
            popup.wait_for(member.word("pinned_group"))?;
            browser.click_beside(&tab, (5.0, 300.0))?;
            let popup = member.begin(&tab)?;
            in_order(&popup, ["second", "third", "first"])?;
            // From the search down to the third, and its code into the clipboard.
            popup.wait_focused(member.word("search"))?;
            for user in ["second", "third", "first"] {
                popup.press("ArrowDown")?;
                popup.wait_focused(user)?;
            }
            let from = now();
            popup.press("Enter")?;
            is_copied(browser, &member, &popup, &first, from)
        },
    )
}

/// Two accounts of the same issuer and user are told apart by when they were added.
fn namesakes_are_told_apart(kind: Kind) -> Result<()> {
    let change = |options: &mut Options| options.language = Language::Japanese;
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, Language::Japanese)?;
        let popup = member.begin(&browser.open(&site.url("none"))?)?;
        let sample = Sample::random();
        member.add_by_typing(&popup, &sample.issuer, &sample.user, &sample.base32())?;
        let added = || popup.evaluate("document.querySelectorAll('.row small').length");
        ensure!(added()? == 0, "the time is shown where nothing needs telling apart");
        member.open_form(&popup)?;
        popup.fill(member.word("issuer"), &sample.issuer)?;
        popup.fill(member.word("secret"), &Sample::random().base32())?;
        popup.click(member.word("more"))?;
        popup.fill(member.word("username"), &sample.user)?;
        popup.click(member.word("ok"))?;
        popup.click(member.word("keep_both"))?;
        patiently("the times are not shown", || Ok((added()? == 2).then_some(())))?;
        popup.wait_for("に追加")
    })
}

/// The option: half a minute after copying, nothing of it is left in the clipboard.
fn clipboard_is_cleared(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let options = browser.open(&browser.url("page.html"))?;
            options.click(member.word("clear_clipboard_label"))?;
            let popup = member.begin(&browser.open(&site.url("none"))?)?;
            let sample = Sample::random();
            member.add_by_typing(&popup, &sample.issuer, &sample.user, &sample.base32())?;
            popup.click(&sample.user)?;
            popup.wait_for(member.word("copied_and_clears"))?;
            ensure!(browser.clipboard()?.len() == 6, "no code was copied");
            std::thread::sleep(Duration::from_secs(31));
            let held = browser.clipboard()?;
            ensure!(held.is_empty(), "the clipboard still holds something of {} characters", held.len());
            Ok(())
        },
    )
}

e2e::walks!(
    copy_by_click_and_enter,
    edit_keeps_the_key,
    counter_codes,
    shown_for_another_device,
    pin_and_order_by_keyboard,
    namesakes_are_told_apart,
    clipboard_is_cleared,
);
