//! Going back to the page to copy the key closes the popup; what was typed is there again.

use anyhow::{Result, ensure};
use e2e::member::wait_code;
use e2e::practice::KEY;
use e2e::{Kind, Language, Member, Totp, walk};

fn draft_survives_the_page(kind: Kind) -> Result<()> {
    let change = |options: &mut e2e::Options| options.language = Language::Japanese;
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, Language::Japanese)?;
        let tab = browser.open(&site.url("practice.html"))?;
        let popup = member.begin(&tab)?;
        member.open_form(&popup)?;
        popup.fill("発行者", "割符大学")?;
        popup.click("その他")?;
        popup.fill("ユーザー名", "wf12345")?;
        popup.choose("桁数", "7")?;
        browser.click_beside(&tab, (20.0, 600.0))?;
        tab.click("キーをコピー")?;
        tab.wait_for("コピーしました")?;
        ensure!(browser.clipboard()? == KEY);

        let popup = browser.click_action(&tab)?;
        popup.wait_value("発行者", "割符大学")?;
        popup.wait_value("ユーザー名", "wf12345")?;
        ensure!(popup.chosen("桁数")? == "7", "digits {}", popup.chosen("桁数")?);
        popup.paste("シークレット")?;
        popup.click("OK")?;
        let totp = Totp { digits: 7, ..Totp::usual(KEY) };
        wait_code(&popup, &totp)?;

        // Saved, so there is no draft any more: the popup opens at the list.
        browser.click_beside(&tab, (20.0, 600.0))?;
        let popup = browser.click_action(&tab)?;
        wait_code(&popup, &totp)?;
        ensure!(!popup.sees("シークレット")?, "the form is still there");
        Ok(())
    })
}

e2e::walks!(draft_survives_the_page);
