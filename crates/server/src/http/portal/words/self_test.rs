//! The words of the self-test.

/// What the page says.
pub(in super::super) struct SelfTestWords {
    pub(in super::super) title: &'static str,
    pub(in super::super) text: &'static str,
    pub(in super::super) on_campus: &'static str,
    pub(in super::super) unless_group: &'static str,
    pub(in super::super) off_campus: &'static str,
    pub(in super::super) right: &'static str,
    pub(in super::super) wrong: &'static str,
    pub(in super::super) stopped: &'static str,
    pub(in super::super) check: &'static str,
}

pub(super) const JA: SelfTestWords = SelfTestWords {
    title: "二要素認証テスト用ページ",
    text: "IDとワンタイムパスワードだけで、設定が正しいか確かめられます。パスワードは要りません。どのネットワークからでも使えます。",
    on_campus: "この接続は「学内」として認識されています。サインインのときにワンタイムパスワードは求められません。",
    unless_group: "(所属によっては求められます)",
    off_campus: "この接続は「学外」として認識されています。サインインのときにワンタイムパスワードが求められます。",
    right: "正しいワンタイムパスワードです。設定に問題はありません。このコードは使用済みになりました。サインインには次のコードを使ってください。",
    wrong: "ワンタイムパスワードが違います。IDを確かめ、今表示されている6桁を入力してください。続くときは、次に表示される6桁を入力してください。まだ設定していないIDでは確認できません。",
    stopped: "このIDのテスト回数の上限に達しました。明日もう一度お試しください。サインインには影響しません。",
    check: "テストする",
};

pub(super) const EN: SelfTestWords = SelfTestWords {
    title: "Two-step sign-in test page",
    text: "See whether your one-time passwords work, with your ID alone: no password, from any network.",
    on_campus: "This connection is recognised as on campus (学内): no one-time password is asked at sign-in.",
    unless_group: " (Members of some groups are asked all the same.)",
    off_campus: "This connection is recognised as off campus (学外): a one-time password is asked at sign-in.",
    right: "The one-time password is right: everything works. It is used up now; take the next one to sign in.",
    wrong: "The one-time password is wrong. Check the ID and type the 6 digits that are shown now. If it goes on, type the next ones. An ID without a device cannot be tested.",
    stopped: "This ID was tested too often. Please try again tomorrow. Signing in is not affected.",
    check: "Test",
};
