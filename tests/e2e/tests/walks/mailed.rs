//! From nothing to a first key, with the mail read in a mailbox: a server as an operator runs it, with SMTP.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Browser, Kind, Language, Member, Options, Page, Rules, Server, dist, finish, look_at, patiently};

use crate::portal::send;

/// The subject at Osaka Metropolitan University (E1).
const SUBJECT: &str = "[OMU二要素認証]二要素認証の再設定のご案内";
/// Who walks to a key, who types wrong codes only, and who signs in twice.
const HANAKO: (&str, &str) = ("ab12345", "hanako@example.com");
const TARO: (&str, &str) = ("ab67890", "taro@example.com");
const JIRO: (&str, &str) = ("ab24680", "jiro@example.com");
/// The shortest life of a code that rules may give, so that one is too old within the walk.
const HURRIED: (&str, &str) = ("enrolment_min = 30", "enrolment_min = 1");
/// How long another mail has to wait.
const RESEND: Duration = Duration::from_secs(61);

/// A member at a browser, before a server that sends mail.
struct Visit<'b> {
    browser: &'b Browser,
    server: &'b Server,
    language: Language,
}

impl<'b> Visit<'b> {
    fn word(&self, japanese: &'static str, english: &'static str) -> &'static str {
        self.language.word(japanese, english)
    }

    fn sign_in(&self, id: &str) -> Result<Page<'b>> {
        let tab = self.server.sign_in_as(id, self.browser, self.language)?;
        tab.wait_for(self.word("残り時間 0:5", "Time left: 0:5"))?;
        Ok(tab)
    }

    /// The code in the newest of so many mails.
    fn mailed(&self, to: &str, count: usize) -> Result<String> {
        let letters = self.server.letters(to, count)?;
        ensure!(letters.len() == count, "{} mails", letters.len());
        let newest = &letters[count - 1];
        ensure!(newest.subject == SUBJECT, "the subject is {}", newest.subject);
        let code = newest.value(self.word("確認コード", "Confirmation code")).unwrap_or_default();
        ensure!(code.len() == 6 && code.bytes().all(|c| c.is_ascii_digit()), "the code is {code}");
        Ok(code.to_owned())
    }

    fn type_code(&self, tab: &Page<'_>, code: &str, said: &str) -> Result<()> {
        tab.fill(self.word("確認コード", "Confirmation code"), code)?;
        send(tab, self.word("コードを確認する", "Check the code"))?;
        tab.wait_for(said)
    }

    fn wrong(&self) -> &'static str {
        self.word("確認コードが違います", "The confirmation code is wrong")
    }

    /// Five wrong codes, and then not even the right one.
    fn too_many(&self) -> Result<()> {
        let tab = self.sign_in(TARO.0)?;
        let right = self.mailed(TARO.1, 1)?;
        let wrong = if right == "000000" { "111111" } else { "000000" };
        for _ in 0..5 {
            self.type_code(&tab, wrong, self.wrong())?;
        }
        self.type_code(&tab, &right, self.word("入力回数が上限に達しました", "was tried too often"))?;
        look_at(&tab, "portal-mail-too-often")?;
        send(&tab, self.word("サインアウト", "Sign out"))?;
        tab.close()
    }

    /// A code counts where it was asked for; whoever signs in anew is told so, and when another can be sent.
    fn elsewhere(&self) -> Result<()> {
        let tab = self.sign_in(JIRO.0)?;
        send(&tab, self.word("サインアウト", "Sign out"))?;
        tab.close()?;
        let tab = self.server.sign_in_as(JIRO.0, self.browser, self.language)?;
        tab.wait_for(self.word("秒後にできます", "Another mail can be sent in"))?;
        tab.wait_for(self.word("j***@example.comに届いた以前の", "sent to j***@example.com cannot be used"))?;
        look_at(&tab, "portal-mail-elsewhere")?;
        send(&tab, self.word("サインアウト", "Sign out"))?;
        tab.close()
    }

    /// A wrong code, one that is too old and then not the newest any more, and the newest, sent in place.
    fn newest_only(&self) -> Result<Page<'b>> {
        let tab = self.sign_in(HANAKO.0)?;
        tab.wait_for(self.word("h***@example.comに", "sent to h***@example.com"))?;
        let sent = Instant::now();
        let older = self.mailed(HANAKO.1, 1)?;
        self.type_code(&tab, if older == "000000" { "111111" } else { "000000" }, self.wrong())?;
        let resend = self.word("メールを再送する", "Send the mail again");
        send(&tab, resend)?;
        tab.wait_for(self.word("秒後にできます", "Another mail can be sent in"))?;
        std::thread::sleep(RESEND.saturating_sub(sent.elapsed()));
        let expired = self.word("確認コードの有効期限が切れました", "The confirmation code is too old");
        tab.wait_for(expired)?; // said by the page that counted down
        self.type_code(&tab, &older, expired)?;
        let refused = "!!document.querySelector('p.error:not([data-seconds])')";
        tab.wait_until("the server's word that it is too old", refused)?;
        look_at(&tab, "portal-mail-expired")?;
        send(&tab, resend)?;
        let newest = self.mailed(HANAKO.1, 2)?;
        ensure!(newest != older, "another code each time, but for one in a million");
        self.type_code(&tab, &older, self.wrong())?;
        self.type_code(&tab, &newest, self.word("3. 最終確認", "3. Last check"))?;
        Ok(tab)
    }

    /// One click on the key page; the portal's page turns by itself.
    fn one_click(&self, tab: &Page<'_>) -> Result<()> {
        tab.click(self.word("ワンタイムパスワードを設定する", "Set up one-time passwords"))?;
        tab.wait_until("the key page", "location.hash.startsWith('#warifu=1')")?;
        let member = Member::new(self.browser, self.language)?;
        let popup = self.browser.click_action(tab)?;
        popup.wait_for(member.word("offer_title"))?;
        popup.click(member.word("offer_take"))?;
        popup.click(member.word("protect_device"))?;
        popup.wait_for(member.word("offer_done"))?;
        popup.wait_for(member.word("key_current"))?;
        tab.wait_for(self.word("完了しました", "Done"))?;
        patiently("the notice does not come", || {
            let letters = self.server.letters(HANAKO.1, 3)?;
            Ok(letters[2].subject.contains("お知らせ").then_some(()))
        })
    }
}

fn walk_in(language: Language, kind: Kind) -> Result<()> {
    let server = Server::with_mailbox(&Rules::of("omu").with(&[HURRIED]), &[HANAKO, TARO, JIRO])?;
    let mut options = Options::new(dist(kind)?);
    options.language = language;
    options.server = Some(server.origin());
    let browser = Browser::install(kind, &options)?;
    let visit = Visit { browser: &browser, server: &server, language };
    let walked = visit.too_many().and_then(|()| visit.elsewhere());
    let walked = walked.and_then(|()| visit.newest_only()).and_then(|tab| visit.one_click(&tab));
    finish(&browser, walked)
}

/// Both languages at once: each has to wait a minute for its second mail.
fn by_mail(kind: Kind) -> Result<()> {
    std::thread::scope(|scope| {
        let walks = Language::ALL.map(|language| scope.spawn(move || walk_in(language, kind)));
        walks.into_iter().try_for_each(|walk| walk.join().expect("a walk does not panic"))
    })
}

e2e::walks!(by_mail);
