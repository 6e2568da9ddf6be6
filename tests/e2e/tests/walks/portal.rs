//! The portal, with a phone instead of the extension: what a member reads when something is wrong, and the second ways.

mod first_code;
mod self_test;
mod sign_in;
mod ways;

use anyhow::{Context, Result, ensure};
use e2e::{
    Browser, Kind, Language, Options, Page, Rules, Server, Totp, dist, finish, in_both_languages, look_at,
    look_at_widths, now, patiently,
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
    visiting_by(Rules::of("nist"), kind, steps)
}

/// The same by other rules.
fn visiting_by(rules: Rules<'_>, kind: Kind, steps: fn(&Visit<'_>) -> Result<()>) -> Result<()> {
    Language::ALL.into_iter().try_for_each(|language| visiting_in(language, rules, kind, steps))
}

/// In both languages at once.
fn visiting_at_once(kind: Kind, steps: fn(&Visit<'_>) -> Result<()>) -> Result<()> {
    in_both_languages(|language| visiting_in(language, Rules::of("nist"), kind, steps))
}

fn visiting_in(
    language: Language,
    rules: Rules<'_>,
    kind: Kind,
    steps: fn(&Visit<'_>) -> Result<()>,
) -> Result<()> {
    let server = Server::with_rules(&rules)?;
    let mut options = Options::new(dist(kind)?);
    options.language = language;
    options.window = (1100, 2400);
    let browser = Browser::install(kind, &options)?;
    finish(&browser, steps(&Visit { browser: &browser, server: &server, language }))
}

/// Judges a page of the portal; with English words, which are the longer ones, from phone width to 4K.
fn look(page: &Page<'_>, name: &str) -> Result<()> {
    look_at(page, name)?;
    if page.evaluate("document.documentElement.lang")? == "en" { look_at_widths(page, name) } else { Ok(()) }
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

fn enter(visit: &Visit<'_>, tab: &Page<'_>, code: &str, button: &str) -> Result<()> {
    tab.fill(visit.one_time_password(), code)?;
    send(tab, button)
}

/// The key that the page shows, for a phone.
fn shown_key(tab: &Page<'_>) -> Result<Totp> {
    tab.wait_until("a key", "!!document.getElementById('key')")?;
    let key = tab.evaluate("document.getElementById('key').textContent")?;
    Ok(Totp::usual(key.as_str().context("no key on the page")?))
}

/// The code of now, with some seconds left to type it.
pub(crate) fn code(key: &Totp) -> Result<String> {
    patiently("a new code", || Ok((now() % 30 < 25).then_some(())))?;
    key.code_at(now())
}

/// Reads the page in the other language and again in one's own; what its address brought stays.
fn in_the_other_language(visit: &Visit<'_>, tab: &Page<'_>, holds: &str) -> Result<()> {
    let [own, other] = [visit.language.tag(), visit.word("en", "ja")];
    for (button, language) in
        [(visit.word("English", "日本語"), other), (visit.word("日本語", "English"), own)]
    {
        send(tab, button)?;
        tab.wait_until("the other language", &format!("document.documentElement.lang === '{language}'"))?;
        tab.wait_until("what the address brought", holds)?;
    }
    Ok(())
}

/// The pages that no other walk looks at.
fn other_pages(kind: Kind) -> Result<()> {
    visiting_by(Rules::of("omu"), kind, |visit| {
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
        in_the_other_language(visit, &tab, "document.getElementById('code').value === 'x'")?;
        tab.navigate(&visit.server.url("help"))?;
        tab.wait_for(visit.word("端末を紛失した・盗まれた", "My device is lost or was stolen"))?;
        look(&tab, "portal-help")?;
        tab.navigate(&visit.server.url("ticket#x"))?;
        tab.wait_for(visit.word("ヘルプデスクからのリンク", "This link comes from the help desk"))?;
        look(&tab, "portal-ticket")?;
        in_the_other_language(visit, &tab, "location.pathname + location.hash === '/ticket#x'")?;
        tab.close()?;

        let tab = visit.server.key_page(visit.browser, visit.language)?;
        look(&tab, "portal-key")?;
        for device in ["apple", "android", "other"] {
            tab.navigate(&visit.server.url(&format!("key?device={device}")))?;
            // The page before says the same words.
            let there =
                format!("location.search === '?device={device}' && document.readyState === 'complete'");
            tab.wait_until("the page for this device", &there)?;
            tab.wait_for(visit.word("キーを入力する", "Type the key"))?;
            look(&tab, &format!("portal-key-{device}"))?;
        }
        let key = shown_key(&tab)?;
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

/// The code after the one of `step`, as soon as it is shown.
fn next_code(key: &Totp, step: u64) -> Result<String> {
    while now() / 30 == step {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    code(key)
}

/// The current setup key, shown once more for a fresh code.
fn shown_again(visit: &Visit<'_>, tab: &Page<'_>, key: &Totp, step: u64) -> Result<()> {
    tab.navigate(&visit.server.url("devices"))?;
    tab.click(visit.word("現在のセットアップキーを表示する", "Show the current setup key"))?;
    tab.wait_for(visit.word("表示したことはメールでお知らせします", "You are told so by mail"))?;
    look(tab, "portal-show-again")?;
    enter(visit, tab, "000000", visit.word("表示する", "Show it"))?;
    tab.wait_for(visit.word("ワンタイムパスワードが違います", "The one-time password is wrong"))?;
    let code = next_code(key, step)?;
    enter(visit, tab, &code, visit.word("表示する", "Show it"))?;
    tab.wait_for(visit.word("メールでお知らせしました", "You were told by mail"))?;
    look(tab, "portal-shown-again")?;
    ensure!(tab.evaluate("location.hash")? == "", "no offer");
    Ok(())
}

e2e::walks!(other_pages);
