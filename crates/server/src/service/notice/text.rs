//! The text of notices: Japanese and English in one mail, since what causes them knows no language.

use warifu::enrol::Origin;
use warifu::otp::UnixTime;

use super::Notice;
use crate::domain::in_japan;
use crate::domain::notice::NoticeCode;
use crate::domain::release::Release;

pub(super) const SUBJECT: &str = "二要素認証のお知らせ / Two-step sign-in notice";

/// Said to the old address.
const MOVED: [&str; 2] = [
    "連絡用メールアドレスが変更されました。今後の確認コードとお知らせは新しいアドレスに届きます。",
    "Your recovery address was changed. From now on codes and notices go to the new one.",
];

/// The whole mail.
pub(super) fn write(
    notice: &Notice<'_>,
    user: &str,
    origin: &Origin,
    code: &NoticeCode,
    at: UnixTime,
) -> String {
    let [ja, en] = said(notice);
    let (origin, code, at) = (origin.as_str(), code.grouped(), in_japan(at));
    let code = code.as_str();
    format!(
        "{user} 様\n\n{ja}\n{en}\n\n日時 / Time: {at} (日本時間 / Japan)\n\n\
         心当たりがない場合は、次のページで「これは私ではありません」を押してください。\n\
         If this was not you, open this page and press \"This was not me\".\n\
         {origin}/not-me#{code}\n\nコード / Code: {code}\n"
    )
}

/// What happened, in both languages.
fn said(notice: &Notice<'_>) -> [String; 2] {
    match notice {
        Notice::KeyAdded { device, .. } => [
            format!("端末「{device}」のワンタイムパスワードが有効になりました。"),
            format!("One-time passwords of the device \"{device}\" count from now on."),
        ],
        Notice::ShownAgain { device, .. } => [
            format!("現在のセットアップキーが表示されました。(端末「{device}」)"),
            format!("The current setup key was shown again (device \"{device}\")."),
        ],
        Notice::KeyLost { device } => [
            format!("端末「{device}」を紛失・盗難として無効にしました。"),
            format!("The device \"{device}\" was reported lost or stolen and counts no more."),
        ],
        Notice::AddressFollowed => MOVED.map(Into::into),
        Notice::AddressChanged { .. } => [
            format!(
                "{}心当たりがない場合は、7日以内に下のページで答えると、このアドレスに戻ります。",
                MOVED[0]
            ),
            format!(
                "{} If it was not you, answer on the page below within 7 days, and this one is used again.",
                MOVED[1]
            ),
        ],
        Notice::RecoveryMade => [
            "新しいリカバリーコードを作成しました。以前のコードは使えません。".into(),
            "New recovery codes were made. Older ones do not work any more.".into(),
        ],
        Notice::RecoveryUsed { left } => [
            format!("リカバリーコードでサインインしました。残りは{left}個です。"),
            format!("A recovery code was used to sign in. {left} are left."),
        ],
        Notice::ReleaseMade => [
            "一時解除コードが設定されました。以前の一時解除コードは使えません。".into(),
            "A temporary release code was set. An older one does not work any more.".into(),
        ],
        Notice::ReleaseUsed(Release { uses_left, open_until }) => {
            let until = in_japan(*open_until);
            [
                format!(
                    "一時解除コードが使われました。{until}(日本時間)まで、学外からもワンタイムパスワードなしでサインインできます。残りは{uses_left}回です。"
                ),
                format!(
                    "The temporary release code was used. Until {until} (Japan), signing in from off campus needs no one-time password. Uses left: {uses_left}."
                ),
            ]
        }
        Notice::ReleaseRevoked => {
            ["一時解除コードが取り消されました。".into(), "The temporary release code was revoked.".into()]
        }
    }
}
