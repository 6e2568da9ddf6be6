//! The words of the question for which device a key is.

/// What it says. What there is of each kind stands in the order of the answers.
pub(in super::super) struct DeviceChoiceWords {
    pub(in super::super) question: &'static str,
    pub(in super::super) kinds: [&'static str; 4],
    pub(in super::super) names: [&'static str; 4],
    pub(in super::super) hints: [&'static str; 4],
    pub(in super::super) name: &'static str,
    pub(in super::super) otherwise: &'static str,
}

pub(super) const JA: DeviceChoiceWords = DeviceChoiceWords {
    question: "どの端末に設定しますか",
    kinds: ["このパソコン(拡張機能)", "iPhone・iPad", "Android", "その他"],
    names: ["パソコン", "iPhone・iPad", "Android", "その他の端末"],
    hints: [
        "このパソコンには「1. 拡張機能に保存する」で設定します。",
        "iPhone・iPadのSafariには拡張機能がありません。「2. スマートフォンで読み取る」に進んでください。この画面をiPhone・iPadで見ているときは「3. キーを入力する」に進んでください。",
        "Androidには拡張機能がありません。「2. スマートフォンで読み取る」に進んでください。この画面をAndroidで見ているときは「3. キーを入力する」に進んでください。",
        "ワンタイムパスワードのアプリが使える端末なら「2」か「3」で設定できます。Safariには拡張機能がありません。",
    ],
    name: "端末の名前(任意)",
    otherwise: "パソコンに設定するとき",
};

pub(super) const EN: DeviceChoiceWords = DeviceChoiceWords {
    question: "Which device do you set up?",
    kinds: ["This computer (extension)", "iPhone, iPad", "Android", "Another one"],
    names: ["Computer", "iPhone, iPad", "Android", "Another device"],
    hints: [
        "This computer is set up with \"1. Save in the extension\".",
        "There is no extension for Safari on iPhone and iPad: go on with \"2. Scan with your phone\". If you read this on the iPhone or iPad itself, go on with \"3. Type the key\".",
        "There is no extension for Android: go on with \"2. Scan with your phone\". If you read this on that device itself, go on with \"3. Type the key\".",
        "Whatever runs an app for one-time passwords is set up with 2 or 3. Safari has no extension.",
    ],
    name: "Name of the device (optional)",
    otherwise: "On a computer",
};
