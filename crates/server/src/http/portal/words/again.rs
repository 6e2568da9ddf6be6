//! The words of a key that is shown once more.

/// What these pages say.
pub(in super::super) struct AgainWords {
    pub(in super::super) title: &'static str,
    pub(in super::super) text: &'static str,
    pub(in super::super) show: &'static str,
    pub(in super::super) shown: &'static str,
    pub(in super::super) shown_text: &'static str,
    pub(in super::super) told: &'static str,
    pub(in super::super) typed: &'static str,
    pub(in super::super) per_device: &'static str,
}

pub(super) const JA: AgainWords = AgainWords {
    title: "現在のセットアップキーを表示する",
    text: "今表示されているワンタイムパスワードを入力すると、この端末のセットアップキーを表示します。表示したことはメールでお知らせします。",
    show: "表示する",
    shown: "現在のセットアップキー",
    shown_text: "このキーを知っている人は、あなたのワンタイムパスワードを作れます。ほかの人に見せず、設定が終わったらこの画面を閉じてください。",
    told: "セットアップキーを表示したことをメールでお知らせしました。",
    typed: "キーを入力する",
    per_device: "端末ごとに新しいキーを作ります。",
};

pub(super) const EN: AgainWords = AgainWords {
    title: "Show the current setup key",
    text: "Type the one-time password that is shown now, and the setup key of this device is shown. You are told so by mail.",
    show: "Show it",
    shown: "The current setup key",
    shown_text: "Whoever knows this key can make your one-time passwords. Let nobody see it, and close this page when you are done.",
    told: "You were told by mail that the setup key was shown.",
    typed: "Type the key",
    per_device: "Each device gets a new key of its own.",
};
