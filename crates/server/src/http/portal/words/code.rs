//! The words of the page that asks for a one-time password, and of what can be wrong with one.

use std::time::Duration;

use crate::http::portal::said::Said;
use crate::http::portal::words::Words;
use crate::service::Reason;

/// What the page says.
pub(in super::super) struct CodeWords {
    pub(in super::super) title: &'static str,
    /// The title in both languages: the part before and after the `/`, each with its language unless it is the page's.
    pub(in super::super) both: [(Option<&'static str>, &'static str); 2],
    pub(in super::super) login: &'static str,
    pub(in super::super) reset: &'static str,
    pub(in super::super) away: &'static str,
    pub(in super::super) recovery: &'static str,
    pub(in super::super) recovery_use: &'static str,
    pub(in super::super) recovery_wrong: &'static str,
    pub(in super::super) by_mail: &'static str,
    wrong: &'static str,
    replay: &'static str,
    old_key: &'static str,
    ahead: &'static str,
    behind: &'static str,
    stopped: &'static str,
}

/// What members and manuals know (S1).
const TITLES: [&str; 2] = ["ワンタイムパスワードを入力してください", "Please input the one-time password"];

pub(super) const JA: CodeWords = CodeWords {
    title: TITLES[0],
    both: [(None, TITLES[0]), (Some("en"), TITLES[1])],
    login: "Login",
    reset: "Reset",
    away: "端末が手元にないとき",
    recovery: "リカバリーコード",
    recovery_use: "リカバリーコードでサインインする",
    recovery_wrong: "リカバリーコードが違うか、すでに使われています。",
    by_mail: "紛失・機種変更・アプリの削除でコードを出せないときは、確認コードをメールで受け取り、その端末を無効にしてから設定し直せます。",
    wrong: "ワンタイムパスワードが違います。今表示されている6桁を入力してください。続くときは、次に表示される6桁を入力してください。",
    replay: "このワンタイムパスワードは使用済みです。次の6桁に切り替わるまで待って入力してください。",
    old_key: "これは古いキーのワンタイムパスワードです。新しく設定した項目の6桁を入力し、古い項目は削除してください。",
    ahead: "端末の時計が{}秒進んでいます。日付と時刻を自動設定にしてから、新しいコードを入力してください。",
    behind: "端末の時計が{}秒遅れています。日付と時刻を自動設定にしてから、新しいコードを入力してください。",
    stopped: "試行回数の上限に達しました。ヘルプデスクにご連絡ください。",
};

pub(super) const EN: CodeWords = CodeWords {
    title: TITLES[1],
    both: [(Some("ja"), TITLES[0]), (None, TITLES[1])],
    login: "Login",
    reset: "Reset",
    away: "Your device is not at hand?",
    recovery: "Recovery code",
    recovery_use: "Sign in with a recovery code",
    recovery_wrong: "The recovery code is wrong or was used already.",
    by_mail: "If it is lost or replaced, or the app was deleted: have a confirmation code mailed to you, end that device and set up another.",
    wrong: "The one-time password is wrong. Type the 6 digits that are shown now. If it goes on, type the next ones.",
    replay: "This one-time password was used already. Wait for the next 6 digits.",
    old_key: "This one-time password is of an old key. Use the entry that was set up last, and delete the old one.",
    ahead: "The device's clock is {} seconds fast. Set date and time to automatic, then type a new code.",
    behind: "The device's clock is {} seconds slow. Set date and time to automatic, then type a new code.",
    stopped: "Too many wrong tries. Please contact the help desk.",
};

impl Words {
    /// Why a one-time password was refused, and what to do.
    pub(in super::super) fn refused(&self, reason: Reason) -> Said {
        match reason {
            Reason::Wrong | Reason::NoSuchMember => self.code.wrong.into(),
            Reason::Replay => self.code.replay.into(),
            Reason::OldKey => self.code.old_key.into(),
            Reason::ClockOff { seconds } => self.clock_off(seconds).into(),
            Reason::Locked { retry_after_s } => self.rest(Duration::from_secs(retry_after_s)).into(),
            Reason::Stopped => self.code.stopped.into(),
        }
    }

    /// By how much a device's clock is off, and what to do.
    pub(in super::super) fn clock_off(&self, seconds: i64) -> String {
        let template = if seconds > 0 { self.code.ahead } else { self.code.behind };
        Self::fill(template, &seconds.unsigned_abs())
    }
}
