//! The words of the page that a help desk's link opens.

/// What it says.
pub(in super::super) struct TicketWords {
    pub(in super::super) title: &'static str,
    pub(in super::super) text: &'static str,
    pub(in super::super) computer: &'static str,
    pub(in super::super) steps: [&'static str; 3],
    pub(in super::super) phone: &'static str,
    pub(in super::super) phone_text: &'static str,
    pub(in super::super) sign_in: &'static str,
}

pub(super) const JA: TicketWords = TicketWords {
    title: "ワンタイムパスワードの設定",
    text: "ヘルプデスクからのリンクです。1回だけ、発行から24時間以内に使えます。ほかの人に渡さないでください。",
    computer: "パソコンの拡張機能に設定する",
    steps: [
        "この画面を開いたまま、ツールバーの割符のアイコンを押します。",
        "表示された大学名とIDを確かめて「保存」を押します。",
        "拡張機能に6桁のコードが表示されたら完了です。",
    ],
    phone: "スマートフォンに設定する",
    phone_text: "このリンクは拡張機能のためのものです。スマートフォンに設定するときは、サインインして画面の案内に沿って進んでください。",
    sign_in: "サインインする",
};

pub(super) const EN: TicketWords = TicketWords {
    title: "Set up one-time passwords",
    text: "This link comes from the help desk. It can be used once, within 24 hours. Give it to nobody else.",
    computer: "In the extension on a computer",
    steps: [
        "Leave this page open and click the Warifu icon in the toolbar.",
        "Check the university's name and your ID, and press \"Save\".",
        "When the extension shows a code of 6 digits, you are done.",
    ],
    phone: "On a phone",
    phone_text: "This link is for the extension. To set up a phone, sign in and follow the pages.",
    sign_in: "Sign in",
};
