//! The ways without the phone: recovery codes, and a temporary release.

use anyhow::{Result, ensure};
use e2e::{Kind, Page, Rules};

use super::first_code::phone;
use super::{Visit, code, enter, look, send, shown_key, sign_out, visiting, visiting_by};

/// Recovery codes are shown once; each signs in once, and then a lost phone is ended.
fn recovery_and_loss(kind: Kind) -> Result<()> {
    visiting(kind, |visit| {
        let (tab, _) = phone(visit)?;
        tab.click(visit.word("リカバリーコードを表示する", "Show recovery codes"))?;
        tab.wait_for(visit.word("一度しか表示されません", "are shown only now"))?;
        look(&tab, "portal-recovery")?;
        let codes =
            tab.evaluate("[...document.querySelectorAll('#codes li')].map(code => code.textContent)")?;
        let codes: Vec<&str> =
            codes.as_array().into_iter().flatten().filter_map(|code| code.as_str()).collect();
        ensure!(codes.len() == 10, "ten codes, not {}", codes.len());
        tab.click(visit.word("保管しました", "I have kept them"))?;
        tab.wait_for(visit.word("登録済みの端末", "My devices"))?;
        sign_out(visit, &tab)?;

        sign_out(visit, &by_recovery_code(visit, codes[0], true)?)?;
        sign_out(visit, &by_recovery_code(visit, codes[0], false)?)?;
        let tab = by_recovery_code(visit, codes[1], true)?;
        look(&tab, "portal-devices")?;
        tab.click(visit.word("紛失・盗難", "Lost or stolen"))?;
        tab.wait_for(visit.word("もとに戻せません", "It cannot be undone"))?;
        look(&tab, "portal-lost")?;
        tab.click(visit.word("ただちに無効にする", "End it now"))?;
        tab.wait_for(visit.word("有効な端末はありません", "No device"))?;
        look(&tab, "portal-no-device")
    })
}

/// Signs in with a recovery code, which must be right or not.
fn by_recovery_code<'b>(visit: &Visit<'b>, code: &str, right: bool) -> Result<Page<'b>> {
    let tab = visit.server.sign_in(visit.browser, visit.language)?;
    tab.wait_for(visit.word("ワンタイムパスワードを入力してください", "Please input the one-time password"))?;
    look(&tab, "portal-code")?;
    tab.click_text(visit.word("端末が手元にないとき", "Your device is not at hand?"))?;
    tab.fill(visit.word("リカバリーコード", "Recovery code"), code)?;
    tab.click(visit.word("リカバリーコードでサインインする", "Sign in with a recovery code"))?;
    tab.wait_for(match right {
        true => visit.word("登録済みの端末", "My devices"),
        false => visit.word("すでに使われています", "was used already"),
    })?;
    Ok(tab)
}

/// A release code is chosen with the first code, corrected where it stands, and used on a day without the phone.
fn release(kind: Kind) -> Result<()> {
    visiting_by(Rules::of("osaka-u"), kind, |visit| {
        let tab = visit.server.key_page(visit.browser, visit.language)?;
        let key = shown_key(&tab)?;
        let label = visit.word("一時解除コード", "Temporary release code");
        tab.fill(label, "1234")?;
        enter(visit, &tab, &code(&key)?, visit.check())?;
        tab.wait_for(visit.word("のような並びは使えません", "count up or down"))?;
        let typed = "[...document.querySelectorAll('.code')].map(field => field.value.length).join()";
        ensure!(tab.evaluate(typed)? == "6,4", "what was typed is still there");
        look(&tab, "portal-release-refused")?;
        tab.fill(label, "2580")?;
        enter(visit, &tab, &code(&key)?, visit.check())?;
        tab.wait_for(visit.word("完了しました", "Done"))?;
        tab.click(visit.word("登録済みの端末", "My devices"))?;
        tab.click(visit.word("一時解除コードを変更する", "Change the temporary release code"))?;
        tab.wait_for(visit.word("残り5回", "Uses left: 5"))?;
        look(&tab, "portal-release")?;
        tab.click(visit.word("戻る", "Back"))?;
        sign_out(visit, &tab)?;

        let tab = visit.server.sign_in(visit.browser, visit.language)?;
        tab.wait_for(visit.word("端末が手元にないとき", "Your device is not at hand?"))?;
        tab.click_text(visit.word("端末が手元にないとき", "Your device is not at hand?"))?;
        for (typed, said) in [
            ("9753", visit.word("違うか、設定されていません", "wrong, or none was set")),
            ("2580", visit.word("残り4回", "Uses left: 4")),
        ] {
            tab.fill(label, typed)?;
            send(&tab, visit.word("一時解除する", "Release for two hours"))?;
            tab.wait_for(said)?;
            look(&tab, &format!("portal-release-{typed}"))?;
        }
        Ok(())
    })
}

e2e::walks!(recovery_and_loss, release);
