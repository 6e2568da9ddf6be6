//! The words of temporary releases.

use crate::domain::release::ReleaseCodeError;
use crate::http::portal::words::Words;

/// What these pages say.
pub(in super::super) struct ReleaseWords {
    pub(in super::super) title: &'static str,
    pub(in super::super) text: &'static str,
    pub(in super::super) code: &'static str,
    pub(in super::super) how: &'static str,
    pub(in super::super) later: &'static str,
    pub(in super::super) none: &'static str,
    pub(in super::super) left: &'static str,
    pub(in super::super) open: &'static str,
    pub(in super::super) open_left: &'static str,
    pub(in super::super) closed: &'static str,
    pub(in super::super) set: &'static str,
    pub(in super::super) change: &'static str,
    pub(in super::super) change_text: &'static str,
    pub(in super::super) revoke: &'static str,
    pub(in super::super) use_it: &'static str,
    pub(in super::super) opened: &'static str,
    pub(in super::super) wrong: &'static str,
    pub(in super::super) used_up: &'static str,
    pub(in super::super) said_set: &'static str,
    pub(in super::super) said_revoked: &'static str,
    shape: &'static str,
    run: &'static str,
}

pub(super) const JA: ReleaseWords = ReleaseWords {
    title: "一時解除コード",
    text: "端末を忘れたときに、学外からワンタイムパスワードなしでサインインできるようにするコードです。1回につき2時間、5回まで使えます。使うたびにメールでお知らせします。",
    code: "一時解除コード",
    how: "4~8桁の数字を自分で決めます。「1234」や「0000」のような並びは使えません。",
    later: "あとで設定することもできます。",
    none: "設定されていません。",
    left: "残り{}回",
    open: "{}まで解除中",
    open_left: "解除の残り時間 {}",
    closed: "解除は終了しました。",
    set: "一時解除コードを設定する",
    change: "一時解除コードを変更する",
    change_text: "新しいコードは再び5回使えます。今のコードは使えなくなります。",
    revoke: "取り消す",
    use_it: "一時解除する",
    opened: "解除しました。{}まで、学外からもワンタイムパスワードなしでサインインできます。",
    wrong: "一時解除コードが違うか、設定されていません。",
    used_up: "この一時解除コードは5回使われました。端末でサインインしてから、新しいコードを設定してください。",
    said_set: "一時解除コードを設定しました。",
    said_revoked: "一時解除コードを取り消しました。",
    shape: "一時解除コードは4~8桁の数字で入力してください。",
    run: "同じ数字だけのコードや「1234」のような並びは使えません。別の数字を入力してください。",
};

pub(super) const EN: ReleaseWords = ReleaseWords {
    title: "Temporary release code",
    text: "For the day you leave your device at home: this code lets you sign in from off campus without a one-time password, five times for two hours each. You get a mail each time it is used.",
    code: "Temporary release code",
    how: "Choose 4 to 8 digits, but no run such as 1234 or 0000.",
    later: "It can also be set later.",
    none: "None is set.",
    left: "Uses left: {}",
    open: "Open until {}",
    open_left: "Time left: {}",
    closed: "The release is over.",
    set: "Set a temporary release code",
    change: "Change the temporary release code",
    change_text: "The new code can be used five times again. The one you have stops working.",
    revoke: "Revoke it",
    use_it: "Release for two hours",
    opened: "Done. Until {}, signing in from off campus needs no one-time password.",
    wrong: "The temporary release code is wrong, or none was set.",
    used_up: "This temporary release code was used five times. Sign in with your device and set a new one.",
    said_set: "The temporary release code was set.",
    said_revoked: "The temporary release code was revoked.",
    shape: "A temporary release code has 4 to 8 digits.",
    run: "Do not repeat one digit, and do not count up or down as in 1234. Choose other digits.",
};

impl Words {
    /// Why a code cannot be chosen, and which can.
    pub(in super::super) fn refused_release(&self, error: ReleaseCodeError) -> &'static str {
        match error {
            ReleaseCodeError::Shape => self.release.shape,
            ReleaseCodeError::Run => self.release.run,
        }
    }
}
