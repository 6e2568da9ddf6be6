//! The page on which anybody may test a code.

use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;
use e2e::server::DEMO;
use e2e::{Kind, Rules, now};

use super::first_code::phone;
use super::{code, enter, look, next_code, visiting_at_once, visiting_by};

/// A code is right, used already, of a clock that is slow or fast, or wrong.
fn self_test(kind: Kind) -> Result<()> {
    visiting_at_once(kind, |visit| {
        let (tab, key) = phone(visit)?;
        let step = now() / 30;
        let test = visit.browser.open(&visit.server.url("test"))?;
        tab.close()?;
        test.wait_for(visit.word("「学外」として", "off campus (学外)"))?;
        let try_code = |code: &str, said: &str| -> Result<()> {
            test.fill("ID", DEMO)?;
            enter(visit, &test, code, visit.word("テストする", "Test"))?;
            test.wait_for(said)
        };
        let right = next_code(&key, step)?;
        try_code(&right, visit.word("設定に問題はありません", "everything works"))?;
        look(&test, "portal-test-right")?;
        try_code(&right, visit.word("使用済みです", "was used already"))?;
        // After a wrong try the next one has to wait, and twice as long after another.
        code(&key)?; // some seconds are left before the next one
        let wrong = visit.word("ワンタイムパスワードが違います", "The one-time password is wrong");
        try_code(&key.code_at(now() + 120)?, wrong)?;
        look(&test, "portal-test-wrong")?;
        sleep(Duration::from_secs(6));
        code(&key)?;
        try_code(
            &key.code_at(now() + 150)?,
            visit.word("端末の時計が150秒進んでいます", "150 seconds fast"),
        )?;
        try_code(&right, visit.word("試行回数が多すぎます", "Too many tries"))?;
        look(&test, "portal-test-pause")?;
        sleep(Duration::from_secs(11));
        code(&key)?;
        try_code(
            &key.code_at(now() - 120)?,
            visit.word("端末の時計が120秒遅れています", "120 seconds slow"),
        )?;
        look(&test, "portal-test-slow")
    })
}

/// On campus the page says so.
fn on_campus(kind: Kind) -> Result<()> {
    visiting_by(Rules::of("nist").on_campus(), kind, |visit| {
        let language = format!("lang/{}", visit.language.tag());
        let tab = visit.browser.open(&visit.server.url(&language))?;
        tab.click(visit.word("二要素認証テスト用ページ", "Two-step sign-in test page"))?;
        tab.wait_for(visit.word("「学内」として", "on campus (学内)"))?;
        look(&tab, "portal-test-on-campus")
    })
}

e2e::walks!(self_test, on_campus);
