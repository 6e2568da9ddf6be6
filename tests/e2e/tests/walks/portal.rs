//! The portal, with a phone instead of the extension: what a member reads when something is wrong, and the second ways.

use anyhow::{Context, Result, ensure};
use e2e::server::DEMO;
use e2e::{
    Browser, Kind, Language, Options, Page, Server, Totp, dist, finish, look_at, look_at_widths, now,
    patiently,
};

/// A member at the portal, and the words of their language.
struct Visit<'b> {
    browser: &'b Browser,
    server: &'b Server,
    language: Language,
}

impl Visit<'_> {
    fn word(&self, japanese: &'static str, english: &'static str) -> &'static str {
        self.language.word(japanese, english)
    }

    fn check(&self) -> &'static str {
        self.word("コードを確認する", "Check the code")
    }

    fn one_time_password(&self) -> &'static str {
        self.word("ワンタイムパスワード(数字6桁)", "One-time password (6 digits)")
    }
}

/// Walks the portal in both languages.
fn visiting(kind: Kind, steps: fn(&Visit<'_>) -> Result<()>) -> Result<()> {
    visiting_by("nist", kind, steps)
}

/// The same by the rules of a preset.
fn visiting_by(preset: &'static str, kind: Kind, steps: fn(&Visit<'_>) -> Result<()>) -> Result<()> {
    for language in Language::ALL {
        let server = Server::with_rules(preset)?;
        let mut options = Options::new(dist(kind)?);
        options.language = language;
        options.window = (1100, 2400);
        let browser = Browser::install(kind, &options)?;
        finish(&browser, steps(&Visit { browser: &browser, server: &server, language }))?;
    }
    Ok(())
}

/// Judges a page of the portal, from phone width to 4K.
fn look(page: &Page<'_>, name: &str) -> Result<()> {
    look_at(page, name)?;
    look_at_widths(page, name)
}

/// A wrong code by mail is said, and so is that it was tried too often, or sent again too soon.
fn mailed_codes(kind: Kind) -> Result<()> {
    visiting(kind, |visit| {
        let tab = visit.server.sign_in(visit.browser, visit.language)?;
        tab.wait_for(visit.check())?;
        tab.wait_for(visit.word("残り時間 9:5", "Time left: 9:5"))?;
        look(&tab, "portal-mail")?;
        tab.click(visit.word("メールを再送する", "Send the mail again"))?;
        tab.wait_for(visit.word("秒後にできます", "Another mail can be sent in"))?;
        for tries in 1..=6 {
            tab.fill(visit.word("確認コード", "Confirmation code"), "AAAAAAAA")?;
            send(&tab, visit.check())?;
            tab.wait_for(match tries {
                6 => visit.word("入力回数が上限に達しました", "was tried too often"),
                _ => visit.word("確認コードが違います", "The confirmation code is wrong"),
            })?;
        }
        Ok(())
    })
}

/// Presses a button and waits for the page that comes, which may look like the one that goes.
pub(crate) fn send(tab: &Page<'_>, button: &str) -> Result<()> {
    tab.wait_until("the page", "document.readyState === 'complete'")?;
    tab.evaluate("document.body.dataset.goes = 1")?;
    tab.click(button)?;
    tab.wait_until("the next page", "document.readyState === 'complete' && !document.body.dataset.goes")
}

fn sign_out(visit: &Visit<'_>, tab: &Page<'_>) -> Result<()> {
    send(tab, visit.word("サインアウト", "Sign out"))?;
    tab.wait_for(visit.word("パスワード", "Password"))?;
    tab.close()
}

/// The key that the page shows, typed into a phone; its first code confirmed, after a wrong one.
fn phone<'b>(visit: &Visit<'b>) -> Result<(Page<'b>, Totp)> {
    let tab = visit.server.key_page(visit.browser, visit.language)?;
    let key = tab.evaluate("document.getElementById('key').textContent")?;
    let key = Totp::usual(key.as_str().context("no key on the page")?);
    enter(visit, &tab, "000000", visit.check())?;
    tab.wait_for(visit.word("ワンタイムパスワードが違います", "The one-time password is wrong"))?;
    look(&tab, "portal-first-code-wrong")?;
    enter(visit, &tab, &code(&key)?, visit.check())?;
    tab.wait_for(visit.word("完了しました", "Done"))?;
    Ok((tab, key))
}

fn enter(visit: &Visit<'_>, tab: &Page<'_>, code: &str, button: &str) -> Result<()> {
    tab.fill(visit.one_time_password(), code)?;
    send(tab, button)
}

/// The code of now, with some seconds left to type it.
fn code(key: &Totp) -> Result<String> {
    patiently("a new code", || Ok((now() % 30 < 25).then_some(())))?;
    key.code_at(now())
}

/// The code after the one of `step`, as soon as it is shown.
fn next_code(key: &Totp, step: u64) -> Result<String> {
    while now() / 30 == step {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    code(key)
}

/// Anybody may test a code: right, used already, wrong.
fn self_test(kind: Kind) -> Result<()> {
    visiting(kind, |visit| {
        let (tab, key) = phone(visit)?;
        let step = now() / 30;
        let test = visit.browser.open(&visit.server.url("test"))?;
        tab.close()?;
        ensure!(test.sees(visit.word("学外", "off campus"))?, "which network it is");
        let button = visit.word("テストする", "Test");
        let mut wait = 0;
        let mut try_code = |code: &str| -> Result<()> {
            std::thread::sleep(std::time::Duration::from_secs(wait));
            wait = 6; // after a wrong try, the next one has to wait
            test.fill("ID", DEMO)?;
            enter(visit, &test, code, button)
        };
        let right = next_code(&key, step)?;
        try_code(&right)?;
        test.wait_for(visit.word("設定に問題はありません", "everything works"))?;
        look(&test, "portal-test-right")?;
        try_code(&right)?;
        test.wait_for(visit.word("使用済みです", "was used already"))?;
        try_code("000000")?;
        test.wait_for(visit.word("ワンタイムパスワードが違います", "The one-time password is wrong"))?;
        look(&test, "portal-test-wrong")
    })
}

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
    visiting_by("osaka-u", kind, |visit| {
        let tab = visit.server.key_page(visit.browser, visit.language)?;
        let key = tab.evaluate("document.getElementById('key').textContent")?;
        let key = Totp::usual(key.as_str().context("no key on the page")?);
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

/// The pages that no other walk looks at.
fn other_pages(kind: Kind) -> Result<()> {
    visiting_by("omu", kind, |visit| {
        let tab = visit.browser.open(&visit.server.url(""))?;
        look(&tab, "portal-sign-in")?;
        tab.fill("ID", "a123456789")?;
        tab.fill(visit.word("パスワード", "Password"), "x")?;
        send(&tab, visit.word("送信", "Continue"))?;
        tab.wait_for("ab12345 / a12bc345 / a12345b")?;
        look(&tab, "portal-not-an-id")?;
        tab.navigate(&visit.server.url("mail/resend"))?;
        tab.wait_for(visit.word("パスワード", "Password"))?;
        tab.navigate(&visit.server.url("idp/old"))?;
        tab.wait_for(visit.word("このページはありません", "There is no such page"))?;
        look(&tab, "portal-no-such-page")?;
        tab.navigate(&visit.server.url("not-me#x"))?;
        tab.wait_for(visit.word("メールのコード", "Code in the mail"))?;
        look(&tab, "portal-not-me")?;
        tab.navigate(&visit.server.url("help"))?;
        tab.wait_for(visit.word("端末を紛失した・盗まれた", "My device is lost or was stolen"))?;
        look(&tab, "portal-help")?;
        tab.navigate(&visit.server.url("ticket#x"))?;
        tab.wait_for(visit.word("ヘルプデスクからのリンク", "This link comes from the help desk"))?;
        look(&tab, "portal-ticket")?;
        tab.close()?;

        let tab = visit.server.key_page(visit.browser, visit.language)?;
        look(&tab, "portal-key")?;
        for device in ["apple", "android", "other"] {
            tab.navigate(&visit.server.url(&format!("key?device={device}")))?;
            tab.wait_for(visit.word("キーを入力する", "Type the key"))?;
            look(&tab, &format!("portal-key-{device}"))?;
        }
        let key = tab.evaluate("document.getElementById('key').textContent")?;
        let key = Totp::usual(key.as_str().context("no key on the page")?);
        tab.navigate(&visit.server.url("start"))?;
        tab.wait_for(visit.word("以前に中断した手順から再開しますか", "Go on where you stopped"))?;
        look(&tab, "portal-start")?;
        tab.navigate(&visit.server.url("key"))?;
        enter(visit, &tab, &code(&key)?, visit.check())?;
        tab.wait_for(visit.word("完了しました", "Done"))?;
        let step = now() / 30;
        look(&tab, "portal-done")?;
        tab.navigate(&visit.server.url("finish"))?;
        tab.wait_for(visit.word("もう一つの手段がありません", "There is no second way"))?;
        look(&tab, "portal-finish")?;
        tab.navigate(&visit.server.url("devices"))?;
        tab.click(visit.word("セットアップキーを再発行する", "Reissue the setup key"))?;
        tab.wait_for(visit.word("もとに戻せません", "cannot be undone"))?;
        look(&tab, "portal-replace")?;
        tab.navigate(&visit.server.url("devices/add"))?;
        tab.wait_for(visit.word("どの端末に設定しますか", "Which device do you set up?"))?;
        look(&tab, "portal-add")?;
        shown_again(visit, &tab, &key, step)?;
        tab.navigate(&visit.server.url("devices/add"))?;
        tab.click(visit.word("iPhone・iPad", "iPhone, iPad"))?;
        tab.click(visit.word("続ける", "Continue"))?;
        tab.wait_for(visit.word("iPhone・iPadのSafariには", "Safari on iPhone"))?;
        tab.click(visit.word("戻る", "Back"))?;
        tab.wait_for(visit.word("以前に中断した手順から再開しますか", "Go on where you stopped"))?;
        look(&tab, "portal-devices-resume")?;
        tab.navigate(&visit.server.url("dev/outbox"))?;
        tab.wait_for("demo@example.com")?;
        look(&tab, "portal-outbox")
    })
}

/// The current setup key, shown once more for a fresh code.
fn shown_again(visit: &Visit<'_>, tab: &Page<'_>, key: &Totp, step: u64) -> Result<()> {
    tab.navigate(&visit.server.url("devices"))?;
    tab.click(visit.word("現在のセットアップキーを表示する", "Show the current setup key"))?;
    tab.wait_for(visit.word("表示したことはメールでお知らせします", "You are told so by mail"))?;
    look(tab, "portal-show-again")?;
    let code = next_code(key, step)?;
    enter(visit, tab, &code, visit.word("表示する", "Show it"))?;
    tab.wait_for(visit.word("メールでお知らせしました", "You were told by mail"))?;
    look(tab, "portal-shown-again")?;
    ensure!(tab.evaluate("location.hash")? == "", "no offer");
    Ok(())
}

e2e::walks!(other_pages, mailed_codes, self_test, recovery_and_loss, release);
