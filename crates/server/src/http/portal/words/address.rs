//! The words of the recovery address.

use super::Words;
use crate::domain::address::AddressError;

/// What these pages say.
pub(in super::super) struct AddressWords {
    pub(in super::super) title: &'static str,
    pub(in super::super) text: &'static str,
    pub(in super::super) current: &'static str,
    pub(in super::super) new: &'static str,
    pub(in super::super) change: &'static str,
    pub(in super::super) send: &'static str,
    pub(in super::super) other: &'static str,
    pub(in super::super) said: &'static str,
    shape: &'static str,
    local_part: &'static str,
    university: &'static str,
}

pub(super) const JA: AddressWords = AddressWords {
    title: "連絡用メールアドレス",
    text: "確認コードとお知らせが届くアドレスです。このサインインなしで読める、大学発行ではない個人のアドレスにしてください。パスワードを変更する必要はありません。",
    current: "今のアドレス",
    new: "新しいメールアドレス",
    change: "変更する",
    send: "確認コードを送信する",
    other: "別のアドレスにする",
    said: "連絡用メールアドレスを変更しました。変更はすぐに有効です。以前のアドレスにもお知らせしました。",
    shape: "入力書式が正しくありません。",
    local_part: "{least}文字以上、{most}文字以内で入力してください。(@の前の部分)",
    university: "大学発行のメールアドレスは登録できません。サインインできないときに読めるアドレスを入力してください。",
};

pub(super) const EN: AddressWords = AddressWords {
    title: "Recovery address",
    text: "Confirmation codes and notices go there. Choose a private address, not one of the university, that you can read without this sign-in. Your password stays as it is.",
    current: "Address now",
    new: "New address",
    change: "Change",
    send: "Send a confirmation code",
    other: "Use another address",
    said: "Your recovery address was changed, as of now. The old one was told, too.",
    shape: "That is not a mail address.",
    local_part: "Please type {least} to {most} characters before the @.",
    university: "An address of the university cannot be used here: choose one that you can read when you cannot sign in.",
};

impl Words {
    /// Why an address will not do.
    pub(in super::super) fn refused_address(&self, error: AddressError) -> String {
        match error {
            AddressError::Shape => self.address.shape.into(),
            AddressError::LocalPart { least, most } => self
                .address
                .local_part
                .replace("{least}", &least.to_string())
                .replace("{most}", &most.to_string()),
            AddressError::University => self.address.university.into(),
        }
    }
}
