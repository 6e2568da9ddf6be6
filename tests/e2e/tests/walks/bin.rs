//! Deleting asks first and names the account; undo and the bin bring it back.

use anyhow::{Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{Kind, Language, Member, Options, Totp, walk};

fn delete_and_bring_back(kind: Kind) -> Result<()> {
    let change = |options: &mut Options| options.language = Language::Japanese;
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, Language::Japanese)?;
        let popup = member.begin(&browser.open(&site.url("none"))?)?;
        let (kept, gone) = (Sample::random(), Sample::random());
        for sample in [&kept, &gone] {
            member.add_by_typing(&popup, &sample.issuer, &sample.user, &sample.base32())?;
        }
        let totp = Totp::usual(&gone.base32());
        let delete = || -> Result<()> {
            popup.click("編集")?;
            popup.click_nth("削除", 1)?;
            popup.wait_for("このアカウントを削除しますか？")?;
            ensure!(popup.sees(&gone.issuer)? && popup.sees(&gone.user)?, "it is not named");
            ensure!(!popup.sees(&kept.user)?, "the other one is named");
            popup.click("削除")?;
            popup.wait_gone(&gone.issuer)?;
            popup.wait_for(&kept.issuer)
        };
        delete()?;
        popup.click("元に戻す")?;
        popup.wait_for(&gone.user)?;
        popup.click("完了")?;
        wait_code(&popup, &totp)?;

        // Later, from the bin.
        delete()?;
        let options = browser.open(&browser.url("page.html#bin"))?;
        options.wait_for(&gone.user)?;
        options.click(&format!("元に戻す {}", gone.issuer))?;
        options.wait_gone(&gone.user)?;
        let list = browser.open(&browser.url("popup.html"))?;
        wait_code(&list, &totp)
    })
}

/// Same issuer and user, other key: the older one goes to the bin.
fn newer_key_replaces(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let popup = member.begin(&browser.open(&site.url("none"))?)?;
            let (older, newer, third) = (Sample::random(), Sample::random(), Sample::random());
            member.add_by_typing(&popup, &older.issuer, &older.user, &older.base32())?;
            let again = |key: &str, answer: &str| -> Result<()> {
                member.open_form(&popup)?;
                popup.fill(member.word("issuer"), &older.issuer)?;
                popup.fill(member.word("secret"), key)?;
                popup.click(member.word("more"))?;
                popup.fill(member.word("username"), &older.user)?;
                popup.click(member.word("ok"))?;
                popup.wait_for(member.word("replaces_title"))?;
                popup.click(member.word(answer))?;
                wait_code(&popup, &Totp::usual(key))
            };
            again(&newer.base32(), "replace_older")?;
            let code = || popup.evaluate("document.querySelectorAll('.row .code').length");
            ensure!(code()? == 1, "{} codes are shown after replacing", code()?);
            again(&third.base32(), "keep_both")?;
            ensure!(code()? == 2, "{} codes are shown after keeping both", code()?);
            wait_code(&popup, &Totp::usual(&newer.base32()))?;
            let options = browser.open(&browser.url("page.html#bin"))?;
            options.wait_for(&older.user)
        },
    )
}

e2e::walks!(delete_and_bring_back, newer_key_replaces);
