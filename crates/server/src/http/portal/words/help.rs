//! The words of the page for whoever lost, changed or emptied a device.

/// What it says.
pub(in super::super) struct HelpWords {
    pub(in super::super) title: &'static str,
    pub(in super::super) text: &'static str,
    pub(in super::super) lost: Case,
    pub(in super::super) changed: Case,
    /// The step of [`HelpWords::changed`] where several devices count beside each other.
    pub(in super::super) changed_beside: &'static str,
    pub(in super::super) deleted: Case,
    pub(in super::super) go: &'static str,
    pub(in super::super) at_once: &'static str,
}

/// What happened, and what to do one after the other.
pub(in super::super) struct Case {
    pub(in super::super) title: &'static str,
    pub(in super::super) steps: [&'static str; 4],
}

const JA_AWAY: &str = "「端末が手元にないとき」を開き、リカバリーコードでサインインします。なければ、確認コードをメールで受け取ります。どちらもできないときは、ヘルプデスクにご連絡ください。";
const EN_AWAY: &str = "Open \"Your device is not at hand?\" and sign in with a recovery code; without one, have a confirmation code mailed. If neither is possible, contact the help desk.";

pub(super) const JA: HelpWords = HelpWords {
    title: "紛失・機種変更・アプリの削除",
    text: "当てはまるものの手順に沿って進んでください。",
    lost: Case {
        title: "端末を紛失した・盗まれた",
        steps: [
            "IDとパスワードでサインインします。",
            JA_AWAY,
            "その端末の「紛失・盗難」を押し、「ただちに無効にする」を押します。ほかのサインインと信頼済みのブラウザも終了します。",
            "「端末を追加する」で新しい端末を設定します。リカバリーコードも一緒に失くしたときは、その後で作り直してください。",
        ],
    },
    changed: Case {
        title: "機種変更した(古い端末が手元にある)",
        steps: [
            "IDとパスワード、古い端末のワンタイムパスワードでサインインします。",
            "古い端末の「セットアップキーを再発行する」を押します。",
            "新しい端末でQRコードを読み取り、最初のコードを確認します。それまでは古い端末のコードを使えます。",
            "古い端末のアプリから、古い項目を削除します。",
        ],
    },
    changed_beside: "古い端末の「セットアップキーを再発行する」を押します。両方の端末を使い続けるなら「端末を追加する」を押します。",
    deleted: Case {
        title: "アプリや拡張機能を削除した",
        steps: [
            "IDとパスワードでサインインします。",
            JA_AWAY,
            "削除したアプリや拡張機能の端末の「紛失・盗難」を押し、「ただちに無効にする」を押します。",
            "「端末を追加する」で、もう一度設定します。",
        ],
    },
    go: "手順を始める",
    at_once: "変更はすぐに有効になります。待つ必要はありません。",
};

pub(super) const EN: HelpWords = HelpWords {
    title: "Lost or new device, deleted app",
    text: "Follow the steps of what happened to you.",
    lost: Case {
        title: "My device is lost or was stolen",
        steps: [
            "Sign in with your ID and password.",
            EN_AWAY,
            "Press \"Lost or stolen\" at that device, then \"End it now\". All other sign-ins and trusted browsers end, too.",
            "Press \"Add a device\" to set up another one. If the recovery codes are lost as well, make new ones then.",
        ],
    },
    changed: Case {
        title: "I have a new device, and the old one is at hand",
        steps: [
            "Sign in with your ID, your password and a one-time password of the old device.",
            "Press \"Reissue the setup key\" at the old device.",
            "Scan the QR code with the new device and confirm the first code. Until then the codes of the old one work.",
            "Delete the old entry in the app of the old device.",
        ],
    },
    changed_beside: "Press \"Reissue the setup key\" at the old device; or \"Add a device\" to go on using both.",
    deleted: Case {
        title: "I deleted the app or the extension",
        steps: [
            "Sign in with your ID and password.",
            EN_AWAY,
            "Press \"Lost or stolen\" at the device of what you deleted, then \"End it now\".",
            "Press \"Add a device\" to set it up again.",
        ],
    },
    go: "Begin",
    at_once: "Changes take effect at once: there is nothing to wait for.",
};
