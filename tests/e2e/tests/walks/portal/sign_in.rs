//! What a member reads who types a wrong password or a wrong code from the mail.

use anyhow::{Result, ensure};
use e2e::server::DEMO;
use e2e::{Kind, Page, look_at};

use super::{Visit, look, send, visiting};

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

/// A wrong password is said, and after some a pause that is counted down; then the right one is good. A temporary one is
/// recognised.
fn passwords(kind: Kind) -> Result<()> {
    visiting(kind, |visit| {
        let language = format!("lang/{}", visit.language.tag());
        let tab = visit.browser.open(&visit.server.url(&language))?;
        let pause = visit.word("試行回数が多すぎます", "Too many tries");
        try_password(visit, &tab, "wrong")?;
        tab.wait_for(visit.word("IDまたはパスワードが違います", "The ID or the password is wrong"))?;
        look_at(&tab, "portal-password-wrong")?;
        // The pauses double: one of them is longer than it takes to type.
        let mut pauses = false;
        for _ in 0..10 {
            try_password(visit, &tab, "wrong")?;
            pauses = tab.sees(pause)?;
            if pauses {
                break;
            }
        }
        ensure!(pauses, "never a pause");
        look_at(&tab, "portal-password-pause")?;
        tab.wait_until("the end of the pause", &format!("!document.body.textContent.includes('{pause}')"))?;
        try_password(visit, &tab, DEMO)?;
        tab.wait_for(visit.check())?;
        tab.close()?;

        visit.server.tell(&["user", "password", "--temporary", DEMO], DEMO)?;
        let tab = visit.browser.open(&visit.server.url(&language))?;
        try_password(visit, &tab, DEMO)?;
        tab.wait_for(visit.word("これは仮パスワードです", "This is a temporary password"))?;
        look_at(&tab, "portal-password-temporary")
    })
}

fn try_password(visit: &Visit<'_>, tab: &Page<'_>, password: &str) -> Result<()> {
    tab.fill("ID", DEMO)?;
    tab.fill(visit.word("パスワード", "Password"), password)?;
    send(tab, visit.word("送信", "Continue"))
}

e2e::walks!(mailed_codes, passwords);
