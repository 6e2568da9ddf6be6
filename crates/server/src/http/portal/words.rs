//! What the pages say, in both languages. A word that is missing in one does not compile.

mod address;
mod again;
mod code;
mod device;
mod devices;
mod help;
mod key;
mod recovery;
mod release;
mod self_test;
mod ticket;

use std::fmt::Display;

pub(super) use address::AddressWords;
pub(super) use again::AgainWords;
pub(super) use code::CodeWords;
pub(super) use device::DeviceChoiceWords;
pub(super) use devices::DeviceWords;
pub(super) use help::HelpWords;
pub(super) use key::KeyWords;
pub(super) use recovery::RecoveryWords;
pub(super) use release::ReleaseWords;
pub(super) use self_test::SelfTestWords;
pub(super) use ticket::TicketWords;

/// All words of one language. `{}` stands for what is filled in.
pub(super) struct Words {
    pub(super) lang: &'static str,
    pub(super) other_lang: &'static str,
    pub(super) other_name: &'static str,
    pub(super) title: &'static str,
    pub(super) id: &'static str,
    pub(super) password: &'static str,
    pub(super) send: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) sign_in_wrong: &'static str,
    pub(super) sign_in_temporary: &'static str,
    pub(super) sign_in_shape: &'static str,
    pub(super) mail_title: &'static str,
    pub(super) mail_sent: &'static str,
    pub(super) mail_other: &'static str,
    pub(super) mail_other_do: &'static str,
    pub(super) mail_not_sent: &'static str,
    pub(super) mail_code_digits: &'static str,
    pub(super) mail_code_letters: &'static str,
    pub(super) mail_check: &'static str,
    pub(super) mail_resend: &'static str,
    pub(super) mail_lifetime: &'static str,
    pub(super) mail_wrong: &'static str,
    pub(super) mail_left: &'static str,
    pub(super) mail_expired: &'static str,
    pub(super) mail_tries: &'static str,
    pub(super) mail_over: &'static str,
    pub(super) mail_wait: &'static str,
    pub(super) mail_wait_over: &'static str,
    pub(super) mail_subject: &'static str,
    pub(super) mail_text: &'static str,
    pub(super) start_title: &'static str,
    pub(super) start_text: &'static str,
    pub(super) start_until: &'static str,
    pub(super) start_over: &'static str,
    pub(super) start_button: &'static str,
    pub(super) start_resume: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) wait: &'static str,
    pub(super) wait_over: &'static str,
    pub(super) problem: &'static str,
    pub(super) not_found: &'static str,
    pub(super) problem_text: &'static str,
    pub(super) directory_away: &'static str,
    pub(super) no_address: &'static str,
    pub(super) too_many: &'static str,
    pub(super) key: &'static KeyWords,
    pub(super) code: &'static CodeWords,
    pub(super) device: &'static DeviceChoiceWords,
    pub(super) devices: &'static DeviceWords,
    pub(super) address: &'static AddressWords,
    pub(super) again: &'static AgainWords,
    pub(super) help: &'static HelpWords,
    pub(super) recovery: &'static RecoveryWords,
    pub(super) release: &'static ReleaseWords,
    pub(super) self_test: &'static SelfTestWords,
    pub(super) ticket: &'static TicketWords,
    pub(super) done_title: &'static str,
    pub(super) done_text: &'static str,
    pub(super) account: &'static str,
    pub(super) outbox: &'static str,
}

pub(super) const JA: Words = Words {
    lang: "ja",
    other_lang: "en",
    other_name: "English",
    title: "二要素認証の設定",
    id: "ID",
    password: "パスワード",
    send: "送信",
    sign_out: "サインアウト",
    sign_in_wrong: "IDまたはパスワードが違います。",
    sign_in_temporary: "これは仮パスワードです。ご自身で設定した本パスワードを入力してください。まだ設定していない場合は、先に本パスワードを設定してください。",
    sign_in_shape: "IDの形が違います。IDは{}のような形で、学籍番号や職員番号とは別のものです。",
    mail_title: "確認コード",
    mail_not_sent: "このサーバーはまだメールを送信できません。管理者にご連絡ください。試用中(--dev)は /dev/outbox で読めます。",
    mail_sent: "{}に確認コードを送信しました。",
    mail_other: "{}に届いた以前の確認コードは、この画面では使えません。",
    mail_other_do: "「メールを再送する」を押すと、この画面で使える確認コードが届きます。",
    mail_code_digits: "確認コード(数字6桁)",
    mail_code_letters: "確認コード(英数字8文字)",
    mail_check: "コードを確認する",
    mail_resend: "メールを再送する",
    mail_lifetime: "確認コードは{}分間有効です。最新のコードだけが使えます。",
    mail_wrong: "確認コードが違います。",
    mail_left: "残り時間 {}",
    mail_expired: "確認コードの有効期限が切れました。メールを再送してください。",
    mail_tries: "確認コードの入力回数が上限に達しました。メールを再送してください。",
    mail_over: "この確認コードは使えません。メールを再送してください。",
    mail_wait: "再送は{}秒後にできます。",
    mail_wait_over: "メールを再送できます。",
    mail_subject: "確認コードのお知らせ",
    mail_text: "確認コード: {}\n\nこのコードを画面に入力してください。心当たりがない場合は、このメールを破棄してください。\n",
    start_title: "3. 最終確認",
    start_text: "拡張機能ならワンクリックで設定でき、読み取りも入力も要りません。スマートフォンのアプリにも設定できます。",
    start_until: "{}(日本時間)までに設定してください。その後は学外からサインインできなくなります。",
    start_over: "設定の期限が過ぎています。学内のネットワークから設定するか、ヘルプデスクにご連絡ください。",
    start_button: "ワンタイムパスワードを設定する",
    start_resume: "以前に中断した手順から再開しますか?",
    yes: "はい",
    no: "いいえ",
    wait: "試行回数が多すぎます。{}秒後にもう一度お試しください。",
    wait_over: "もう一度お試しください。",
    problem: "うまくいきませんでした",
    not_found: "このページはありません。最初の画面からお進みください。",
    problem_text: "しばらくしてから、最初の画面からもう一度お試しください。続くときは、下の語を添えてヘルプデスクにご連絡ください。",
    directory_away: "パスワードを確認するサーバーにつながりません。パスワードは確認できておらず、試行回数にも数えていません。しばらくしてからもう一度お試しください。",
    no_address: "確認コードを送る連絡用メールアドレスが登録されていません。ヘルプデスクにご連絡ください。",
    too_many: "お使いのネットワークからの操作が多すぎます。入力した内容は確認していません。1分ほど待ってから、もう一度お試しください。",
    key: &key::JA,
    code: &code::JA,
    device: &device::JA,
    devices: &devices::JA,
    address: &address::JA,
    again: &again::JA,
    help: &help::JA,
    recovery: &recovery::JA,
    release: &release::JA,
    self_test: &self_test::JA,
    ticket: &ticket::JA,
    done_title: "完了しました",
    done_text: "ワンタイムパスワードが使えるようになりました。設定はすぐに有効です。",
    account: "アカウント",
    outbox: "送信トレイ(開発用)",
};

pub(super) const EN: Words = Words {
    lang: "en",
    other_lang: "ja",
    other_name: "日本語",
    title: "Two-step sign-in",
    id: "ID",
    password: "Password",
    send: "Continue",
    sign_out: "Sign out",
    sign_in_wrong: "The ID or the password is wrong.",
    sign_in_temporary: "This is a temporary password. Please type the one that you chose yourself; if you have not chosen one yet, do that first.",
    sign_in_shape: "That is not the shape of an ID here. An ID looks like {} and is neither a student number nor a staff number.",
    mail_title: "Confirmation code",
    mail_not_sent: "This server cannot send mail yet: please tell its operator. Trying it out with --dev, read it under /dev/outbox.",
    mail_sent: "A confirmation code was sent to {}.",
    mail_other: "The earlier confirmation code that was sent to {} cannot be used on this page.",
    mail_other_do: "Press \"Send the mail again\" for a code that can be used here.",
    mail_code_digits: "Confirmation code (6 digits)",
    mail_code_letters: "Confirmation code (8 letters and digits)",
    mail_check: "Check the code",
    mail_resend: "Send the mail again",
    mail_lifetime: "The code is good for {} minutes. Only the newest one counts.",
    mail_wrong: "The confirmation code is wrong.",
    mail_left: "Time left: {}",
    mail_expired: "The confirmation code is too old. Please have another one sent.",
    mail_tries: "The confirmation code was tried too often. Please have another one sent.",
    mail_over: "This confirmation code cannot be used. Please have another one sent.",
    mail_wait: "Another mail can be sent in {} seconds.",
    mail_wait_over: "Another mail can be sent now.",
    mail_subject: "Your confirmation code",
    mail_text: "Confirmation code: {}\n\nType it on the page that asks for it. If you did not ask for it, ignore this mail.\n",
    start_title: "3. Last check",
    start_text: "With the browser extension it takes one click: nothing to scan, nothing to type. An app on your phone works, too.",
    start_until: "Please set it up before {} (Japan). After that you cannot sign in from off campus.",
    start_over: "The time to set it up is over. Set it up from a network on campus, or contact the help desk.",
    start_button: "Set up one-time passwords",
    start_resume: "Go on where you stopped before?",
    yes: "Yes",
    no: "No",
    wait: "Too many tries. Please try again in {} seconds.",
    wait_over: "You can try again now.",
    problem: "That did not work",
    not_found: "There is no such page. Please start from the first one.",
    problem_text: "Please try again in a while, from the first page. If it goes on, tell the help desk the word below.",
    directory_away: "The directory that checks passwords does not answer. Yours was not checked, and this does not count as a try. Please try again in a while.",
    no_address: "You have no recovery address to which a confirmation code could be mailed. Please ask the help desk.",
    too_many: "Your network asks for too much at the moment. What you typed was not looked at. Please try again in a minute.",
    key: &key::EN,
    code: &code::EN,
    device: &device::EN,
    devices: &devices::EN,
    address: &address::EN,
    again: &again::EN,
    help: &help::EN,
    recovery: &recovery::EN,
    release: &release::EN,
    self_test: &self_test::EN,
    ticket: &ticket::EN,
    done_title: "Done",
    done_text: "Your one-time passwords work from now on.",
    account: "Account",
    outbox: "Outbox (for developing)",
};

impl Words {
    /// What a member can do about an error, by its code.
    pub(super) fn of_problem(&self, code: &str) -> &'static str {
        match code {
            "directory" => self.directory_away,
            "no_address" => self.no_address,
            "too_many_requests" => self.too_many,
            _ => self.problem_text,
        }
    }

    /// `template` with `value` in the place of `{}`.
    pub(super) fn fill(template: &str, value: &dyn Display) -> String {
        template.replacen("{}", &value.to_string(), 1)
    }
}
